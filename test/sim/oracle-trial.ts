// The oracle's own account of what versions on trial gave: rows that take back just that, after its return, are no losses.
import type { InForce } from '../../shared/model/policy/in-force.ts';
import { believe, dueAt } from './oracle-fold.ts';
import type { LogRow } from './oracle-log.ts';
import { type Decided, factOf } from './oracle-versions.ts';

/** By target: names, and the roll-out that gave one last. */
interface Gifts {
  by: string | undefined;
  readonly names: Map<string, Set<string>>;
}

type Line = NonNullable<LogRow['plan']>[number];

/** Places of rows that lose something, and nothing but what a version gave that was taken back before. */
export function takenBack(of: Omit<Decided, 'items' | 'now'>): ReadonlySet<string> {
  if (of.inForces.length === 0) return new Set();
  const people = Map.groupBy(
    of.rows.filter(({ noun, policy }) => noun === 'person' && policy !== undefined),
    ({ id }) => id,
  );
  return new Set([...people.values()].flatMap((own) => takenFrom(of, own)));
}

function takenFrom(of: Omit<Decided, 'items' | 'now'>, own: readonly LogRow[]): readonly string[] {
  const gifts: Gifts = { by: undefined, names: new Map() };
  const known = new Set<string>();
  return own
    .toSorted((a, b) => a.number - b.number)
    .flatMap((row) => {
      for (const { id } of row.events ?? []) known.add(factOf(id));
      const inForce = of.inForces.findLast(({ at }) => at <= (of.commits.get(row.place) ?? 0))?.inForce;
      if (!inForce) return [];
      const lines = (row.plan ?? []).filter(({ change }) => !change.includes('('));
      const losing = lines.filter(({ what }) => wordsOf(what, '-').length > 0);
      const isBack = losing.length > 0 && losing.every((line) => isGift(gifts, line, inForce));
      note(of, { gifts, known, row, lines, inForce });
      return isBack ? [row.place] : [];
    });
}

function isGift({ by, names }: Gifts, { target, what }: Line, { reverted }: InForce): boolean {
  const given = names.get(target) ?? new Set();
  return (
    by !== undefined && reverted.some(({ id }) => id === by) && wordsOf(what, '-').every((name) => given.has(name))
  );
}

interface Noting {
  readonly gifts: Gifts;
  readonly known: ReadonlySet<string>;
  readonly row: LogRow;
  readonly lines: readonly Line[];
  readonly inForce: InForce;
}

/** A worker may still know the roll-out before: what it gave by it counts as given by it. */
function note(of: Omit<Decided, 'items' | 'now'>, { gifts, known, row, lines, inForce }: Noting): void {
  const commit = of.commits.get(row.place) ?? 0;
  const trials = of.inForces.filter(
    ({ at, inForce: { rollOut } }) => at <= commit && rollOut?.candidate.version === row.policy,
  );
  const trial = trials.at(-1)?.inForce.rollOut;
  if (trial && row.policy !== inForce.base.version) gifts.by = trial.id;
  for (const { target, what } of lines) {
    const given = gifts.names.get(target) ?? new Set();
    gifts.names.set(target, given);
    for (const name of wordsOf(what, '-')) given.delete(name);
    if (trial && row.policy !== inForce.base.version) for (const name of wordsOf(what, '+')) given.add(name);
  }
  forget(of, { gifts, known, row, inForce });
}

/** What everybody's version gives as well is no gift. What was known is told only where events say all. */
function forget(
  { company, facts }: Omit<Decided, 'items' | 'now'>,
  { gifts, known, row, inForce }: Omit<Noting, 'lines'>,
): void {
  const access = company.access[inForce.base.version];
  if (company.channel !== 'fat' || !access) return;
  const belief = believe(
    facts.filter(({ id }) => known.has(id)),
    Date.parse(row.at),
  );
  for (const [target, given] of gifts.names) {
    const due = dueAt(access, belief, target);
    for (const name of due ? [...(due.active ? ['account'] : []), ...due.entitlements] : []) given.delete(name);
  }
}

function wordsOf(what: string, sign: '+' | '-'): readonly string[] {
  return what.split(' ').flatMap((word) => (word.startsWith(sign) ? [word.slice(1)] : []));
}
