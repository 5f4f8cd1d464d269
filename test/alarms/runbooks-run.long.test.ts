// Every command of every runbook is run at a stage, where there is an address and a token and nothing else.
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ALARMS } from '../../infra/alarms.ts';
import { commandsIn } from './commands.ts';
import { aStage } from './runbook-stage.ts';

const ROOT = resolve(import.meta.dirname, '../..');
const pages = [...new Set(ALARMS.map(({ runbook }) => runbook))];
const lines = pages
  .flatMap((page) => commandsIn(readFileSync(resolve(ROOT, page), 'utf8')))
  .filter((line) => line.startsWith('npx frontdesk'));

/** What has another answer than done, and the words that say why. */
const ELSEWHERE: readonly (readonly [begins: string, why: RegExp])[] = [
  ['npx frontdesk slo', /CloudWatch/],
  ['npx frontdesk send', /only a laptop/],
  ['npx frontdesk rotate targets/app', /nobody here can make it/],
  ['npx frontdesk audit resume', /nothing is lost, and there is nothing to resume/],
  ['npx frontdesk approve', /^the plan is not open/],
  ['npx frontdesk policy revert', /^nothing is being rolled out/],
];

let stage: Awaited<ReturnType<typeof aStage>>;
const token = process.env.FRONTDESK_TOKEN;
beforeAll(async () => {
  delete process.env.FRONTDESK_TOKEN;
  stage = await aStage();
});
afterAll(() => {
  if (token !== undefined) process.env.FRONTDESK_TOKEN = token;
  stage?.stop();
});

describe('at a stage', () => {
  it.each([...new Set(lines)])('%s', async (line) => {
    const { out, why } = await stage.type(line);
    const elsewhere = ELSEWHERE.find(([begins]) => line.startsWith(begins));
    if (why === undefined) expect(out).not.toBe('');
    else expect(why).toMatch(elsewhere?.[1] ?? /^it is done$/);
  });

  it('finds out which command does not work there', async () => {
    expect(await stage.type('npx frontdesk trace hr:nothing')).toMatchObject({ code: 1 });
    expect(await stage.type('npx frontdesk person hr-9')).toMatchObject({ why: expect.stringContaining('nobody') });
    expect(await stage.type('npx frontdesk nonsense')).toMatchObject({ code: 1 });
  });
});
