// The commands that look at a policy folder, as a person calls them.
import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { KINDS } from '../../shared/core/policy/lint/finding.ts';
import { policyTexts } from '../builders/policy-texts.ts';
import { ADDRESS, folder, frontdesk } from './command.ts';

const ROOT = new URL('../../', import.meta.url).pathname;
let count = 0;

function policyFolder(changed: { readonly [file: string]: string }): string {
  const path = join(folder, `policy-${count++}`);
  for (const [file, text] of Object.entries(policyTexts({ 'tests/a.yaml': TESTS, ...changed }))) {
    mkdirSync(dirname(join(path, file)), { recursive: true });
    writeFileSync(join(path, file), text);
  }
  return path;
}

const findingsIn = (json: string) => JSON.parse(json) as readonly { code: string; path: string }[];

/** Every rule of the builder's policy, both ways. */
const TESTS = `- name: An engineer
  given: { userName: mara, department: Engineering, startDate: 2027-01-01, title: Auditor }
  flags: [early-audit]
  on: 2027-02-01
  gets: { warehouse: ['role:engineering_ro', 'role:payments_ro'] }
- name: Somebody of finance
  given: { department: Finance }
  flags: []
  gets: { warehouse: ['role:payments_rw'] }
`;

describe('policy check', () => {
  it('has nothing to say about the policy of this repository', async () => {
    const { code, out } = await frontdesk([
      'policy',
      'check',
      join(ROOT, 'policy'),
      '--strict',
      '--settings',
      join(ROOT, 'frontdesk.yaml'),
    ]);
    expect({ code, out }).toEqual({
      code: 0,
      out: 'Nothing to say: 13 tests, all passed; of 6 rules 100 % are tried both ways.\n',
    });
  });

  it('names faults and findings by line, for people and for scripts, and ends with 1 for an error', async () => {
    const dir = policyFolder({
      'limits.yaml': 'hourPercent: 100\n',
      'cohorts.yaml':
        'first: { percent: 10 }\n# allow cohort-unused: for new versions\npilot: { percent: 5 }\nother: { percent: 5 }\n',
    });
    const { code, out } = await frontdesk(['policy', 'check', dir]);
    expect(code).toBe(1);
    expect(out).toContain(`${dir}/limits.yaml:1:1: error guard-off: at hourPercent 100 one mistake could take`);
    expect(out).toContain(`${dir}/cohorts.yaml:4:1: warning cohort-unused: no flag is on for cohort "other"`);
    expect(out).not.toContain('"pilot"');
    expect(out).toMatch(/\d warnings?, 1 finding allowed\. What each means/);
    const { out: json } = await frontdesk(['--json', 'policy', 'check', dir]);
    expect(findingsIn(json)).toContainEqual(
      expect.objectContaining({
        file: `${dir}/limits.yaml`,
        line: 1,
        column: 1,
        path: 'limits.hourPercent',
        severity: 'error',
        code: 'guard-off',
        page: 'docs/policy-check.md#guard-off',
      }),
    );
  });

  it('ends with 2 for warnings only, where they count', async () => {
    const dir = policyFolder({
      'cohorts.yaml': 'first: { percent: 10 }\nother: { percent: 5 }\n',
      'duties.yaml': '[]\n',
    });
    expect((await frontdesk(['policy', 'check', dir])).code).toBe(0);
    expect((await frontdesk(['policy', 'check', dir, '--strict'])).code).toBe(2);
  });

  it('refuses a folder with faults, all of them at once', async () => {
    const dir = policyFolder({
      'limits.yaml': 'hourPercents: 1\n',
      'leases.yaml': 'paier: { hours: 8 }\n',
      'tests/b.yaml': '- nam: x\n',
    });
    const { code, out } = await frontdesk(['--json', 'policy', 'check', dir]);
    expect(code).toBe(1);
    expect(findingsIn(out)).toMatchObject([
      { file: `${dir}/leases.yaml`, code: 'invalid', suggestion: 'payer' },
      { file: `${dir}/limits.yaml`, code: 'invalid', suggestion: 'hourPercent' },
      { file: `${dir}/tests/b.yaml`, code: 'invalid', path: '[0].given' },
      { file: `${dir}/tests/b.yaml`, code: 'invalid', path: '[0].nam', suggestion: 'name' },
    ]);
  });

  it('says in a sentence which file besides the folder cannot be used', async () => {
    const dir = policyFolder({});
    const nowhere = join(folder, 'nowhere.yaml');
    const settings = await frontdesk(['policy', 'check', dir, '--settings', nowhere]);
    expect([settings.code, settings.out]).toEqual([1, '']);
    expect(settings.err).toContain(`${nowhere} cannot be used`);
    const usage = join(folder, 'usage.json');
    writeFileSync(usage, JSON.stringify({ app: { 'group:everyone': { used: 3, total: 2 } } }));
    const more = await frontdesk(['policy', 'check', dir, '--usage', usage]);
    expect(more.err).toContain(`${usage} cannot be used: app.group:everyone: more people use it than hold it`);
    writeFileSync(usage, JSON.stringify({ ap: { 'group:everyone': { used: 1, total: 2 } } }));
    const { out } = await frontdesk(['policy', 'check', dir, '--usage', usage]);
    expect(out).toContain(`${usage}:1:1: warning usage-unknown: the policy has no target "ap"`);
    expect(out).toContain('did you mean "app"?');
  });

  it('asks a running Frontdesk who is still there', async () => {
    const dir = policyFolder({});
    const answers = { 'GET person/hr-1': { json: { status: 'left' } } };
    const { out, err } = await frontdesk(['--json', 'policy', 'check', dir, '--url', ADDRESS], answers);
    expect(err).toBe('');
    expect(
      findingsIn(out)
        .filter(({ code }) => code.startsWith('approver'))
        .map(({ code, path }) => [code, path]),
    ).toEqual([
      ['approver-left', 'approvals.roles.payer.approvers.0.person'],
      ['approver-unknown', 'duties.payments.waivers.0.person'],
    ]);
  });

  it('names what protects less than at a git revision of the folder', async () => {
    const dir = policyFolder({});
    const git = (...words: readonly string[]) =>
      execFileSync('git', ['-C', dir, '-c', 'user.name=t', '-c', 'user.email=t@example.com', ...words], {
        stdio: 'ignore',
      });
    git('init');
    git('add', '.');
    git('commit', '-m', 'as it was');
    writeFileSync(join(dir, 'limits.yaml'), 'hourPercent: 1\ndayPercent: 30\n');
    rmSync(join(dir, 'duties.yaml'));
    writeFileSync(join(dir, 'tests/a.yaml'), TESTS.slice(0, TESTS.indexOf('- name: Somebody')));
    writeFileSync(
      join(dir, 'cohorts.yaml'),
      'first: { percent: 10 }\nnew: { percent: 5 } # allow cohort-unused: try it\n',
    );
    const { out } = await frontdesk(['--json', 'policy', 'check', dir, '--base', 'HEAD']);
    expect(findingsIn(out).filter(({ code }) => /-weaker$|^test-gone$|^allow-new$/.test(code))).toMatchObject([
      { code: 'allow-new', file: `${dir}/cohorts.yaml`, line: 2, message: 'cohort-unused is allowed anew: try it' },
      { code: 'duty-weaker', file: `${dir}/duties.yaml`, message: 'duty "payments" is gone' },
      { code: 'limit-weaker', file: `${dir}/limits.yaml`, line: 2 },
      { code: 'test-gone', file: `${dir}/tests/a.yaml`, message: 'the test "Somebody of finance" is gone' },
    ]);
    rmSync(join(dir, 'tests'), { recursive: true });
    const { out: without } = await frontdesk(['policy', 'check', dir, '--base', 'HEAD']);
    expect(without).toContain(`${dir}/tests/a.yaml:1:1: warning test-gone: all tests are gone: there were 2`);
    expect((await frontdesk(['policy', 'check', dir, '--base', 'nowhere'])).err).toContain('"nowhere" is no');
  });

  it('explains every kind of finding on its page', () => {
    const page = readFileSync(join(ROOT, 'docs/policy-check.md'), 'utf8');
    const explained = [...page.matchAll(/^### (\S+)$/gm)].map(([, code]) => code);
    expect(explained.sort()).toEqual(Object.keys(KINDS).sort());
  });
});

describe('policy test', () => {
  it('says what came instead, which rule gave it, and which rules were tried', async () => {
    const dir = policyFolder({
      'tests/a.yaml': `- name: Finance releases nothing\n  given: { department: Finance }\n  flags: []\n  expect: {}\n`,
    });
    const { code, out } = await frontdesk(['policy', 'test', dir]);
    expect(code).toBe(1);
    expect(out).toContain(`FAILED ${dir}/tests/a.yaml:1 Finance releases nothing
         got "role:payments_rw" at "warehouse": by rule finance (rules.yaml:10) > role payer (roles.yaml:15)
`);
    expect(out).toContain('1 test, 1 failed; of 4 rules 0 % are tried both ways.');
  });

  it('fails below the coverage that is asked for', async () => {
    const dir = policyFolder({});
    expect((await frontdesk(['policy', 'test', dir, '--coverage', '100'])).code).toBe(0);
    const { code, out } = await frontdesk([
      'policy',
      'test',
      policyFolder({ 'tests/a.yaml': TESTS.slice(0, TESTS.indexOf('- name: Somebody')) }),
      '--coverage',
      '1',
    ]);
    expect({ code, out: out.trimEnd().split('\n').slice(-2) }).toEqual({
      code: 1,
      out: ['Not tried both ways: everybody, engineering, finance, audit.', 'At least 1 % were asked for.'],
    });
  });
});

describe('a folder that is put in force, or saved in a plan', () => {
  const failing = { 'tests/a.yaml': TESTS.replaceAll('role:payments_rw', 'role:payments_all') };
  const answers = { 'POST policy': { json: { version: '0123456789ab', changed: true, woken: 3 } } };

  it('is refused while one of its own tests fails, before anything is asked of anybody', async () => {
    const dir = policyFolder(failing);
    for (const words of [
      ['policy', 'publish', dir],
      ['plan', '--policy', dir, '--out', join(folder, 'never.plan')],
    ]) {
      const { code, out, err } = await frontdesk(words, answers);
      expect([code, out]).toEqual([1, '']);
      expect(err).toContain(
        `the folder has 1 error:\n${dir}/tests/a.yaml:6:3: error test-failed: Somebody of finance: `,
      );
      expect(err).toContain('Mend them, or go on with --skip-checks. What each means: docs/policy-check.md');
    }
  });

  it('is refused for a mistake that is sure to be one, and not for a warning', async () => {
    const warned = await frontdesk(
      ['policy', 'publish', policyFolder({ 'cohorts.yaml': 'other: { percent: 5 }\nfirst: { percent: 10 }\n' })],
      answers,
    );
    expect([warned.code, warned.err]).toEqual([0, '']);
    const { code, err } = await frontdesk(
      ['policy', 'publish', policyFolder({ 'limits.yaml': 'hourPercent: 100\n' })],
      answers,
    );
    expect(code).toBe(1);
    expect(err).toContain('limits.yaml:1:1: error guard-off');
  });

  it('goes in force all the same for who says so', async () => {
    const { code, out } = await frontdesk(['policy', 'publish', policyFolder(failing), '--skip-checks'], answers);
    expect([code, out]).toEqual([0, expect.stringContaining('In force: 0123456789ab.')]);
  });
});
