// What becomes of a version on trial: it is widened, taken back, frozen; and versions of plans, which are for their people alone.
import { frozen, pinned, reverted, unfrozen, unpinned, whyNoPin, widened } from '../core/policy/in-force.ts';
import { trialText } from '../core/policy/roll-out.ts';
import type { InForce, RollOut } from '../model/policy/in-force.ts';
import type { Origin } from '../model/policy/origin.ts';
import { Policy } from '../model/policy/policy.ts';
import type { Pipeline } from '../ports/pipeline.ts';
import { returnWrite } from './attention-rows.ts';
import { changeInForce, readInForce } from './in-force.ts';
import { putOf, storedAs, storePolicy } from './policies.ts';

/** `plans`: the hashes of those that are over by it. `refused`: nothing was changed, why, and what to do. */
export type Steered =
  | { readonly kind: 'done'; readonly version: string; readonly plans?: readonly string[] }
  | { readonly kind: 'refused'; readonly why: string };

const MOVED = 'somebody else has changed what is in force meanwhile: look at "frontdesk policy status", then try again';

/** Who does it and why. */
interface By {
  readonly actor: string;
  readonly cause?: string;
}

/**
 * Takes a version on trial back, or, where none is, ends the plans that are live: the version for everybody decides about
 * those people again. Also while the policy is frozen.
 */
export async function revertRollOut(ports: Pipeline, { actor, cause }: By): Promise<Steered> {
  const before = await readInForce(ports);
  if (before?.rollOut)
    return revertFrom(ports, { before, rollOut: before.rollOut }, { actor, ...(cause !== undefined && { cause }) });
  if (before && Object.keys(before.pins).length > 0) return endPlans(ports, before, actor);
  return {
    kind: 'refused',
    why: 'nothing is being rolled out, and no plan is live: "frontdesk policy revert VERSION" goes back to an earlier version, and "frontdesk policy history" has them',
  };
}

/** What their people lose by it counts at the guard: a plan may be live for long, and is no trial. */
async function endPlans(ports: Pipeline, before: InForce, actor: string): Promise<Steered> {
  const { version } = before.base;
  const plans = Object.keys(before.pins);
  const to = `the people of ${plans.map((plan) => `plan ${plan.slice(0, 12)}`).join(', ')}`;
  const change = { before, after: unpinned(before, actor), of: before.base, act: 'reverted', actor } as const;
  const isChanged = await changeInForce(ports, { ...change, to, cause: `for ${to} again`, moves: true });
  return isChanged ? { kind: 'done', version, plans } : { kind: 'refused', why: MOVED };
}

interface OnTrialNow {
  readonly before: InForce;
  readonly rollOut: RollOut;
}

/** The return of the roll-out as it was read. */
export async function revertFrom(
  ports: Pipeline,
  { before, rollOut }: OnTrialNow,
  { actor, cause }: By,
): Promise<Steered> {
  const { version } = rollOut.candidate;
  const after = reverted(before, actor === 'system' ? undefined : actor);
  const said = { act: 'reverted', actor, ...(cause !== undefined && { cause }) } as const;
  const also = actor === 'system' ? [returnWrite(ports, { version, cause: cause ?? '' })] : [];
  return steered(
    await changeInForce(ports, { before, after, of: rollOut.candidate, ...said, moves: true, also }),
    version,
  );
}

/** The next step of the roll-out as it was read, or its end. */
export async function widenFrom(ports: Pipeline, { before, rollOut }: OnTrialNow, cause: string): Promise<Steered> {
  const after = widened(before, rollOut, ports.clock.now());
  const { version } = rollOut.candidate;
  const to = after.rollOut ? trialText(after.rollOut) : 'everybody';
  const act = after.rollOut ? 'widened' : 'published';
  const change = { before, after, of: rollOut.candidate, act, actor: 'system', to, cause: `${to}: ${cause}` } as const;
  return steered(await changeInForce(ports, { ...change, moves: true }), version);
}

/** Nothing is published, and no roll-out goes on, until it is unfrozen. */
export async function freezePolicy(ports: Pipeline, { actor, cause }: By): Promise<Steered> {
  const before = await readInForce(ports);
  if (!before) return { kind: 'refused', why: 'nothing is in force yet' };
  if (before.frozen) return { kind: 'refused', why: `${before.frozen.by} has frozen it already` };
  const after = frozen(before, { by: actor, at: ports.clock.now() });
  return hold(ports, { before, after, act: 'frozen' }, { actor, ...(cause !== undefined && { cause }) });
}

export async function unfreezePolicy(ports: Pipeline, by: By): Promise<Steered> {
  const before = await readInForce(ports);
  if (!before?.frozen) return { kind: 'refused', why: 'the policy is not frozen' };
  return hold(ports, { before, after: unfrozen(before), act: 'unfrozen' }, by);
}

interface Holding {
  readonly before: InForce;
  readonly after: InForce;
  readonly act: 'frozen' | 'unfrozen';
}

async function hold(ports: Pipeline, { before, after, act }: Holding, { actor, cause }: By): Promise<Steered> {
  const of = before.rollOut?.candidate ?? before.base;
  const said = { act, actor, ...(cause !== undefined && { cause }) };
  return steered(await changeInForce(ports, { before, after, of, ...said, moves: false }), of.version);
}

export interface Pinning {
  readonly bundle: Policy;
  readonly origin?: Origin;
  /** Names the pin: the hash of the plan that is applied. */
  readonly pin: string;
  readonly actor: string;
}

/**
 * Makes a version live for exactly those people who are decided with this pin from now on (`decidePerson`, `pin`), until
 * another one is published for everybody. A version that is for everybody needs no pin, and gets none; a second call changes nothing.
 */
export async function pinVersion(ports: Pipeline, { bundle, origin, pin, actor }: Pinning): Promise<Steered> {
  const { version, text } = storedAs(ports, Policy.parse(bundle));
  const before = await readInForce(ports);
  if (before?.pins[pin]?.version === version || before?.base.version === version) return { kind: 'done', version };
  const why = whyNoPin(before, version);
  if (!before || why !== undefined) return { kind: 'refused', why: why ?? MOVED };
  await storePolicy(ports, { version, text, origin });
  const put = putOf(version, { actor, ...(origin && { origin }) });
  const after = pinned(before, { pin, put });
  const to = `the people of plan ${pin.slice(0, 12)}`;
  const change = { before, after, of: put, act: 'pinned', actor, to, cause: to, moves: false } as const;
  return steered(await changeInForce(ports, change), version);
}

function steered(isChanged: boolean, version: string): Steered {
  return isChanged ? { kind: 'done', version } : { kind: 'refused', why: MOVED };
}
