// What the rows of a SCIM endpoint must agree on, whoever was interrupted where.
import { expect } from 'vitest';
import { disagreements } from './disagreements.ts';
import type { TestEndpoint } from './endpoint.ts';

/** What must hold of the rows at any moment: every user has its name row, its directory row, and is counted once. */
export function isConsistent(endpoint: TestEndpoint): void {
  expect(disagreements(endpoint.table.contents('state'), { tenant: 'acme', source: 'idp' })).toEqual([]);
}
