// The page that takes a Terraform or Okta user across says what is so: its policy is read, its people get what it says.
import { readFileSync } from 'node:fs';
import { resolve as resolvePath } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { runTests } from '../../operator/policy-check/test-run.ts';
import { readCases } from '../../operator/policy-folder/read-cases.ts';
import { readPolicyText } from '../../operator/policy-folder/read-text.ts';
import { resolve } from '../../shared/core/policy/resolve.ts';
import type { Subject } from '../../shared/core/policy/subject.ts';
import { Test, When } from '../../shared/model/policy/condition.ts';
import { anOffice } from '../builders/an-office.ts';
import { hire } from '../builders/occasions.ts';

const PAGE = readFileSync(resolvePath(import.meta.dirname, '../../docs/migrate-to-policy.md'), 'utf8');

function blocks(language: string): readonly string[] {
  return [...PAGE.matchAll(new RegExp(`^\`\`\`${language}\\n([\\s\\S]*?)^\`\`\``, 'gm'))].map(([, text = '']) => text);
}

/** The blocks that begin with the name of a file. */
function files(): { readonly [file: string]: string } {
  return Object.fromEntries(blocks('yaml').map((text) => [/^# (\S+\.yaml)\n/.exec(text)?.[1] ?? 'unnamed', text]));
}

function policyOfPage() {
  const read = readPolicyText(files());
  if (read.kind === 'policy') return read.written.policy;
  throw new Error(JSON.stringify(read.faults, null, 2));
}

function peopleOfPage(): readonly Subject[] {
  const [head = '', ...lines] = (blocks('csv')[0] ?? '')
    .replace(/^#rows.*\n/m, '')
    .trim()
    .split('\n');
  const names = head.split(',');
  return lines.map((line) => {
    const cells = line.split(',').map((value, index) => [names[index] ?? '', value] as const);
    const { id, ...attributes } = Object.fromEntries(cells.filter(([, value]) => value !== ''));
    return { person: `hr-${id}`, status: 'active', attributes };
  });
}

/** `app,group:engineering,hr-1001`. */
function membershipsOfPage(): readonly string[] {
  const [head, ...rows] = (blocks('csv')[1] ?? '').trim().split('\n');
  expect(head).toBe('target,entitlement,person');
  return rows;
}

describe('the page for those who come from Terraform or Okta', () => {
  test('has five rules that give its people the groups that it says', () => {
    const policy = policyOfPage();
    expect(policy.rules).toHaveLength(5);
    const memberships = peopleOfPage().flatMap((subject) =>
      Object.entries(resolve(policy, subject, 0).targets).flatMap(([target, { wish, blocked }]) => {
        expect(blocked).toBeUndefined();
        return wish.entitlements.map((name) => `${target},${name},${subject.person}`);
      }),
    );
    expect(membershipsOfPage()).toEqual(memberships.sort());
  });

  test('proves with "who" that each group is the same: the same people as its list', async () => {
    const office = await anOffice({ targets: ['app', 'aws'], policy: policyOfPage() });
    for (const { person, attributes } of peopleOfPage())
      await office.company.say(person.slice('hr-'.length), hire('hired', attributes));
    await office.company.pass(2);
    const expected = membershipsOfPage().map((line) => line.split(','));
    for (const [target, entitlement] of expected) {
      const { json } = await office.ask(`GET who/${entitlement}`, { query: `target=${target}` });
      const holders = (json.people as readonly { person: string }[]).map(({ person }) =>
        person.replace('staff-', 'hr-'),
      );
      const said = expected.filter((row) => row[0] === target && row[1] === entitlement).map((row) => row[2]);
      expect(holders.sort(), entitlement).toEqual(said);
    }
  });

  test('has table tests that pass and try every rule both ways', () => {
    const read = readPolicyText(files());
    if (read.kind !== 'policy') throw new Error('the policy of the page is refused');
    const { cases, faults } = readCases(files());
    expect(faults).toEqual([]);
    const { tests, coveredPercent } = runTests('', read.written, { cases, now: 0 });
    expect(tests.flatMap(({ name, misses }) => misses.map((miss) => `${name}: ${miss}`))).toEqual([]);
    expect([tests.length, coveredPercent]).toEqual([6, 100]);
  });

  test('takes across each rule of Okta that it shows', () => {
    const hcl = blocks('hcl').join('\n');
    expect(hcl.match(/^resource /gm)).toHaveLength(5);
    expect(new Set(policyOfPage().rules.flatMap(({ roles }) => roles)).size).toBe(5);
  });

  test('writes every condition of its tables in the language', () => {
    const rows = PAGE.split('\n').filter((line) => line.startsWith('|'));
    const conditions = rows
      .flatMap((row) => [...row.matchAll(/`((?:attributes|groups|not|any|all): [^`]*)`/g)].map(([, text = '']) => text))
      .filter((text) => !/\bA\b/.test(text));
    expect(conditions.length).toBeGreaterThan(8);
    for (const text of conditions) expect(When.safeParse(parse(`{ ${text} }`)).success, text).toBe(true);
    expect(Test.safeParse({ like: 'x' }).success).toBe(false);
  });
});
