// A policy that comes through the API is bounded as one of a folder is: nothing that is taken may stop decisions later.
import { describe, expect, it } from 'vitest';
import { aPolicy } from '../builders/a-person.ts';
import { anOffice } from '../builders/an-office.ts';
import { hire } from '../builders/occasions.ts';

/** A policy whose one rule has so many `not` around its condition. */
function nested(depth: number): string {
  const when = `${'{"not":'.repeat(depth)}{"attributes":{"department":"Sales"}}${'}'.repeat(depth)}`;
  const policy = JSON.stringify({ ...aPolicy(), rules: [{ id: 'deep', when: 'HERE', roles: ['engineer'] }] });
  return policy.replace('"HERE"', when);
}

const DOORS: readonly (readonly [string, (policy: string) => string])[] = [
  ['POST policy', (policy) => `{"policy":${policy}}`],
  ['POST plan', (policy) => `{"policy":${policy}}`],
  ['POST plan', (policy) => `{"base":{"policy":${policy}}}`],
  ['POST replay', (policy) => `{"since":"30d","policy":${policy}}`],
  ['POST explain/staff-1', (policy) => `{"policy":${policy}}`],
];

describe('a policy that nests without end', () => {
  it.each(DOORS)('is refused by %s, %#, in a sentence, however deep', async (door, body) => {
    const office = await anOffice();
    await office.company.say('1', hire());
    for (const depth of [60, 1_500, 100_000]) {
      const { status, json } = await office.ask(door, { query: 'entitlement=account', body: body(nested(depth)) });
      expect([status, json.detail]).toEqual([409, expect.stringMatching(/: it is nested deeper than 48$/)]);
    }
  });

  it('is taken as deep as a folder may write it', async () => {
    const office = await anOffice();
    expect((await office.ask('POST policy', { body: `{"policy":${nested(30)}}` })).status).toBe(200);
  });
});
