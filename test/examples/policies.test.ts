import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { EXAMPLES } from '../../examples/companies.ts';
import { reportOf } from '../../examples/pull-request/report.ts';
import { checkFolder } from '../../operator/policy-check/check-folder.ts';
import { testFolder } from '../../operator/policy-check/test-folder.ts';
import { DAY, EXAMPLES_FOLDER } from './companies.ts';

describe.each(EXAMPLES)('the policy of $name', ({ name }) => {
  const folder = join(EXAMPLES_FOLDER, name, 'policy');
  const settings = join(EXAMPLES_FOLDER, name, 'frontdesk.yaml');
  let checked: ReturnType<typeof checkFolder> | undefined;
  const check = () => {
    checked ??= checkFolder(folder, { settings, data: '', as: '' }, DAY);
    return checked;
  };

  test('has nothing that the check would say, held against its settings', async () => {
    expect((await check()).problems).toEqual([]);
  });

  test('has tests that pass and try every rule both ways', () => {
    const tested = testFolder(folder, { now: DAY, least: 100 });
    expect(tested.faults).toEqual([]);
    expect(tested.tests.filter(({ passed }) => !passed)).toEqual([]);
    expect(tested).toMatchObject({ passed: true, coveredPercent: 100 });
    expect(tested.tests.length).toBeGreaterThan(12);
  });

  test('would pass as a pull request, by what check and test print', async () => {
    const printed = { check: (await check()).problems, tests: testFolder(folder, { now: DAY, least: undefined }) };
    const { markdown, passes } = reportOf({ ...JSON.parse(JSON.stringify(printed)), plan: 'unasked', mostLosing: 10 });
    expect(passes).toBe(true);
    expect(markdown).toContain('**Check:** nothing found.');
    expect(markdown).toMatch(/all \d+ pass; 100 % of the rules/);
  });
});

test('what the check finds years later, when a waiver is over, is told on its line', async () => {
  const folder = join(EXAMPLES_FOLDER, 'saas-50', 'policy');
  const later = Date.parse('2030-01-01T00:00:00Z');
  const enterprise = join(EXAMPLES_FOLDER, 'enterprise-10000', 'policy');
  const { problems } = await checkFolder(enterprise, { data: '', as: '' }, later);
  expect(problems.map(({ code }) => code)).toContain('waiver-expired');
  const tests = testFolder(folder, { now: later, least: undefined });
  const { annotations, markdown } = reportOf({ check: problems, tests, plan: 'unasked', mostLosing: 10 });
  expect(annotations[0]).toMatch(/^::warning file=.*duties\.yaml,line=\d+,col=\d+,title=waiver-expired::/);
  expect(markdown).toContain('duties.yaml:');
});
