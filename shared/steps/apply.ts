// Makes the targets agree with a person's wishes: one claim, all targets side by side, one settle.
import { claim, isWorkable, rewritten, withoutDeadClaim } from '../core/claim.ts';
import { decidedProfile } from '../core/decided.ts';
import { DEFERRED, onGrid } from '../core/timing.ts';
import { takesAway } from '../core/verify.ts';
import type { Person, Standing } from '../model/person.ts';
import type { Capabilities } from '../ports/adapter.ts';
import type { Pipeline } from '../ports/pipeline.ts';
import { putBacklog } from './backlog.ts';
import { callTarget } from './call.ts';
import { landingOf } from './landing.ts';
import { CHUNK, type Gate, type Pace, waitUntil } from './pace.ts';
import { personWrite, racing, readPerson } from './people.ts';
import { settleResults } from './settle.ts';
import { applyWakeup, wake } from './wake.ts';

/** `only` limits the work to one target: the pump has taken its token already. */
export interface ApplyRequest {
  readonly person: string;
  readonly only?: string;
}

/** Applies all that is open for one person now. What must wait goes to the backlog of its target. */
export const apply =
  (ports: Pipeline, pace: Pace) =>
  async (request: ApplyRequest): Promise<void> => {
    const { claimed, ahead } = await racing(ports, () => claimOpen(ports, pace, request));
    await Promise.all([
      ...(claimed ? [work(ports, pace, claimed)] : []),
      ...ahead.map(async ({ target, at }) => {
        await waitUntil(ports.clock, at);
        await apply(ports, pace)({ person: request.person, only: target });
      }),
    ]);
  };

async function work(ports: Pipeline, pace: Pace, { person, targets }: Claimed): Promise<void> {
  const policy = await ports.policyVersion(person.policy);
  const now = ports.clock.now();
  const results = await Promise.all(
    targets.map((target) =>
      callTarget(ports, { person, target, profile: decidedProfile(policy?.bundle, person, { target, now }) }),
    ),
  );
  const { lifted } = await settleResults(ports, pace, { person, results });
  // The newer wish's own wake-up may have come and gone meanwhile: on the other lane, or beside a pump.
  if (lifted) await wake(ports, [applyWakeup(ports, person.id, { urgent: false, once: `lifted-${ports.ids.next()}` })]);
}

interface Claimed {
  readonly person: Person;
  readonly targets: readonly string[];
}

/** `ahead`: targets whose tokens are taken but not good yet. They stay open meanwhile and keep no other one waiting. */
interface Opened {
  readonly claimed?: Claimed;
  readonly ahead: readonly { readonly target: string; readonly at: number }[];
}

async function claimOpen(ports: Pipeline, pace: Pace, request: ApplyRequest): Promise<Opened> {
  const now = ports.clock.now();
  const stored = await readPerson(ports, request.person);
  const person = { ...stored, standings: withoutDeadClaims(ports, stored, now) };
  const workable = Object.entries(person.standings).filter(
    ([target, standing]) => (request.only ?? target) === target && isWorkable(forPump(standing, request), now),
  );
  if (workable.length === 0) return { ahead: [] };
  const gates = await Promise.all(
    workable.map(async ([target, standing]) => ({
      target,
      standing,
      gate: await gateFor(ports, pace, { target, standing, request }),
    })),
  );
  const waiting = gates.flatMap(({ target, standing, gate }) =>
    gate.kind === 'wait' ? [{ target, standing, gate }] : [],
  );
  await putBacklog(ports, {
    person: person.id,
    waiting: waiting
      .filter(({ standing }) => !standing.queued)
      .map(({ target, standing }) => ({ target, removal: takesAway(standing) })),
  });
  const tokens = gates.flatMap(({ target, gate }) => (gate.kind === 'go' ? [{ target, at: gate.at }] : []));
  const going = tokens.filter(({ at }) => at <= ports.clock.now() + soon(gates)).map(({ target }) => target);
  const ahead = tokens.filter(({ target }) => !going.includes(target));
  if (going.length + waiting.length === 0) return { ahead };
  await waitUntil(ports.clock, Math.max(...tokens.flatMap(({ target, at }) => (going.includes(target) ? [at] : []))));
  const deferred = { ...person, standings: withDeferred(person.standings, waiting, now) };
  const next =
    going.length > 0
      ? claim(deferred, going, { attempt: ports.ids.next().slice(-8), now })
      : rewritten(deferred, deferred.standings, now);
  await ports.table.write([personWrite(next, ports)]);
  return { ...(going.length > 0 && { claimed: { person: next, targets: going } }), ahead };
}

/** Grants wait for each other this long, ms, and need one claim then; where somebody loses something, nothing waits. */
function soon(gates: readonly { readonly standing: Standing }[]): number {
  return gates.some(({ standing }) => takesAway(standing)) ? 0 : CHUNK;
}

/** The pump comes before the person's own timer; a call that may still land is waited out by both. */
function forPump(standing: Standing, { only }: ApplyRequest): Standing {
  return only === undefined ? standing : { ...standing, next: standing.doubt ?? 0 };
}

function withoutDeadClaims(ports: Pipeline, person: Person, now: number): Person['standings'] {
  return Object.fromEntries(
    Object.entries(person.standings).map(([target, standing]) => [
      target,
      withoutDeadClaim(standing, { now, landing: landingOf(ports, target) }),
    ]),
  );
}

/** An ensure costs a look-up and a write, a removal one read more: what the target's buckets are asked for. */
async function gateFor(
  ports: Pipeline,
  pace: Pace,
  { target, standing, request }: { target: string; standing: Standing; request: ApplyRequest },
): Promise<Gate> {
  if (request.only !== undefined) return { kind: 'go', at: 0 };
  const removal = takesAway(standing);
  return pace.take(target, { removal, calls: callsOf(ports.target(target)?.capabilities, standing) });
}

/** Calls that one operation is expected to make, the read-back of a removal with it; 2 for a change where nothing is declared. */
export function callsOf(capabilities: Capabilities | undefined, standing: Standing): number {
  const kind = standing.wish.account === 'suspended' ? 'suspend' : 'ensure';
  const cost = capabilities?.cost?.[kind];
  const named = standing.wish.entitlements.length + standing.had.length;
  const change = cost ? cost.base + cost.each * named : 2;
  return change + (takesAway(standing) ? readCalls(capabilities) : 0);
}

/** Calls that reading one account takes. */
export function readCalls(capabilities: Capabilities | undefined): number {
  return capabilities?.cost?.read.base ?? 1;
}

function withDeferred(
  standings: Person['standings'],
  waiting: readonly { readonly target: string; readonly gate: Extract<Gate, { kind: 'wait' }> }[],
  now: number,
): Person['standings'] {
  const later = waiting.flatMap(({ target, gate }) => {
    const standing = standings[target];
    return standing
      ? [
          [
            target,
            { ...standing, next: onGrid(Math.max(gate.until, now + DEFERRED)), cause: gate.cause, queued: true },
          ] as const,
        ]
      : [];
  });
  return { ...standings, ...Object.fromEntries(later) };
}
