import { describe, expect, it } from 'vitest';
import { runHistory } from './history.ts';
import { type Flow, flows, sceneOf } from './scene.ts';
import type { CrashAt } from './world.ts';

function run(flow: Flow, crashAt: CrashAt) {
  return runHistory({ seed: 1, history: 0, mix: 'quiet', crashAt, scene: (_dice, start) => sceneOf(flow, start) });
}

describe('a worker that dies once, at any moment', () => {
  it.each(flows)(
    'changes nothing about how a %s ends: every call, before and after its effect',
    async (flow) => {
      const undisturbed = await run(flow, { call: 0, when: 'before' });
      expect(undisturbed.violations).toEqual([]);
      expect(undisturbed.counts.calls).toBeGreaterThan(30);
      const wrong: string[] = [];
      for (let call = 1; call <= undisturbed.counts.calls; call++)
        for (const when of ['before', 'after'] as const) {
          const { violations, counts } = await run(flow, { call, when });
          expect(counts.crashes, `call ${call} is reached`).toBe(1);
          wrong.push(...violations.map((what) => `dead ${when} call ${call}: ${what}`));
        }
      expect(wrong).toEqual([]);
    },
    60_000,
  );
});
