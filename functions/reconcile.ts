// A state of the daily workflow: one slice of a target's reconciliation.
import { task } from '../shared/lambda/task.ts';
import { ReconcileTask } from '../shared/model/reconcile-run.ts';
import { reconcile } from '../shared/steps/reconcile.ts';
import { wired } from '../shared/wire.ts';

export const handler = task(
  ReconcileTask,
  wired((ports) => reconcile(ports, ports.pace)),
);
