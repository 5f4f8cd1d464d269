import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { EXAMPLES, type Example } from '../../examples/companies.ts';
import { EXAMPLES_FOLDER, looked, numbered } from './companies.ts';

/** What the README of each example says, in the numbers that its policy gives. */
const EXPECTED: { readonly [name: string]: { people: number; targets: object; some: object } } = {
  'saas-50': {
    people: 50,
    targets: { code: 27, crm: 14, slack: 49, wiki: 47 },
    some: { employee: 46, contractor: 3, maintainer: 4, 'crm-administrator': 1, 'crm-reader': 0 },
  },
  'mixed-1000': {
    people: 1000,
    targets: { helpdesk: 388, slack: 995, warehouse: 416, wiki: 965 },
    some: { employee: 940, 'agency-worker': 55, 'on-call-engineer': 220, auditor: 4, 'payments-clerk': 16 },
  },
  'enterprise-10000': {
    people: 10_000,
    targets: { aws: 1663, directory: 9980, erp: 3518, slack: 3999, warehouse: 441 },
    some: {
      employee: 9700,
      'agency-worker': 280,
      'plant-worker': 5292,
      welder: 120,
      'vendor-master-clerk': 26,
      'production-reader': 690,
      'production-administrator': 0,
    },
  },
};

describe.each(EXAMPLES)('$name', (example: Example) => {
  const { name } = example;

  test('has the people that its program makes up', () => {
    for (const [file, text] of Object.entries(example.peopleFiles()))
      expect(readFileSync(join(EXAMPLES_FOLDER, name, file), 'utf8') === text, `run examples/write-people.ts`).toBe(
        true,
      );
  });

  test('gives every role to somebody, blocks nobody, and breaks no duty without a waiver', async () => {
    const company = await looked(example);
    const { heads } = company;
    expect(company.faults).toEqual([]);
    expect(company.subjects).toHaveLength(EXPECTED[name]?.people ?? 0);
    expect(company.missed).toEqual([]);
    expect(heads.blocked).toEqual([]);
    expect(heads.withheld).toEqual([]);
    expect(heads.targets).toEqual(EXPECTED[name]?.targets);
    expect(heads.roles).toMatchObject(EXPECTED[name]?.some ?? {});
    const names = numbered(company);
    expect(names.nameless).toEqual([]);
  });
});
