// What comes after each step of a rotation: go on, try again, wait, or undo it. Pure; the steps bring the effects.
import type { Fault } from '../model/fault.ts';
import type { Rotation, RotationStep } from '../model/rotation.ts';
import { retry } from './retry.ts';
import type { SecretKind } from './secret-catalogue.ts';
import { DAY, HOUR, MINUTE } from './timing.ts';

/** How a step ended. `waits`: it is others' turn. */
export type StepEnd =
  | { readonly kind: 'done' }
  | { readonly kind: 'waits'; readonly cause: string }
  | { readonly kind: 'fault'; readonly fault: Fault };

export type After =
  | { readonly kind: 'next'; readonly rotation: Rotation }
  | { readonly kind: 'finished' }
  | { readonly kind: 'failed'; readonly cause: string };

/**
 * How long the old value stays good beside the new one, ms. What we show to others: longer than any process remembers the old value
 * (30 s) and any connection lives on with it (a minute). What others show to us: what they sent before they changed may come again.
 */
export const OVERLAP: { readonly [kind in SecretKind]: number } = {
  target: 15 * MINUTE,
  credential: 15 * MINUTE,
  source: DAY,
  operators: 0,
  'audit-key': 0,
};

/** A rotation that failed is not tried again by itself before. */
export const AFTER_FAILURE = DAY;

const ORDER: { readonly [step in RotationStep]: RotationStep | 'finished' | 'failed' } = {
  create: 'set',
  set: 'test',
  test: 'finish',
  finish: 'end',
  end: 'finished',
  undo: 'failed',
};

/** Nothing was switched yet: what cannot be cured is undone. Later there is only forward. */
export const UNDOABLE: ReadonlySet<RotationStep> = new Set(['create', 'set', 'test']);
/** The target refuses the new value, or nonsense came back: no try helps. */
const CURABLE: ReadonlySet<Fault['kind']> = new Set(['throttled', 'unavailable', 'unknownOutcome', 'partial']);
/** How often an undoing is tried: a stray value that nobody knows is worth no endless work. */
const UNDOS = 20;
const LOOK_AGAIN = MINUTE;

export function afterStep(
  rotation: Rotation,
  end: StepEnd,
  at: { readonly now: number; readonly random: number; readonly kind: SecretKind },
): After {
  if (end.kind === 'waits')
    return { kind: 'next', rotation: { ...rotation, cause: end.cause, next: at.now + LOOK_AGAIN } };
  if (end.kind === 'fault') return afterFault(rotation, end.fault, at);
  const step = ORDER[rotation.step];
  if (step === 'finished') return { kind: 'finished' };
  if (step === 'failed') return { kind: 'failed', cause: rotation.cause ?? 'undone' };
  const { cause, ...rest } = rotation;
  const overlap = step === 'end' && !rotation.atOnce ? OVERLAP[at.kind] : 0;
  return { kind: 'next', rotation: { ...rest, step, tries: 0, next: at.now + overlap } };
}

function afterFault(rotation: Rotation, fault: Fault, at: { readonly now: number; readonly random: number }): After {
  const tries = rotation.tries + 1;
  const decided = retry(fault, { tries, ...at });
  const isHopeless = !CURABLE.has(fault.kind) || decided.kind === 'park';
  const cause = `${rotation.step}: ${fault.kind}`;
  if (rotation.step === 'undo' && (isHopeless || tries >= UNDOS))
    return { kind: 'failed', cause: rotation.cause ?? cause };
  if (UNDOABLE.has(rotation.step) && isHopeless)
    return { kind: 'next', rotation: { ...rotation, step: 'undo', tries: 0, next: at.now, cause } };
  const next = decided.kind === 'again' ? decided.at : at.now + HOUR;
  return {
    kind: 'next',
    rotation: { ...rotation, tries, next, cause: rotation.step === 'undo' ? rotation.cause : cause },
  };
}
