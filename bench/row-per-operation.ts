// The peer of the costs: a row for each operation, as most outboxes have it, over the same store with the same meter.
import type { Item, Write } from '../shared/ports/table.ts';
import { memoryTable } from '../test/memory/memory-table.ts';

type Row = Pick<Item, 'pk' | 'sk' | 'fields'>;

const PERSON = 'acme#p#staff-100042';
const EVENT = 'msg_2KWPBgLlAfxdpx2AI54pPJ85fh';

/** Nine attributes, as HR systems state them. */
const profile = JSON.stringify({
  userName: 'nora.hansen',
  email: 'nora.hansen@acme.example',
  displayName: 'Nora Hansen',
  givenName: 'Nora',
  familyName: 'Hansen',
  department: 'Engineering',
  title: 'Engineer',
  location: 'Oslo',
  manager: '100017',
});

/**
 * Write units of a hire to so many targets: an inbox row; one transaction for person, operations, audit row and the event's end; then for each operation a claim, its outcome,
 * and its read-back with an audit row. Rows are small and only open ones stand in the due index. Throws when one is not read back at the end.
 */
export async function rowPerOperation(targets: number): Promise<number> {
  const table = memoryTable();
  const due = (at: string): Pick<Item, 'index'> => ({ index: { shard: 'acme#3', at } });
  const state = (row: Row, index?: Pick<Item, 'index'>): Write => ({
    kind: 'put',
    item: { table: 'state', ...row, ...index },
  });
  const audit = (sk: string, fields: Item['fields']): Write => ({
    kind: 'put',
    item: { table: 'audit', pk: `acme#log#${PERSON}`, sk, fields, index: { shard: 'acme#2026-11-21T10:00#1', at: sk } },
  });
  const names = Array.from({ length: targets }, (_, at) => `system-${String(at + 1).padStart(2, '0')}`);
  const operation = (name: string, fields: object): Row => ({
    pk: PERSON,
    sk: `op#000001#${name}`,
    fields: { revision: 1, account: 'active', groups: 'everyone engineering', ...fields },
  });
  const inbox = { pk: 'acme#in#hr#100042', sk: EVENT };
  await table.write([state({ ...inbox, fields: { profile, tries: 0 } }, due('10:00'))]);
  await table.write([
    state({ ...inbox, fields: { profile, tries: 1, end: 'folded' } }),
    state({ pk: PERSON, sk: 'person', fields: { v: 1, revision: 1, profile } }),
    ...names.map((name) => state(operation(name, { state: 'open' }), due('10:01'))),
    audit('000001', { event: EVENT, wished: names.join(' ') }),
  ]);
  for (const [at, name] of names.entries()) {
    await table.write([state(operation(name, { state: 'claimed', attempt: '1a2b3c4d' }), due('10:02'))]);
    await table.write([state(operation(name, { state: 'applied', remote: crypto.randomUUID() }), due('10:05'))]);
    await table.write([
      state(operation(name, { state: 'verified', remote: crypto.randomUUID() })),
      audit(String(at + 2).padStart(6, '0'), { operation: name, end: 'applied' }),
    ]);
  }
  const verified = table.contents('state').filter(({ fields }) => fields.state === 'verified');
  if (verified.length !== targets) throw new Error(`${verified.length} of ${targets} operations were read back`);
  return table.meter.writeUnits;
}
