// A worker as Lambda has it: one invocation at a time, frozen or killed at any call, never running beyond its timeout.
import type { World } from './world.ts';

export interface Process {
  readonly world: World;
  readonly name: string;
  state: 'running' | 'idle' | 'dead';
  frozenUntil: number;
  /** What wants to go on while the process is idle: it waits for the next invocation. */
  readonly held: (() => void)[];
  /** Calls on the wire, told when nobody waits for them any more. */
  readonly onDeath: Set<() => void>;
  invocation: number;
}

export interface Point {
  readonly kind: 'read' | 'write' | 'send' | 'call' | 'fetch';
  readonly what: string;
}

/** Lambda kills an invocation after this, ms (infra/topology.ts: 60 s, of the webhook 10 s). */
export const WORKER_TIMEOUT = 60_000;

export function newProcess(world: World, name: string): Process {
  return { world, name, state: 'idle', frozenUntil: 0, held: [], onDeath: new Set(), invocation: 0 };
}

/** Runs `work` as one invocation; `done` hears whether it threw. Neither is called when the process dies on the way. */
export function invoke(
  process: Process,
  { what, timeoutMs, work }: { what: string; timeoutMs: number; work: () => Promise<unknown> },
  done: (error: unknown) => void,
): void {
  const { world } = process;
  const { timeline, journal } = world;
  process.state = 'running';
  process.invocation += 1;
  journal.note(`${timeline.now()} ${process.name} begins ${what}`);
  for (const go of process.held.splice(0)) later(process, 0, go);
  const timeout = timeline.at(timeline.now() + timeoutMs, () => kill(process, 'timeout'));
  const end = (error: unknown) => {
    if (process.state !== 'running') return;
    timeout.cancelled = true;
    process.state = 'idle';
    journal.note(
      `${timeline.now()} ${process.name} ends ${what}${error === undefined ? '' : ` with ${String(error)}`}`,
    );
    done(error);
  };
  work().then(
    () => end(undefined),
    (error: unknown) => {
      if (!isExpected(error)) world.troubles.push(`${what}: ${error instanceof Error ? error.stack : String(error)}`);
      end(error);
    },
  );
}

/** What a step may throw, so that its message comes back: refused writes, failed reads, lost replies. */
function isExpected(error: unknown): boolean {
  return (
    error instanceof Error &&
    (['WriteRefused', 'ReadFailed'].includes(error.name) ||
      error.message === 'socket hang up' ||
      error.message.endsWith('messages could not be sent'))
  );
}

export function kill(process: Process, why: string): void {
  if (process.state === 'dead') return;
  process.state = 'dead';
  process.world.journal.note(`${process.world.timeline.now()} ${process.name} dies: ${why}`);
  for (const tell of process.onDeath) tell();
  process.onDeath.clear();
}

/** Plans `run` in this process: it waits while the process is frozen or idle and never happens once it is dead. */
export function later(process: Process, ms: number, run: () => void): void {
  const { timeline } = process.world;
  const go = () => {
    if (process.state === 'dead') return;
    if (process.state === 'idle') process.held.push(run);
    else if (process.frozenUntil > timeline.now()) timeline.at(process.frozenUntil, go);
    else run();
  };
  timeline.at(timeline.now() + ms, go);
}

type Mishap = { readonly kind: 'crash' | 'stall'; readonly when: 'before' | 'after' } | undefined;

function mishapAt({ world }: Process): Mishap {
  const { mix, dice, crashAt, counts } = world;
  counts.calls += 1;
  if (crashAt) return crashAt.call === counts.calls ? { kind: 'crash', when: crashAt.when } : undefined;
  if (mix.crash + mix.stall === 0) return undefined;
  const roll = dice.roll();
  if (roll < mix.crash) return { kind: 'crash', when: roll < mix.crash / 2 ? 'before' : 'after' };
  if (roll < mix.crash + mix.stall)
    return { kind: 'stall', when: roll < mix.crash + mix.stall / 2 ? 'before' : 'after' };
  return undefined;
}

function befall(process: Process, mishap: NonNullable<Mishap>, what: string): void {
  const { counts, dice, timeline, journal } = process.world;
  if (mishap.kind === 'crash') {
    counts.crashes += 1;
    kill(process, `${mishap.when} ${what}`);
    return;
  }
  counts.stalls += 1;
  const ms = dice.pick([dice.between(100, 5_000), dice.between(5_000, 30_000), dice.between(20_000, 70_000)]);
  process.frozenUntil = Math.max(process.frozenUntil, timeline.now() + ms);
  journal.note(`${timeline.now()} ${process.name} freezes for ${ms} ${mishap.when} ${what}`);
}

/**
 * One call of the process: the moment of its effect and the moment of its reply are two, and between them, before and
 * after, others run, and this process may die or freeze.
 */
export function operate<T>(process: Process, point: Point, effect: () => T | Promise<T>): Promise<T> {
  const { world } = process;
  return new Promise<T>((resolve) => {
    const mishap = mishapAt(process);
    const act = () => {
      if (mishap?.when === 'before' && mishap.kind === 'stall') {
        befall(process, mishap, point.what);
        return later(process, 0, doIt);
      }
      if (mishap?.when === 'before') return befall(process, mishap, point.what);
      doIt();
    };
    const doIt = () => {
      const reply = promised(effect);
      world.journal.note(`${world.timeline.now()} ${process.name} ${point.what}`);
      if (mishap?.when === 'after') befall(process, mishap, point.what);
      later(process, world.dice.between(1, 6), () => resolve(reply));
    };
    later(process, world.dice.between(1, 6), act);
  });
}

function promised<T>(effect: () => T | Promise<T>): Promise<T> {
  let reply: Promise<T>;
  try {
    reply = Promise.resolve(effect());
  } catch (error) {
    reply = Promise.reject(error instanceof Error ? error : new Error(String(error)));
  }
  reply.catch(() => undefined);
  return reply;
}
