// What people do meanwhile: approve what is held, redrive what is parked, mend the policy, log in; and the time to heal.

import type { Pipeline } from '../../shared/ports/pipeline.ts';
import { redrive } from '../../shared/steps/redrive.ts';
import { approve, reviewPlans } from '../../shared/steps/release.ts';
import { compareAll } from './comparisons.ts';
import { PUBLISHER } from './oracle-approvals.ts';
import { doPolicyDeed } from './roll-outs.ts';
import { present } from './server.ts';
import type { Stage } from './stage.ts';
import type { Deed } from './story.ts';
import { isPolicyDeed } from './versions.ts';
import type { World } from './world.ts';

export function doDeed({ world, workers, minutes }: Stage, kind: Deed['kind']): void {
  world.journal.note(`${world.timeline.now()} deed ${kind}`);
  if (isPolicyDeed(kind)) doPolicyDeed({ world, workers, minutes }, kind);
  else if (kind === 'fix-policy') world.policy = 'v2';
  else if (kind === 'log-in') logIn(world);
  else if (kind === 'release')
    workers.run('operator', { what: 'release', work: ({ ports }) => releaseAll(ports, world) });
  else if (kind === 'redrive')
    workers.run('operator', { what: 'redrive', work: ({ ports }) => redrive(ports)({ actor: 'ann' }) });
}

/** How operators go about a plan: mostly two of them approve it; sometimes one alone, one twice, whoever caused it, or one much later. */
const MANNERS = [
  ...Array.from({ length: 4 }, () => ['ann', 'bob']),
  ['bob'],
  ['ann', 'ann'],
  [PUBLISHER, 'ann'],
  ['ann', 'later'],
] as const;

async function releaseAll(ports: Pipeline, { dice, promised }: World): Promise<void> {
  for (const hash of promised.splice(0)) await approve(ports)({ hash, principal: 'bob' });
  for (const { hash } of await reviewPlans(ports)())
    for (const principal of dice.pick(MANNERS))
      if (principal === 'later') promised.push(hash);
      else await approve(ports)({ hash, principal });
}

function logIn({ servers, dice, timeline }: Stage['world']): void {
  for (const { accounts, manner } of servers.values())
    for (const account of accounts) {
      const state = present(account);
      if (manner.sessions !== 'none' && account.person !== undefined && state.active && dice.chance(0.7))
        account.states.push({ ...state, at: timeline.now(), sessions: state.sessions + 1 });
    }
}

/** Runs to rest, lets the operators take up what is left, and again. Says what never came to rest. */
export async function heal(
  stage: Stage,
  runUntil: (limit: number) => Promise<void>,
  limit: number,
): Promise<readonly string[]> {
  const { timeline, dice } = stage.world;
  const releases = dice.chance(0.6);
  for (let round = 0; round < 3; round++) {
    await runUntil(limit);
    if (!timeline.isEmpty()) return ['the pipeline does not come to rest'];
    if (releases) doDeed(stage, 'release');
    if (stage.world.plans.length > 0) doDeed(stage, 'apply-plan');
    if (stage.world.mix.rollOuts !== undefined) doDeed(stage, 'unfreeze-policy');
    await runUntil(limit);
    doDeed(stage, 'redrive');
  }
  if (stage.world.mix.comparisons !== undefined) {
    await runUntil(limit);
    compareAll(stage);
  }
  await runUntil(limit);
  return timeline.isEmpty() ? [] : ['the pipeline does not come to rest'];
}
