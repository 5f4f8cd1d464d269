// Drains one target's backlog at the target's own pace, removals first.
import { takesAway } from '../core/verify.ts';
import type { Standing } from '../model/person.ts';
import type { Pipeline } from '../ports/pipeline.ts';
import { apply, callsOf } from './apply.ts';
import { type BacklogRow, dropBacklog, oldestBacklog } from './backlog.ts';
import { type Pace, waitUntil } from './pace.ts';
import { readPerson } from './people.ts';
import { pumpWakeup, wake } from './wake.ts';

/** One run works this long, ms, then hands over to the next. */
const RUN = 20_000;
/** A longer wait for the target is left to the sweep, ms. */
const PATIENCE = 5_000;
/** After such a wait, ms, the backlog is read again: a leaver may have come in meanwhile. */
const LONG = 1_000;
/** Few at a time, so that a removal that comes in waits behind few grants. */
const SLICE = 10;

/** Works the target's backlog until it is empty, the target stops us, or the run is over. */
export const pump =
  (ports: Pipeline, pace: Pace) =>
  async ({ target }: { readonly target: string }): Promise<void> => {
    const until = ports.clock.now() + RUN;
    while (ports.clock.now() < until) {
      const rows = await oldestBacklog(ports, target, SLICE);
      if (rows.length === 0) return;
      for (const row of apart(rows, target)) {
        const worked = await workSafely(ports, pace, { target, row, until });
        if (worked === 'stopped') return;
        if (worked === 'waited') break;
      }
    }
    await wake(ports, [pumpWakeup(ports, target, `next-${ports.ids.next()}`)]);
  };

/**
 * Removals in their order, then the grants, from another place for each target: people who wait for many targets are not
 * worked by all their pumps at the same moment, which would make them write against each other.
 */
function apart(rows: readonly BacklogRow[], target: string): readonly BacklogRow[] {
  const removals = rows.filter(({ lane }) => lane === 'removals');
  const grants = rows.slice(removals.length);
  const from = [...target].reduce((sum, letter) => sum + letter.charCodeAt(0), 0) % Math.max(1, grants.length);
  return [...removals, ...grants.slice(from), ...grants.slice(0, from)];
}

interface Work {
  readonly target: string;
  readonly row: BacklogRow;
  readonly until: number;
}

/** One person whose work cannot be done keeps nobody behind them: their own timer brings them back. */
async function workSafely(ports: Pipeline, pace: Pace, request: Work): ReturnType<typeof work> {
  try {
    return await work(ports, pace, request);
  } catch (error) {
    ports.log.error('pump-failed', {
      person: request.row.person,
      name: error instanceof Error ? error.name : 'unknown',
    });
    await dropBacklog(ports, request.row);
    return 'worked';
  }
}

/**
 * `stopped`: the target asks for a longer wait than a run has patience for. `waited`: so long that a removal may have come in, which
 * goes first, or until the run was over: the next one goes on. What is worked or not open leaves the backlog.
 */
async function work(
  ports: Pipeline,
  pace: Pace,
  { target, row, until }: Work,
): Promise<'worked' | 'waited' | 'stopped'> {
  const standing = (await readPerson(ports, row.person)).standings[target];
  if (standing?.state === 'open') {
    const admission = await admitted(ports, pace, { target, standing, until });
    if (admission !== 'go') return admission;
    await apply(ports, pace)({ person: row.person, only: target });
  }
  await dropBacklog(ports, row);
  return 'worked';
}

async function admitted(
  ports: Pipeline,
  pace: Pace,
  { target, standing, until }: { target: string; standing: Standing; until: number },
): Promise<'go' | 'waited' | 'stopped'> {
  for (;;) {
    const gate = await pace.take(target, {
      removal: takesAway(standing),
      calls: callsOf(ports.target(target)?.capabilities, standing),
    });
    if (gate.kind === 'go') {
      await waitUntil(ports.clock, gate.at);
      return 'go';
    }
    const wait = Math.max(1, gate.until - ports.clock.now());
    if (wait > PATIENCE) return 'stopped';
    await ports.clock.sleep(wait);
    if (wait >= LONG || ports.clock.now() >= until) return 'waited';
  }
}
