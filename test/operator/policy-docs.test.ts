// What editors and readers are told of a policy is what policies are checked by.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import * as z from 'zod';
import { partSchema, SCHEMA_NAMES } from '../../operator/policy-docs/part-schema.ts';
import { referencePage } from '../../operator/policy-docs/reference-page.ts';
import { policyTexts } from '../builders/policy-texts.ts';

const DOCS = join(import.meta.dirname, '../../docs');
const WRITE = 'to write it anew: node bin/run.js operator/policy-docs/write.ts';

describe('the reference', () => {
  it('is the page that the schema makes', () => {
    expect(readFileSync(join(DOCS, 'policy-reference.md'), 'utf8'), WRITE).toBe(referencePage());
  });

  it('says of every key what it is for', () => {
    const rows = referencePage()
      .split('\n')
      .filter((line) => /^\| `/.test(line));
    expect(rows.length).toBeGreaterThan(50);
    expect(rows.filter((row) => / \|\s*\|$/.test(row) && !row.includes('risks.low'))).toEqual([]);
  });
});

describe('the schemas for editors', () => {
  it('are those in docs/policy/schema, one for each part', () => {
    expect(readdirSync(join(DOCS, 'policy/schema')).sort()).toEqual(SCHEMA_NAMES.map((name) => `${name}.json`).sort());
    for (const name of SCHEMA_NAMES) {
      const kept: unknown = JSON.parse(readFileSync(join(DOCS, `policy/schema/${name}.json`), 'utf8'));
      expect(kept, WRITE).toEqual(partSchema(name));
    }
  });

  it.each(SCHEMA_NAMES.filter((name) => name !== 'tests'))(
    'take the %s of a good policy, and no key that is not known',
    (name) => {
      const schema = z.fromJSONSchema(partSchema(name) as Parameters<typeof z.fromJSONSchema>[0]);
      const part: unknown = parse(policyTexts()[`${name}.yaml`] ?? '');
      expect(schema.safeParse(part).error).toBeUndefined();
      expect(schema.safeParse(misspelled(part)).success).toBe(false);
    },
  );
});

/** The same with a key that is not known, as deep as there are keys of ours. */
function misspelled(part: unknown): unknown {
  const text = JSON.stringify(part);
  const known = /"(?:owner|when|userName|hourPercent|exclude|quorum|hours|cohort|percent)":/;
  if (!known.test(text)) throw new Error('none of our keys is in it');
  return JSON.parse(text.replace(known, '"not a name":'));
}
