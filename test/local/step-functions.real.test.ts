// The laptop's Step Functions, started through the same port and SDK client as in the cloud.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, it } from 'vitest';
import { type StepFunctions, startStepFunctions } from '../../infra/local/emulators/step-functions.ts';
import { awsClients } from '../../shared/aws/clients.ts';
import { stepFunctions } from '../../shared/aws/step-functions.ts';
import { eventually } from '../e2e/deliveries.ts';

const retried = { ErrorEquals: ['States.ALL'], IntervalSeconds: 0, BackoffRate: 2, MaxAttempts: 3 };
const daily = JSON.stringify({
  StartAt: 'Work',
  // biome-ignore lint/suspicious/noTemplateCurlyInString: the placeholder of a definition
  States: { Work: { Type: 'Task', Resource: '${work}', Retry: [retried], End: true } },
});

const stops: (() => unknown)[] = [];
afterEach(async () => {
  for (const stop of stops.splice(0).reverse()) await stop();
});

function aFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'frontdesk-states-'));
  stops.push(() => rmSync(folder, { recursive: true }));
  return folder;
}

async function started(dataDir: string) {
  const failed: string[] = [];
  const emulator = await startStepFunctions({ dataDir, definitions: { daily }, onError: (name) => failed.push(name) });
  stops.push(emulator.stop);
  return { emulator, failed, port: portOf(emulator) };
}

function portOf({ url, arns }: StepFunctions, arn = arns.daily) {
  const endpoints = { DYNAMODB: url, SQS: url, SECRETS: url, STATES: url };
  const named = Object.entries(endpoints).map(([name, value]) => [`FRONTDESK_${name}_ENDPOINT`, value]);
  const { states } = awsClients({ FRONTDESK_LOCAL: '1', ...Object.fromEntries(named) });
  return stepFunctions({ client: states, arns: { daily: arn } });
}

const isIdle = (folder: string) => async () =>
  (JSON.parse(readFileSync(join(folder, 'executions.json'), 'utf8')) as { running: unknown[] }).running.length;

it('an execution calls the function with its input; a start repeated is the same one, while it runs and after', async () => {
  const folder = aFolder();
  const { emulator, port } = await started(folder);
  const calls: unknown[] = [];
  const execution = { workflow: 'daily', name: 'one', input: { target: 'app' } } as const;
  await port.start(execution);
  await port.start(execution);
  emulator.connect(async (name, input) => calls.push([name, input]));
  await eventually(isIdle(folder), (running) => running === 0);
  await port.start(execution);
  expect(calls).toEqual([['work', { target: 'app' }]]);
});

it('a function that fails is retried as the definition says; an execution that fails for good is told of', async () => {
  const folder = aFolder();
  const { emulator, failed, port } = await started(folder);
  let calls = 0;
  emulator.connect(async () => {
    calls += 1;
    throw new Error('not today');
  });
  await port.start({ workflow: 'daily', name: 'bad', input: {} });
  await eventually(isIdle(folder), (running) => running === 0);
  expect({ calls, failed }).toEqual({ calls: 4, failed: ['daily'] });
});

it('what a process left running is begun again by the next one', async () => {
  const folder = aFolder();
  const first = await started(folder);
  first.emulator.connect(() => new Promise(() => undefined));
  await first.port.start({ workflow: 'daily', name: 'cut-short', input: { target: 'app' } });
  await first.emulator.stop();
  const { emulator } = await started(folder);
  const calls: unknown[] = [];
  emulator.connect(async (_, input) => calls.push(input));
  await eventually(isIdle(folder), (running) => running === 0);
  expect(calls).toEqual([{ target: 'app' }]);
});

it('says no in AWS’s words: an unknown machine, an action that is not there, a function that may start nothing', async () => {
  const { emulator } = await started(aFolder());
  const execution = { workflow: 'daily', name: 'x', input: {} } as const;
  const unknown = portOf(emulator, 'arn:aws:states:us-east-1:000000000000:stateMachine:none').start(execution);
  await expect(unknown).rejects.toThrow('there is no such state machine');
  const none = stepFunctions({ client: () => Promise.reject(new Error('no client')), arns: {} }).start(execution);
  await expect(none).rejects.toThrow('FRONTDESK_WORKFLOW_DAILY is not set: this function may not start "daily"');
  const headers = { 'x-amz-target': 'AWSStepFunctions.DeleteStateMachine', authorization: 'AWS4-HMAC-SHA256' };
  expect((await fetch(emulator.url, { method: 'POST', headers, body: '{}' })).status).toBe(400);
});
