// Compares one target with the ledger, slice by slice: each step is kept before the next, so that a death at any point costs one step.
import { needsSomebody, reportLine } from '../core/drift-tally.ts';
import { HOUR } from '../core/timing.ts';
import type { DriftReport } from '../model/drift.ts';
import type { ReconcileRun, ReconcileTask } from '../model/reconcile-run.ts';
import type { Pipeline } from '../ports/pipeline.ts';
import { WriteRefused } from '../ports/table.ts';
import { deedWrites } from './deeds.ts';
import { tellDrift } from './drift-gauges.ts';
import type { Pace } from './pace.ts';
import { confirmStep, repairStep } from './reconcile-confirm.ts';
import { ledgerStep, scanStep } from './reconcile-scan.ts';
import { driftWrite, forgetSeen, newRun, readRun, readSeen, saveBegun, saveRun } from './reconcile-store.ts';
import type { Stepped, Work } from './reconcile-work.ts';

/** What the workflow's next state reads. */
export interface Sliced extends ReconcileTask {
  readonly more: boolean;
  readonly waitSeconds: number;
}

/** The targets to start an execution for. */
export interface FannedOut {
  readonly targets: readonly { readonly target: string; readonly cause: string; readonly actor: string }[];
}

/** With a last call and its deadline it stays below the function's timeout. */
const SLICE = 20_000;
/** Two executions at one target take turns, s. */
const BEHIND = 2;
const LONGEST_WAIT = 600;
/** A run that nobody has worked for so long is begun anew: what it saw is history. */
const STALE = 12 * HOUR;

/** One slice of a target's run: begins one, joins the one under way, or goes on. Without a target: which ones there are. */
export const reconcile =
  (ports: Pipeline, pace: Pace) =>
  async (task: ReconcileTask): Promise<Sliced | FannedOut> => {
    const { target, cause, actor } = task;
    if (target === undefined)
      return { targets: Object.keys(ports.settings.targets).map((name) => ({ target: name, cause, actor })) };
    try {
      return await slice(ports, pace, { ...task, target });
    } catch (error) {
      if (!(error instanceof WriteRefused) || error.reason === 'too-large') throw error;
      return { ...task, turn: task.turn + 1, more: true, waitSeconds: BEHIND };
    }
  };

type Targeted = ReconcileTask & { readonly target: string };

async function slice(ports: Pipeline, pace: Pace, task: Targeted): Promise<Sliced> {
  const { target } = task;
  const after = { ...task, turn: task.turn + 1, more: false, waitSeconds: 0 };
  const connection = ports.target(target);
  if (!connection) return after;
  if (task.run === undefined) return { ...after, run: await runToJoin(ports, task), more: true };
  const run = await readRun(ports, target);
  if (!run || run.id !== task.run || run.phase === 'done') return after;
  const work: Work = { ports, pace, target, connection, seen: await readSeen(ports, run) };
  return { ...after, ...(await workOn(work, run, ports.clock.now() + SLICE)) };
}

/** Step after step until nothing is left, the target wants a rest, or the slice is over. */
async function workOn(
  work: Work,
  begun: ReconcileRun,
  until: number,
): Promise<{ readonly more: boolean; readonly waitSeconds: number }> {
  let run = begun;
  while (run.phase !== 'done') {
    const { run: next, waitUntil = 0 }: Stepped = await stepOf(work, run);
    const now = work.ports.clock.now();
    if (waitUntil > now) return { more: true, waitSeconds: secondsUntil(waitUntil, now) };
    run = next;
    if (now >= until) return { more: run.phase !== 'done', waitSeconds: 0 };
  }
  return { more: false, waitSeconds: 0 };
}

function secondsUntil(at: number, now: number): number {
  return Math.min(LONGEST_WAIT, Math.ceil((at - now) / 1_000));
}

/**
 * The run under way, or a new one. Nothing is worked yet: whoever repeats this call because its answer was lost finds the
 * same run, not one that has ended meanwhile.
 */
async function runToJoin(ports: Pipeline, task: Targeted): Promise<string> {
  const now = ports.clock.now();
  const last = await readRun(ports, task.target);
  if (last && last.phase !== 'done' && now - last.startedAt < STALE) return last.id;
  return (await saveBegun(ports, newRun(task, { id: ports.ids.next(), now, v: last?.v ?? 0 }))).id;
}

/** What is owed comes before what is new. */
async function stepOf(work: Work, run: ReconcileRun): Promise<Stepped> {
  if (run.notBefore > work.ports.clock.now()) return { run, waitUntil: run.notBefore };
  if (run.repairs.length > 0) return repairStep(work, run);
  if (run.suspects.length > 0) return confirmStep(work, run);
  if (run.phase === 'scan') return scanStep(work, run);
  if (run.phase === 'ledger') return ledgerStep(work, run);
  if (run.phase === 'report') return reportStep(work, run);
  return tidyStep(work, run);
}

/** The report, its row in the audit log and the end of the run: together or not at all. */
async function reportStep({ ports, target }: Work, run: ReconcileRun): Promise<Stepped> {
  const endedAt = ports.clock.now();
  const report = reportOf(run, endedAt);
  const certificate = report.complete ? run.certificate : undefined;
  const deed = { noun: 'target', id: target, actor: run.actor, act: 'reconciled', cause: reportLine(report) } as const;
  const writes = await deedWrites(ports, { ...deed, with: [await driftWrite(ports, report, certificate)] });
  const saved = await saveRun(ports, { ...run, phase: 'tidy', endedAt }, writes);
  await tellDrift(ports);
  const { drift, repaired, complete, accounts } = report;
  const line = { target, complete, accounts, repaired, ...drift };
  if (needsSomebody(report)) ports.log.warn('reconciled', line);
  else ports.log.info('reconciled', line);
  return { run: saved };
}

function reportOf(run: ReconcileRun, endedAt: number): DriftReport {
  const { target, id, cause, startedAt, certificate, why, drift, examples } = run;
  const { accounts, compared, inFlight, unclear, repaired } = run;
  const complete = certificate !== undefined && why === undefined;
  const head = { target, run: id, cause, startedAt, endedAt, complete, ...(why !== undefined && { why }) };
  return { ...head, accounts, compared, inFlight, unclear, drift, repaired, examples };
}

async function tidyStep({ ports, target }: Work, run: ReconcileRun): Promise<Stepped> {
  if (await forgetSeen(ports, target)) return { run };
  return { run: await saveRun(ports, { ...run, phase: 'done' }) };
}
