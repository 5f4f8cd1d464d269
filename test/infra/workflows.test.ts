// The definitions of infra/workflows: fit for both engines, and doing what they are for.
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { localMachine } from '../../infra/local/emulators/local-machine.ts';
import { topology } from '../../infra/topology.ts';
import { faultsOf } from './workflow-rules.ts';

const textOf = (file: string) => readFileSync(new URL(`../../infra/workflows/${file}`, import.meta.url), 'utf8');
const daily = textOf('daily.asl.json');

describe.each(topology.workflows)('the workflow $name', ({ name, definition }) => {
  it('holds nothing that only one of the two engines understands, and retries whatever it calls', () => {
    expect(faultsOf(textOf(definition), topology, name)).toEqual([]);
  });
});

it.each([
  ['JSONata', (text: string) => text.replace('"StartAt"', '"QueryLanguage": "JSONata", "StartAt"')],
  ['a JSONata expression', (text: string) => text.replace('"$.waitSeconds"', '"{% $states.input.wait %}"')],
  ['Assign', (text: string) => text.replace('"TimeoutSeconds": 90', '"TimeoutSeconds": 90, "Assign": { "a": 1 }')],
  ['a distributed Map', (text: string) => text.replace('INLINE', 'DISTRIBUTED')],
  ['a task without retries', (text: string) => text.replaceAll(/"Retry": \[[^\]]+\{[^}]+\}[^\]]*\],/g, '')],
  ['a function that no workflow may call', (text: string) => text.replace(`\${reconcile}`, `\${apply}`)],
  ['a task without an end', (text: string) => text.replaceAll('"TimeoutSeconds": 90,', '')],
])('a definition with %s is refused', (_, plant) => {
  expect(plant(daily)).not.toBe(daily);
  expect(faultsOf(plant(daily), topology, 'daily')).not.toEqual([]);
});

/** Runs the definition with a function that answers what the test wants. */
async function run(input: unknown, answer: (task: { turn?: number; target?: string }) => object) {
  const calls: unknown[] = [];
  const started: unknown[] = [];
  const machine = localMachine({
    name: 'daily',
    arn: 'arn:of:daily',
    definition: daily,
    invoke: async (name, task) => {
      calls.push([name, task]);
      return name === 'rotate' ? { more: false } : answer(task as { turn?: number });
    },
    start: (arn, next) => started.push([arn, next]),
  });
  await machine.run({ name: 'x', input }).result;
  return { calls, started };
}

describe('the daily workflow', () => {
  it('without a target starts one execution for each, with what it was started for', async () => {
    const targets = ['app', 'warehouse'].map((target) => ({ target, cause: 'schedule', actor: 'system' }));
    const { calls, started } = await run({}, () => ({ targets }));
    expect(calls).toEqual([
      ['reconcile', {}],
      ['rotate', {}],
    ]);
    expect(started).toEqual(targets.map((input) => ['arn:of:daily', input]));
  });

  it('with a target goes from slice to slice, each with the answer of the one before, until nothing is left', async () => {
    const { calls, started } = await run({ target: 'app' }, ({ turn = 0, ...task }) => ({
      ...task,
      run: 'r1',
      turn: turn + 1,
      more: turn < 2,
      waitSeconds: 0,
    }));
    expect(calls).toHaveLength(3);
    expect(calls[2]).toMatchObject(['reconcile', { target: 'app', run: 'r1', turn: 2 }]);
    expect(started).toEqual([]);
  });

  it('hands over to a successor before its history has 2,000 events', async () => {
    const { calls, started } = await run({ target: 'app' }, ({ turn = 0 }) => {
      return { target: 'app', cause: 'by hand', actor: 'alpha', run: 'r1', turn: turn + 1, more: true, waitSeconds: 0 };
    });
    const eventsEachSlice = 9;
    expect(calls.length * eventsEachSlice).toBeLessThan(2_000);
    expect(started).toEqual([['arn:of:daily', { target: 'app', cause: 'by hand', actor: 'alpha', run: 'r1' }]]);
  });
});
