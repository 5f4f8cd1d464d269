// Reconciliations of a simulated company: the daily workflow's states, with retries, over workers that die like all others; and the
// hand of an administrator that deletes an account now and then.
import { ReconcileTask } from '../../shared/model/reconcile-run.ts';
import { reconcile } from '../../shared/steps/reconcile.ts';
import { present, removeByHand } from './server.ts';
import type { Stage } from './stage.ts';

/** What the definition waits before it calls a slice again that died or threw, ms. */
const RETRY = 65_000;
const SECOND = 1_000;

/** Plans the runs of a history, and accounts that somebody deletes by hand meanwhile. None where the mix asks for none. */
export function planComparisons(stage: Stage, { start, end }: { readonly start: number; readonly end: number }): void {
  const { dice, timeline, mix } = stage.world;
  const { comparisons = 0, deletions = 0 } = mix;
  if (comparisons === 0) return;
  for (let runs = dice.between(1, comparisons); runs > 0; runs--)
    timeline.at(start + dice.below(end - start), () => compareAll(stage));
  for (let left = dice.below(deletions + 1); left > 0; left--)
    timeline.at(start + dice.below(end - start), () => deleteOne(stage));
}

/** One execution for each target. */
export function compareAll(stage: Stage): void {
  for (const target of stage.world.servers.keys()) slice(stage, ReconcileTask.parse({ target }));
}

/** One state of the workflow, and then the next; what died or threw is called again with the same input. */
function slice(stage: Stage, task: ReconcileTask): void {
  const { world, workers } = stage;
  const { timeline } = world;
  const again = timeline.at(timeline.now() + RETRY, () => slice(stage, task));
  workers.run('reconcile', {
    what: `reconcile ${task.target}`,
    work: async ({ ports, pace }) => {
      const next = await reconcile(ports, pace)(task);
      again.cancelled = true;
      if (!('more' in next) || !next.more) return;
      const { waitSeconds, more, ...rest } = next;
      timeline.at(timeline.now() + SECOND * Math.max(1, waitSeconds), () => slice(stage, rest));
    },
  });
}

/** An account of ours is gone; nobody told us. */
function deleteOne({ world: { servers, dice, journal, timeline } }: Stage): void {
  const server = dice.pick([...servers.values()]);
  const ours = server.accounts.filter((account) => account.person !== undefined && present(account).active);
  if (ours.length === 0) return;
  const gone = dice.pick(ours);
  removeByHand(server, gone);
  journal.note(`${timeline.now()} somebody deletes ${gone.id} of ${gone.person}`);
}
