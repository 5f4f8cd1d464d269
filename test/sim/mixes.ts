// The fault mixes: how likely each misfortune is. `all` turns each kind up, down or off for every history (swarm testing).
import type { Dice } from './dice.ts';

/** Probabilities a call, a message or a sweep, unless the name says otherwise. */
export interface Mix {
  readonly crash: number;
  readonly stall: number;
  readonly throttledTable: number;
  readonly conflict: number;
  readonly lostRequest: number;
  readonly lostReply: number;
  /** Longest time that the index hides a change, ms. */
  readonly indexLagMs: number;
  readonly loseMessage: number;
  readonly repeatMessage: number;
  readonly jumpMessage: number;
  readonly delayMessage: number;
  readonly failSend: number;
  /** The same message worked twice at the same time. */
  readonly workTwice: number;
  readonly missSweep: number;
  readonly unavailable: number;
  readonly throttled: number;
  readonly cutReply: number;
  readonly lateLanding: number;
  readonly lie: number;
  readonly failFetch: number;
  /** Clock jumps a history. */
  readonly clockJumps: number;
  /** Visibility timeout of the queues, ms: below the function timeout two workers get the same message. */
  readonly visibilityMs: number;
  /** Reconciliations a history at most, and accounts that somebody deletes by hand. */
  readonly comparisons?: number;
  readonly deletions?: number;
  /** Operators try versions of the policy on some people, publish, take back and freeze: so many bursts of it at most. */
  readonly rollOuts?: number;
}

const NOTHING: Mix = {
  crash: 0,
  stall: 0,
  throttledTable: 0,
  conflict: 0,
  lostRequest: 0,
  lostReply: 0,
  indexLagMs: 0,
  loseMessage: 0,
  repeatMessage: 0,
  jumpMessage: 0,
  delayMessage: 0,
  failSend: 0,
  workTwice: 0,
  missSweep: 0,
  unavailable: 0,
  throttled: 0,
  cutReply: 0,
  lateLanding: 0,
  lie: 0,
  failFetch: 0,
  clockJumps: 0,
  visibilityMs: 90_000,
};

const ALL: Mix = {
  crash: 0.01,
  stall: 0.015,
  throttledTable: 0.01,
  conflict: 0.01,
  lostRequest: 0.005,
  lostReply: 0.01,
  indexLagMs: 3_000,
  loseMessage: 0.05,
  repeatMessage: 0.05,
  jumpMessage: 0.05,
  delayMessage: 0.05,
  failSend: 0.03,
  workTwice: 0.04,
  missSweep: 0.1,
  unavailable: 0.03,
  throttled: 0.03,
  cutReply: 0.03,
  lateLanding: 0.03,
  lie: 0.01,
  failFetch: 0.1,
  clockJumps: 0.4,
  visibilityMs: 90_000,
};

const MIXES: { readonly [name: string]: Mix } = {
  quiet: NOTHING,
  all: ALL,
  crashes: { ...NOTHING, crash: 0.02 },
  stalls: { ...NOTHING, crash: 0.01, stall: 0.04, workTwice: 0.05, visibilityMs: 20_000 },
  /** Nothing goes wrong, but operators approve what is held just when a day has come, before the sweep finds it. */
  reviews: NOTHING,
  /** Workers die or freeze around slow calls that land late: the home of doubt. */
  landings: {
    ...NOTHING,
    crash: 0.015,
    stall: 0.03,
    lateLanding: 0.12,
    cutReply: 0.05,
    workTwice: 0.05,
    visibilityMs: 20_000,
  },
  targets: {
    ...NOTHING,
    unavailable: 0.08,
    throttled: 0.08,
    cutReply: 0.08,
    lateLanding: 0.05,
    lie: 0.06,
    crash: 0.003,
  },
  queues: {
    ...NOTHING,
    loseMessage: 0.25,
    repeatMessage: 0.15,
    jumpMessage: 0.2,
    delayMessage: 0.15,
    failSend: 0.1,
    workTwice: 0.1,
    missSweep: 0.2,
  },
  /** All targets are compared with the ledger while everything else goes on, and while it goes wrong. */
  comparisons: { ...ALL, comparisons: 4, deletions: 3 },
  /** Versions of the policy are rolled out and taken back while everything else goes wrong. */
  'roll-outs': { ...ALL, rollOuts: 3 },
  table: { ...NOTHING, throttledTable: 0.05, conflict: 0.05, lostRequest: 0.03, lostReply: 0.05, indexLagMs: 20_000 },
};

export const mixNames: readonly string[] = Object.keys(MIXES);

/** The mix of that name for one history. Throws in one sentence when there is none. */
export function mixFor(name: string, dice: Dice): Mix {
  const mix = MIXES[name];
  if (!mix) throw new Error(`there is no fault mix "${name}": ${mixNames.join(', ')}`);
  return name === 'all' || name === 'roll-outs' ? swarm(mix, dice) : mix;
}

/** No faults, for the time in which all must heal. */
export const calm: Mix = NOTHING;

function swarm({ rollOuts, ...mix }: Mix, dice: Dice): Mix {
  const turned = Object.entries(mix).map(([kind, value]) => [kind, value * dice.pick([0, 0, 0.5, 1, 1, 3])]);
  const visibilityMs = dice.pick([90_000, 90_000, 20_000]);
  const rolling = rollOuts === undefined ? {} : { rollOuts };
  return { ...(Object.fromEntries(turned) as unknown as Mix), visibilityMs, ...rolling };
}
