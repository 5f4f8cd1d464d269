// Writes what a worker's calls brought about: re-reads, keeps only its own results, and records removals and ends at once.

import { endIndicators } from '../core/indicators.ts';
import { type Result, type Settled, settle } from '../core/settle.ts';
import { takesAway } from '../core/verify.ts';
import type { Person } from '../model/person.ts';
import type { Pipeline } from '../ports/pipeline.ts';
import { type Write, WriteRefused } from '../ports/table.ts';
import { putBacklog } from './backlog.ts';
import { landingOf } from './landing.ts';
import { outcomeWrites } from './outcomes.ts';
import type { Pace } from './pace.ts';
import { RACES, readPerson } from './people.ts';
import { noteAnomaly } from './reconcile-start.ts';

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
    for (const [target, stopped] of Object.entries(settled.stopped)) {
      await pace.stop(target, stopped);
      if (stopped.cause !== 'throttled') await noteAnomaly(ports, target, 'an outage is over');
    }
    await backlogFor(ports, settled);
    try {
      await ports.table.write(writesFor(ports, current, settled));
      report(ports, settled, { before: current, results });
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

/** Ends reach the audit log in the same transaction. */
function writesFor(ports: Pipeline, before: Person, { person: after, ended, causes }: Settled): readonly Write[] {
  const act = ended.every(({ end }) => end === 'parked') ? 'parked' : 'settled';
  const told = Object.entries(causes).map(([target, why]) => `${target}: ${why}`);
  return outcomeWrites(ports, { before, after, ended, act, causes: told });
}

interface Reported {
  readonly before: Person;
  readonly results: readonly Result[];
}

function report(
  { log, metrics, clock }: Pipeline,
  { person, ended, causes }: Settled,
  { before, results }: Reported,
): void {
  const faults = results.flatMap(({ target, outcome }) =>
    outcome.kind === 'fault' ? [{ target, fault: outcome.fault.kind }] : [],
  );
  for (const fault of faults) log.warn('target-call-failed', fault);
  metrics.add({
    ...endIndicators({ before, after: person, ended, now: clock.now() }),
    TargetCalls: results.length,
    TargetCallsFailed: faults.length,
  });
  for (const { target, end } of ended)
    if (end === 'parked' || end === 'refused')
      log.error('operation-ended', { person: person.id, target, end, cause: causes[target] });
}
