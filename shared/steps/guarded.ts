// The guard's item in the ledger: one a tenant.
import type { Slots, Tallies } from '../core/guard.ts';
import type { Item, Key, Write } from '../ports/table.ts';

export function guardKey(tenant: string): Key {
  return { table: 'state', pk: `${tenant}#guard`, sk: 'tallies' };
}

export function talliesOf({ fields }: Item): Tallies {
  const { recent, daily, urgent, heads } = JSON.parse(String(fields.data)) as {
    recent: Slots;
    daily: Slots;
    urgent: Slots;
    heads: Tallies['heads'];
  };
  return { v: Number(fields.v), recent, daily, urgent, heads };
}

/** Writes tallies that were read at `v - 1`. */
export function guardWrite(tenant: string, { v, recent, daily, urgent, heads }: Tallies): Write {
  const item: Item = { ...guardKey(tenant), fields: { v, data: JSON.stringify({ recent, daily, urgent, heads }) } };
  return { kind: 'put', item, when: v === 1 ? { kind: 'absent' } : { kind: 'equals', field: 'v', value: v - 1 } };
}
