import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
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

  test('has nothing that would hide an attribute that nobody owns: a typo in a rule and in a mapping is found', async () => {
    const copy = mkdtempSync(join(tmpdir(), 'frontdesk-example-'));
    cpSync(folder, copy, { recursive: true });
    const files = readdirSync(copy, { recursive: true, encoding: 'utf8' }).filter((file) => !file.startsWith('tests'));
    planted(
      copy,
      files.filter((file) => file.startsWith('rules')),
      { from: 'department:', to: 'departmnt:' },
    );
    planted(copy, files, { from: '{familyName}', to: '{famlyName}' });
    const { problems } = await checkFolder(copy, { settings, data: '', as: '' }, DAY);
    rmSync(copy, { recursive: true });
    const unowned = problems.filter(({ code }) => code === 'attribute-unowned').map(({ message }) => message);
    expect(new Set(unowned)).toEqual(
      new Set(['departmnt', 'famlyName'].map((name) => expect.stringContaining(`no source owns attribute "${name}"`))),
    );
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

/** In the first file that has it, once. */
function planted(
  folder: string,
  files: readonly string[],
  { from, to }: { readonly from: string; readonly to: string },
) {
  const path = files
    .map((file) => join(folder, file))
    .find((one) => one.endsWith('.yaml') && textOf(one).includes(from));
  if (path === undefined) throw new Error(`no file of ${folder} has ${from}`);
  writeFileSync(path, textOf(path).replace(from, to));
}

function textOf(path: string): string {
  return readFileSync(path, 'utf8');
}

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
