// A held plan as two people read it before they say yes: who would lose what, and what has moved since.
import { auditChange, losersFirst } from '../../core/plan.ts';
import { standsSince } from '../../core/stood.ts';
import type { PlanHead } from '../../model/held-plan.ts';
import type { LedgerWish, Person } from '../../model/person.ts';
import type { HeldEntry, PlanEntry } from '../../model/plan.ts';
import type { Pipeline } from '../../ports/pipeline.ts';
import { readPerson } from '../people.ts';
import { isOver, planEntriesOf } from '../plans.ts';

const NOTHING = { account: 'suspended', entitlements: [], profile: '' } as const;

/** What became of a plan that is over, in a sentence; undefined for one that is not. */
export function endOf(head: PlanHead): string | undefined {
  if (!isOver(head)) return undefined;
  const when = head.touchedAt === undefined ? '' : ` at ${new Date(head.touchedAt).toISOString().slice(0, 19)}Z`;
  const by = head.ended ? ` by ${head.ended.by}` : '';
  if (head.state === 'released')
    return `released already${when}${by}: ${head.applied ?? 0} applied, ${head.moved ?? 0} had moved and dropped out`;
  const why =
    head.state === 'expired' ? 'nobody approved it in time' : (head.ended?.why ?? 'another plan took its place');
  return `ended${when}${by}, nothing of it was applied: ${why}`;
}

/** The plan's rows, losers first, as `planTable` prints them; `moved` names the people whose entries would drop out now. One that is over has no rows. */
export async function viewPlan(ports: Pipeline, head: PlanHead) {
  const end = endOf(head);
  if (end !== undefined) return { ...head, end, rows: [] };
  const entries = await planEntriesOf(ports, head.hash);
  const people = await Promise.all(entries.map(({ person }) => readPerson(ports, person)));
  const standing = entries
    .map((entry, position) => ({ entry, person: people[position] }))
    .filter(({ entry, person }) => person !== undefined && standsSince(person, entry.revision));
  const changes = standing.flatMap(({ entry, person }) => (person ? changesOf(head, entry, person) : []));
  const rows = losersFirst(changes).map((change) => ({ person: change.person, ...auditChange(change) }));
  const moved = entries
    .filter(({ person }) => !standing.some(({ entry }) => entry.person === person))
    .map(({ person }) => person);
  return { ...head, rows, moved };
}

function changesOf(
  { kind, why }: PlanHead,
  { person: id, targets }: HeldEntry,
  { standings }: Person,
): readonly PlanEntry[] {
  return targets.flatMap((target) => {
    const standing = standings[target];
    const wish = kind === 'absence' ? NOTHING : standing?.held?.wish;
    if (!standing || !wish) return [];
    const { gains, loses } = between(standing.wish, wish);
    return [
      {
        person: id,
        target,
        change: wish.account === 'active' ? 'ensure' : 'suspend',
        gains,
        loses,
        verdict: 'held',
        why,
      } as const,
    ];
  });
}

function between(last: LedgerWish, wish: LedgerWish): { gains: string[]; loses: string[] } {
  const before = [...(last.account === 'active' ? ['account'] : []), ...last.entitlements];
  const after = [...(wish.account === 'active' ? ['account'] : []), ...wish.entitlements];
  return {
    gains: after.filter((name) => !before.includes(name)),
    loses: before.filter((name) => !after.includes(name)),
  };
}
