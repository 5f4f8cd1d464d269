// What an operator asks about drift, and the order to compare now.
import { driftRate, needsSomebody } from '../../core/drift-tally.ts';
import type { Pipeline } from '../../ports/pipeline.ts';
import { startRun } from '../reconcile-start.ts';
import { readDrift, readRun } from '../reconcile-store.ts';

/** A target's last report and certificate, and the run under way. Undefined: no such target. */
export async function driftView(ports: Pipeline, target: string) {
  if (!Object.hasOwn(ports.settings.targets, target)) return undefined;
  const [last, run] = await Promise.all([readDrift(ports, target), readRun(ports, target)]);
  const isRunning = run !== undefined && run.phase !== 'tidy' && run.phase !== 'done';
  const { accounts = 0, phase, startedAt } = run ?? {};
  return {
    target,
    ...(isRunning && { running: { since: startedAt, phase, accounts } }),
    ...(last && { report: last.report, rate: driftRate(last.report), waits: needsSomebody(last.report) }),
    ...(last?.certificate && { certificate: last.certificate }),
  };
}

/** Every target's, by name. */
export async function driftViews(ports: Pipeline) {
  const views = await Promise.all(Object.keys(ports.settings.targets).map((target) => driftView(ports, target)));
  return views.flatMap((view) => view ?? []);
}

/** One execution for each target, or for the one that is named. Undefined: no such target. `since`: reports that end after it are the answer. */
export async function reconcileNow(
  ports: Pipeline,
  { target, actor }: { readonly target: string | undefined; readonly actor: string },
) {
  const { targets } = ports.settings;
  if (target !== undefined && !Object.hasOwn(targets, target)) return undefined;
  const since = ports.clock.now();
  const started = target === undefined ? Object.keys(targets) : [target];
  for (const name of started) await startRun(ports, { target: name, cause: 'by hand', actor, once: ports.ids.next() });
  return { since, targets: started };
}
