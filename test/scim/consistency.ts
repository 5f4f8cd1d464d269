// What the rows of a SCIM endpoint must agree on, whoever was interrupted where.
import { expect } from 'vitest';
import type { TestEndpoint } from './endpoint.ts';

/** What must hold of the rows at any moment: every user has its name row, its directory row, and is counted once. */
export function isConsistent(endpoint: TestEndpoint): void {
  const rows = endpoint.table.contents('state').filter(({ pk }) => pk.startsWith('acme#scim#idp#'));
  const kind = (what: string) => rows.filter(({ pk }) => pk.split('#')[3] === what);
  const ids = kind('user')
    .map(({ pk }) => pk.split('#')[4])
    .sort();
  expect(
    kind('userName')
      .map(({ fields }) => fields.id)
      .sort(),
  ).toEqual(ids);
  expect(
    kind('users')
      .map(({ sk }) => sk)
      .sort(),
  ).toEqual(ids);
  expect(kind('count').reduce((sum, { fields }) => sum + Number(fields.users), 0)).toBe(ids.length);
  const versions = kind('user').reduce((sum, { fields }) => sum + Number(fields.n), 0);
  const told = endpoint.table.contents('state').filter(({ pk }) => pk.startsWith('acme#in#'));
  const toldOfLiving = told.filter(({ fields }) => ids.includes(String(fields.subject)));
  expect(toldOfLiving.length).toBe(versions);
}
