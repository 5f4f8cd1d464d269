// Plans that operators make of another version, look at for a while, and apply to their people while those people move.
import { planChunk, type SavedPlan, savePlan } from '../../shared/core/saved-plan.ts';
import type { Pipeline } from '../../shared/ports/pipeline.ts';
import { applyChunk, beginPlan, endPlan, type PlanStep } from '../../shared/steps/apply-plan.ts';
import { previewSlice } from '../../shared/steps/preview.ts';
import { PUBLISHER } from './oracle-approvals.ts';
import type { Stage } from './stage.ts';
import type { World } from './world.ts';

/** Everybody fits into one slice and one chunk. */
export function makePlan({ world, workers }: Stage): void {
  const [version, bundle] = world.dice.pick([...world.policies]);
  workers.run('operator', {
    what: 'plan',
    work: async ({ ports }) => {
      const request = { policy: { version, bundle }, pins: true, actor: PUBLISHER, instance: 'sim' };
      const slice = await previewSlice(ports, request);
      if (!slice) throw new Error('a plan without a cursor has no slice');
      const { head, previews } = slice;
      const sorted = [...previews].sort((a, b) => (a.person < b.person ? -1 : 1));
      const plan = savePlan({ head, policy: bundle, origin: undefined, previews: sorted }, ports.digest.sha256);
      if (plan.index.people > 0) world.plans.push({ plan, isDone: false });
    },
  });
}

/** Every plan that was not heard to have ended, from its beginning: what of it is done is done once. */
export function applyPlans({ world, workers }: Stage): void {
  workers.run('operator', { what: 'apply', work: ({ ports }) => applyAll(ports, world) });
}

async function applyAll(ports: Pipeline, world: World): Promise<void> {
  for (const file of world.plans.filter(({ isDone }) => !isDone)) {
    const ended = await applyOne(ports, file.plan);
    file.isDone = ended.kind !== 'unfinished';
  }
}

async function applyOne(ports: Pipeline, plan: SavedPlan): Promise<PlanStep> {
  const begun = await beginPlan(ports, plan, { actor: PUBLISHER, policy: plan.policyText });
  if (begun.kind !== 'done') return begun;
  for (const [number, text] of plan.chunkTexts.entries()) {
    const applied = await applyChunk(ports, plan, { number, entries: planChunk(text) ?? [], actor: PUBLISHER });
    if (applied.kind !== 'done') return applied;
  }
  return endPlan(ports, plan, PUBLISHER);
}
