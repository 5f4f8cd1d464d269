// The guard's item in the ledger: one a tenant.
import { NO_TALLIES, type Tallies } from '../core/guard.ts';
import { packTallies, unpackTallies } from '../core/packed-tallies.ts';
import type { Person } from '../model/person.ts';
import type { Pipeline } from '../ports/pipeline.ts';
import type { Item, Key, Write } from '../ports/table.ts';

export function guardKey(tenant: string): Key {
  return { table: 'state', pk: `${tenant}#guard`, sk: 'tallies' };
}

export function talliesOf({ fields }: Item): Tallies {
  return unpackTallies(String(fields.data), Number(fields.v));
}

/** What a decision about this person is held against. Not read for somebody who stands nowhere: there is nothing to lose. */
export async function talliesFor(
  { table, settings }: Pick<Pipeline, 'table' | 'settings'>,
  { standings }: Person,
): Promise<Tallies> {
  if (Object.keys(standings).length === 0) return NO_TALLIES;
  const stored = await table.get(guardKey(settings.tenant));
  return stored ? talliesOf(stored) : NO_TALLIES;
}

/** Writes tallies that were read at `v - 1`. */
export function guardWrite(tenant: string, tallies: Tallies): Write {
  const { v } = tallies;
  const item: Item = { ...guardKey(tenant), fields: { v, data: packTallies(tallies) } };
  return { kind: 'put', item, when: v === 1 ? { kind: 'absent' } : { kind: 'equals', field: 'v', value: v - 1 } };
}
