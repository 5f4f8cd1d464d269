// What every step of a reconciliation has at hand, how it waits for its turn, and how long a target that fails is left alone.
import { MINUTE } from '../core/timing.ts';
import type { Fault } from '../model/fault.ts';
import type { ReconcileRun } from '../model/reconcile-run.ts';
import type { Connection } from '../ports/adapter.ts';
import type { Pipeline } from '../ports/pipeline.ts';
import { readCalls } from './apply.ts';
import type { Pace } from './pace.ts';
import { type Seen, saveRun } from './reconcile-store.ts';

export interface Work {
  readonly ports: Pipeline;
  readonly pace: Pace;
  readonly target: string;
  readonly connection: Connection;
  /** What this attempt has seen so far; the steps add to it as they save. */
  readonly seen: Seen;
}

/** The run after one step; `waitUntil`: nothing more can be done before. */
export interface Stepped {
  readonly run: ReconcileRun;
  readonly waitUntil?: number;
}

/** A longer wait for tokens ends the slice. */
const PATIENCE = 5_000;

/** Takes tokens for the reading of so many accounts, from the same buckets as every other call; when there are none soon, until when not. */
export async function mayCall({ ports, pace, target, connection }: Work, reads: number): Promise<number | undefined> {
  const calls = readCalls(connection.capabilities) * reads;
  const until = ports.clock.now() + PATIENCE;
  for (;;) {
    const gate = await pace.take(target, { removal: false, calls });
    if (gate.kind === 'go') return undefined;
    if (gate.until > until) return gate.until;
    await ports.clock.sleep(Math.max(1, gate.until - ports.clock.now()));
  }
}

/** So many in a row, over some twenty minutes, and the run reports what it has: the next one comes by itself. */
const FAULTS = 8;
const FIRST = 15_000;
const LONGEST = 5 * MINUTE;

/** Waits longer and longer. A denied credential is not waited out: it means nothing about any account, and a person must mend it. */
export async function pausedBy({ ports, pace, target }: Work, run: ReconcileRun, fault: Fault): Promise<Stepped> {
  const faults = run.faults + 1;
  if (fault.kind === 'denied' || faults >= FAULTS) {
    ports.log.warn('reconcile-gave-up', { target, fault: fault.kind });
    const { checkpoint, ...rest } = run;
    const ended = { ...rest, faults, phase: 'report', why: `the target says: ${fault.kind}`, suspects: [] } as const;
    return { run: await saveRun(ports, ended) };
  }
  const asked = fault.kind === 'throttled' ? (fault.retryAfterMs ?? 0) : 0;
  const notBefore = ports.clock.now() + Math.max(asked, Math.min(LONGEST, FIRST * 2 ** (faults - 1)));
  if (fault.kind === 'throttled') await pace.stop(target, { cause: fault.kind, until: notBefore });
  return { run: await saveRun(ports, { ...run, faults, notBefore }), waitUntil: notBefore };
}
