// Editors complete and underline by the schemas: what `policy check` refuses by itself, they refuse as well, and what is good they take.
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { partSchema, SCHEMA_NAMES } from '../../operator/policy-docs/part-schema.ts';
import { placeOf } from '../../operator/policy-folder/part-names.ts';
import { readCases } from '../../operator/policy-folder/read-cases.ts';
import { readPolicyText } from '../../operator/policy-folder/read-text.ts';
import { takes } from '../builders/json-schema.ts';
import { policyTexts } from '../builders/policy-texts.ts';

const ROOT = resolve(import.meta.dirname, '../..');
const SHIPPED = ['policy', ...['saas-50', 'mixed-1000', 'enterprise-10000'].map((name) => `examples/${name}/policy`)];
const schemaOf = (name: string) => ({ ...partSchema(name) });
const ruled = (when: unknown) => [{ id: 'all', when, roles: ['employee'] }];
const tested = (more: object) => [{ name: 'One', given: {}, ...more }];

const REFUSED: readonly (readonly [title: string, part: string, value: unknown])[] = [
  ['a target without userName', 'mappings', { app: { displayName: 'x' }, warehouse: { userName: 'x' } }],
  ['a condition that names nothing', 'rules', ruled({})],
  ['the same within another one', 'rules', ruled({ all: [{}] })],
  ['a test that names nothing', 'rules', ruled({ attributes: { a: {} } })],
  ['nine stars', 'rules', ruled({ attributes: { a: { matches: '*********' } } })],
  ['a pattern that is too long', 'rules', ruled({ attributes: { a: { matches: 'a'.repeat(101) } } })],
  ['a day that no calendar has', 'rules', ruled({ attributes: { a: { before: '2027-02-30' } } })],
  ['a short month', 'rules', ruled({ attributes: { a: { after: '2027-1-1' } } })],
  ['an offset that is none', 'rules', ruled({ attributes: { a: { after: 'today+3' } } })],
  ['a rule without a role', 'rules', [{ id: 'all', when: { groups: ['a'] }, roles: [] }]],
  ['a cohort of nobody', 'cohorts', { first: {} }],
  [
    'a waiver of no day',
    'duties',
    [
      {
        id: 'a',
        owner: 'b',
        description: 'c',
        exclude: [{ role: 'payer' }, { role: 'auditor' }],
        waivers: [{ person: 'hr-1', until: '2027-02-30', reason: 'x', approvedBy: 'y' }],
      },
    ],
  ],
  ['one side of a duty', 'duties', [{ id: 'a', owner: 'b', description: 'c', exclude: [{ role: 'payer' }] }]],
  ['an approver of another kind', 'approvals', { risks: { low: { approvers: [{ manager: 'x' }] } } }],
  ['a lease without hours', 'leases', { payer: { renewable: true } }],
  ['a share of more than everybody', 'limits', { hourPercent: 101 }],
  ['an entitlement without its kind', 'entitlements', { app: { everyone: { owner: 'it' } } }],
  ['a test that expects nothing', 'tests', tested({})],
  ['a test on no day', 'tests', tested({ on: '2027-02-30', expect: {} })],
];

describe('what policy check refuses, the schema of an editor refuses', () => {
  it.each(REFUSED)('%s', (_, part, value) => {
    const text = JSON.stringify(value);
    const file = part === 'tests' ? 'tests/a.yaml' : `${part}.yaml`;
    const read = readPolicyText(policyTexts({ [file]: `${text}\n` }));
    const { faults } = readCases({ [file]: `${text}\n` });
    expect(read.kind === 'refused' || faults.length > 0).toBe(true);
    expect(takes(schemaOf(part), value)).toBe(false);
  });
});

describe('the policies of this repository', () => {
  const files = SHIPPED.flatMap((folder) =>
    readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
      .filter((file) => file.endsWith('.yaml'))
      .map((file) => ({ path: join(ROOT, folder, file), part: partOf(file) })),
  );

  it('are taken by the schemas', () => {
    expect(files.length).toBeGreaterThan(40);
    const refused = files.filter(({ path, part }) => !takes(schemaOf(part), parse(readFileSync(path, 'utf8'))));
    expect(refused).toEqual([]);
    for (const name of SCHEMA_NAMES.filter((one) => one !== 'tests'))
      expect(takes(schemaOf(name), parse(policyTexts()[`${name}.yaml`] ?? '')), name).toBe(true);
  });

  it('name the schema of their part on their first line, so that an editor completes them', () => {
    for (const { path, part } of files) {
      const schema = relative(dirname(path), join(ROOT, `docs/policy/schema/${part}.json`));
      expect(readFileSync(path, 'utf8').split('\n')[0], path).toBe(`# yaml-language-server: $schema=${schema}`);
    }
  });
});

function partOf(file: string): string {
  const place = placeOf(file);
  return place.kind === 'part' ? place.part : 'tests';
}
