// The guard's item and the rows of people whose losses are held, so that held plans are found without a scan.
import type { Slots, Tallies } from '../core/guard.ts';
import type { Person } from '../model/person.ts';
import type { Pipeline } from '../ports/pipeline.ts';
import type { Item, Key, Write } from '../ports/table.ts';

export const HELD_SHARDS = 4;

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

/** The partition that lists a held person. */
export function heldKey({ digest, settings }: Pick<Pipeline, 'digest' | 'settings'>, person: string): Key {
  const shard = Number.parseInt(digest.sha256(person).slice(0, 4), 16) % HELD_SHARDS;
  return { table: 'state', pk: `${settings.tenant}#held#${shard}`, sk: person };
}

function heldAt({ standings }: Person): string {
  return Object.entries(standings)
    .flatMap(([target, { held }]) => (held ? [`${target}@${held.rev}`] : []))
    .join(' ');
}

/** Lists or unlists the person among the held, only where that changes. */
export function heldWrites(
  ports: Pick<Pipeline, 'digest' | 'settings'>,
  { before, after }: { before: Person; after: Person },
): readonly Write[] {
  const now = heldAt(after);
  if (heldAt(before) === now) return [];
  const key = heldKey(ports, after.id);
  return [now === '' ? { kind: 'delete', key } : { kind: 'put', item: { ...key, fields: { targets: now } } }];
}
