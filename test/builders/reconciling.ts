// The daily workflow of a test company: slice after slice as its states would call them, until nothing is left to do.
import type { ReconcileTask } from '../../shared/model/reconcile-run.ts';
import { makePace } from '../../shared/steps/pace.ts';
import { reconcile, type Sliced } from '../../shared/steps/reconcile.ts';
import { readDrift } from '../../shared/steps/reconcile-store.ts';
import type { Company } from './a-company.ts';

const SLICES = 2_000;

/** One slice; throws what it throws. */
export async function sliceOf(company: Company, task: Partial<ReconcileTask> = {}): Promise<Sliced> {
  const whole = { target: 'app', cause: 'by hand', actor: 'alpha', turn: 0, ...task };
  const sliced = await reconcile(company.pipeline, makePace(company.pipeline))(whole);
  if (!('more' in sliced)) throw new Error('a target was named');
  return sliced;
}

/** Works a target's run to its end and answers the report. A slice that throws is tried again, as the definition says. */
export async function reconciled(company: Company, target = 'app') {
  let task: Partial<ReconcileTask> = { target };
  for (let count = 0; count < SLICES; count++) {
    const sliced = await sliceOf(company, task).catch(() => undefined);
    company.clock.move(1_000 * (sliced?.waitSeconds ?? 5));
    if (sliced?.more === false) return reportOf(company, target);
    task = sliced ?? task;
  }
  throw new Error('the run never ended');
}

/** The last report of the target. */
export async function reportOf(company: Company, target = 'app') {
  const last = await readDrift(company.pipeline, target);
  if (!last) throw new Error('there is no report');
  return last.report;
}
