// The guard's item in the ledger: one a tenant.
import type { Tallies } from '../core/guard.ts';
import { packTallies, unpackTallies } from '../core/packed-tallies.ts';
import type { Item, Key, Write } from '../ports/table.ts';

export function guardKey(tenant: string): Key {
  return { table: 'state', pk: `${tenant}#guard`, sk: 'tallies' };
}

export function talliesOf({ fields }: Item): Tallies {
  return unpackTallies(String(fields.data), Number(fields.v));
}

/** Writes tallies that were read at `v - 1`. */
export function guardWrite(tenant: string, tallies: Tallies): Write {
  const { v } = tallies;
  const item: Item = { ...guardKey(tenant), fields: { v, data: packTallies(tallies) } };
  return { kind: 'put', item, when: v === 1 ? { kind: 'absent' } : { kind: 'equals', field: 'v', value: v - 1 } };
}
