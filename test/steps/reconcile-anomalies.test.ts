// What makes a comparison due before its day: a target that was away for long, or one that says yes and shows no.
import { expect, it } from 'vitest';
import type { Connection } from '../../shared/ports/adapter.ts';
import { driftView, driftViews, reconcileNow } from '../../shared/steps/operate/drift.ts';
import { aCompany } from '../builders/a-company.ts';
import { hire } from '../builders/occasions.ts';
import { reconciled, sliceOf } from '../builders/reconciling.ts';

const causesOf = ({ workflows }: { workflows: { started: readonly { input: object }[] } }) =>
  workflows.started.map(({ input }) => (input as { cause: string }).cause);

it('a target that was away for more than ten minutes is compared once it answers again', async () => {
  const company = await aCompany();
  company.target().server.trouble = 'refused';
  await company.say('1', hire());
  await company.pass(20);
  expect(company.workflows.started).toEqual([]);
  company.target().server.trouble = undefined;
  await company.pass(15);
  expect(company.target().accounts('staff-1')).toHaveLength(1);
  expect(company.workflows.started).toMatchObject([
    { workflow: 'daily', input: { target: 'app', cause: 'an outage is over', actor: 'system' } },
  ]);
  await company.pass(30);
  expect(company.workflows.started).toHaveLength(1);
});

it('a target that failed for a moment is not', async () => {
  const company = await aCompany();
  company.target().server.trouble = 'refused';
  await company.say('1', hire());
  company.target().server.trouble = undefined;
  await company.pass(30);
  expect(company.target().accounts('staff-1')).toHaveLength(1);
  expect(company.workflows.started).toEqual([]);
  expect(company.table.contents('state').filter(({ pk }) => pk.endsWith('#anomalies'))).toEqual([]);
});

it('a throttled target is no outage', async () => {
  const company = await aCompany();
  company.target().server.trouble = 'throttled-seconds';
  await company.say('1', hire());
  await company.pass(20);
  company.target().server.trouble = undefined;
  await company.pass(10);
  expect(company.workflows.started).toEqual([]);
});

it('a target that says yes and shows no is compared, at most once an hour', async () => {
  const company = await aCompany({ target: { app: { bend: forgetful } } });
  await company.say('1', hire());
  while (company.workflows.started.length === 0) await company.pass(1);
  expect(causesOf(company)).toEqual(['a read-back found another state']);
  await sliceOf(company);
  await company.say('2', hire('hire', { userName: 'other' }));
  await company.pass(20);
  expect(causesOf(company)).toHaveLength(1);
  await company.pass(60);
  expect(causesOf(company)).toHaveLength(2);
});

/** Takes every change and keeps none. */
function forgetful(connection: Connection): Connection {
  return { ...connection, apply: async () => ({ kind: 'changed', remoteId: 'nowhere' }) };
}

it('an operator starts one execution for each target, or for one; who is not there is said', async () => {
  const company = await aCompany({ targets: ['app', 'wiki'] });
  const by = { actor: 'bravo' };
  expect(await reconcileNow(company.pipeline, { ...by, target: undefined })).toMatchObject({
    targets: ['app', 'wiki'],
  });
  expect(await reconcileNow(company.pipeline, { ...by, target: 'wiki' })).toMatchObject({ targets: ['wiki'] });
  expect(await reconcileNow(company.pipeline, { ...by, target: 'none' })).toBeUndefined();
  expect(company.workflows.started.map(({ input }) => [input.target, input.actor])).toEqual([
    ['app', 'bravo'],
    ['wiki', 'bravo'],
    ['wiki', 'bravo'],
  ]);
  for (const { name } of company.workflows.started) expect(name).toMatch(/^[\w-]{1,80}$/);
});

it('an operator sees a run under way, then its report with the rate, and the last certificate after an incomplete one', async () => {
  const company = await aCompany();
  await company.say('1', hire());
  await company.pass(3);
  expect(await driftView(company.pipeline, 'none')).toBeUndefined();
  expect(await driftViews(company.pipeline)).toEqual([{ target: 'app' }]);
  await sliceOf(company);
  expect(await driftView(company.pipeline, 'app')).toMatchObject({ running: { phase: 'scan', accounts: 0 } });
  await reconciled(company);
  company.target().server.trouble = 'forbidden';
  await reconciled(company);
  expect(await driftView(company.pipeline, 'app')).toMatchObject({
    report: { complete: false },
    waits: true,
    rate: 0,
    certificate: { accounts: 1 },
  });
});
