// What a publication, a step of a roll-out, its end or its return change: each a new row from the one before. Pure.
import type { InForce, Put, RollOut } from '../../model/policy/in-force.ts';

/** Returns that are remembered: what an older one gave is a loss like any other. */
const REMEMBERED = 20;
/** Plans that are live at once. The next one needs a publication for everybody first. */
const MOST_PINS = 50;

/** A publication as it is asked for. `rollOut`: some people first. */
export interface Asking {
  readonly version: string;
  readonly isTrial: boolean;
  readonly replace: boolean;
}

/** Why it may not be published now, and what to do; undefined: it may. */
export function whyNot(before: InForce | undefined, { version, isTrial, replace }: Asking): string | undefined {
  if (before?.frozen) return frozenText(before.frozen);
  if (!before)
    return isTrial ? 'no version is for everybody yet: publish one without --to and --percent first' : undefined;
  if (before.rollOut && !replace) return busyText(before.rollOut, version);
  if (isTrial && version === before.base.version) return `${version} is for everybody already: nothing is to be tried`;
  return undefined;
}

function frozenText({ by, at }: NonNullable<InForce['frozen']>): string {
  return `${by} has frozen the policy since ${new Date(at).toISOString()}: run "frontdesk policy unfreeze" first`;
}

/** Why a plan that was begun goes no further now, and how it goes on. */
export function whyNoMore({ frozen }: InForce): string | undefined {
  return frozen && `${frozenText(frozen)}, then apply the same file again: it goes on where it stopped`;
}

function busyText({ candidate }: RollOut, version: string): string {
  const what = candidate.version === version ? 'is being rolled out already' : 'is being rolled out';
  return `${candidate.version} ${what}: wait for its end ("frontdesk policy status"), take it back with "frontdesk policy revert", or put this one in its place with --replace`;
}

/** Why no plan may be pinned to a version now. */
export function whyNoPin(before: InForce | undefined, version: string): string | undefined {
  if (!before) return 'no version is for everybody yet: publish one first';
  if (before.frozen) return frozenText(before.frozen);
  if (before.rollOut) return busyText(before.rollOut, version);
  if (Object.keys(before.pins).length >= MOST_PINS)
    return `${MOST_PINS} plans stand beside the version for everybody: publish one for everybody first`;
  return undefined;
}

/**
 * One version for everybody. A roll-out of another one is over, and counts as taken back. What the version gave when it
 * was on trial is everybody's now: its own returns are forgotten.
 */
export function forEverybody(before: InForce | undefined, put: Put): InForce {
  const { rollOut, reverted = [], stricter } = before ?? {};
  const all = rollOut ? remembered(rollOut, reverted) : reverted;
  return {
    v: (before?.v ?? 0) + 1,
    base: put,
    pins: {},
    reverted: all.filter(({ version }) => version !== put.version),
    ...(stricter && { stricter }),
  };
}

/** A candidate for some. One that was on trial before it is over, and counts as taken back. */
export function onTrial(before: InForce, rollOut: RollOut): InForce {
  const reverted = before.rollOut ? remembered(before.rollOut, before.reverted) : before.reverted;
  return { ...before, v: before.v + 1, rollOut, reverted };
}

/** The next step; after the last one the candidate is for everybody. */
export function widened(before: InForce, rollOut: RollOut, now: number): InForce {
  const [percent, ...steps] = rollOut.steps;
  if (percent === undefined) return forEverybody(before, rollOut.candidate);
  return { ...before, v: before.v + 1, rollOut: { ...rollOut, percent, steps, since: now } };
}

/** The candidate is for nobody any more. `by`: who asks for what people lose by it, where somebody does. */
export function reverted({ rollOut, ...before }: InForce, by: string | undefined): InForce {
  return {
    ...before,
    v: before.v + 1,
    base: by === undefined ? before.base : { ...before.base, by },
    reverted: rollOut ? remembered(rollOut, before.reverted) : before.reverted,
  };
}

/** The versions of plans are for nobody any more: their people go by what is for everybody else. `by`: who asks for what they lose by it. */
export function unpinned(before: InForce, by: string): InForce {
  return { ...before, v: before.v + 1, base: { ...before.base, by }, pins: {} };
}

export function frozen(before: InForce, frozen: NonNullable<InForce['frozen']>): InForce {
  return { ...before, v: before.v + 1, frozen };
}

export function unfrozen({ frozen, ...before }: InForce): InForce {
  return { ...before, v: before.v + 1 };
}

/** A version for those alone whose `pin` is this one. */
export function pinned(before: InForce, { pin, put }: { readonly pin: string; readonly put: Put }): InForce {
  return { ...before, v: before.v + 1, pins: { ...before.pins, [pin]: put } };
}

function remembered({ id, candidate }: RollOut, before: InForce['reverted']): InForce['reverted'] {
  return [{ id, version: candidate.version }, ...before].slice(0, REMEMBERED);
}
