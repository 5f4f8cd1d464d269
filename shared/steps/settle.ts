// Writes what a worker's calls brought about: re-reads, keeps only its own results, and records removals and ends at once.

import { auditItem } from '../core/audit/row.ts';
import { type Result, type Settled, settle } from '../core/settle.ts';
import { takesAway } from '../core/verify.ts';
import type { Person } from '../model/person.ts';
import type { Pipeline } from '../ports/pipeline.ts';
import { type Write, WriteRefused } from '../ports/table.ts';
import { attentionWrites } from './attention.ts';
import { putBacklog } from './backlog.ts';
import { landingOf } from './landing.ts';
import type { Pace } from './pace.ts';
import { personWrite, RACES, readPerson } from './people.ts';

export interface SettleRequest {
  /** The person as the claim wrote it: if nobody came between, no second read is needed. */
  readonly person: Person;
  readonly results: readonly Result[];
}

/** One write for all targets. Refused, it reads again; what is not its own by then is left alone. */
export async function settleResults(ports: Pipeline, pace: Pace, { person, results }: SettleRequest): Promise<Settled> {
  for (let round = 1; ; round++) {
    const current = round === 1 ? person : await readPerson(ports, person.id);
    const settled = settle(current, results, contextOf(ports));
    for (const [target, stopped] of Object.entries(settled.stopped)) await pace.stop(target, stopped);
    await backlogFor(ports, settled);
    try {
      await ports.table.write([
        ...writesFor(ports, settled),
        ...attentionWrites(ports, { before: current, after: settled.person }),
      ]);
      report(ports, settled);
      return settled;
    } catch (error) {
      if (!(error instanceof WriteRefused) || error.reason === 'too-large' || round >= RACES) throw error;
      await ports.clock.sleep(Math.ceil(ports.ids.random() * 20 * round));
    }
  }
}

function contextOf({ clock, ids, target }: Pipeline) {
  return {
    now: clock.now(),
    random: () => ids.random(),
    landing: (name: string) => landingOf({ target }, name),
    readLag: (name: string) => target(name)?.capabilities.readLagMs ?? 0,
  };
}

const NOTHING_OPEN = { wish: { account: 'active', entitlements: [], profile: '' }, had: [] } as const;

/** A target that stopped us drains through its pump once it is back. */
async function backlogFor(ports: Pipeline, { person, stopped }: Settled): Promise<void> {
  const waiting = Object.keys(stopped).map((target) => ({
    target,
    removal: takesAway(person.standings[target] ?? NOTHING_OPEN),
  }));
  await putBacklog(ports, { person: person.id, waiting });
}

/** Ends reach the audit log in the same transaction; a grant's end comes with its read-back. */
function writesFor(ports: Pipeline, { person, ended, causes }: Settled): readonly Write[] {
  if (ended.length === 0) return [personWrite(person, ports)];
  const numbered = { ...person, aud: person.aud + 1 };
  const row = auditItem({
    tenant: person.tenant,
    noun: 'person',
    id: person.id,
    number: numbered.aud,
    at: new Date(ports.clock.now()).toISOString(),
    actor: 'system',
    act: ended.every(({ end }) => end === 'parked') ? 'parked' : 'settled',
    revision: person.rev,
    operations: ended,
    ...(Object.keys(causes).length > 0 && {
      cause: Object.entries(causes)
        .map(([target, why]) => `${target}: ${why}`)
        .join('; '),
    }),
  });
  return [personWrite(numbered, ports), { kind: 'put', item: row, when: { kind: 'absent' } }];
}

function report({ log }: Pipeline, { person, ended, causes }: Settled): void {
  for (const { target, end } of ended)
    if (end === 'parked' || end === 'refused')
      log.error('operation-ended', { person: person.id, target, end, cause: causes[target] });
}
