// The meter for any table agrees with the one that sees inside the table in memory, call by call.
import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { describe, test } from 'vitest';
import { metered } from '../../shared/aws/write-meter.ts';
import type { Table, Write } from '../../shared/ports/table.ts';
import { memoryTable } from '../memory/memory-table.ts';
import { aKey, anItem, fieldIs, isAbsent, textOf } from './table-subject.ts';

const sortKeys = fc.constantFrom('a', 'b', 'c', 'd');
const condition = fc.option(fc.constantFrom(isAbsent, fieldIs('v', 1), fieldIs('v', 2)), { nil: undefined });
const key = sortKeys.map((sk) => aKey('p', sk));
const item = fc
  .tuple(key, fc.constantFrom(1, 2), fc.constantFrom(0, 1, 3), fc.option(fc.constantFrom('1', '2'), { nil: undefined }))
  .map(([where, v, kilobytes, at]) =>
    anItem(where, { v, text: textOf(kilobytes) }, at ? { shard: 's', at } : undefined),
  );
const write = fc.oneof(
  fc.tuple(item, condition).map(([one, when]): Write => ({ kind: 'put', item: one, ...(when ? { when } : {}) })),
  fc.tuple(key, condition).map(([one, when]): Write => ({ kind: 'delete', key: one, ...(when ? { when } : {}) })),
  key.map((one): Write => ({ kind: 'check', key: one, when: fieldIs('v', 1) })),
);
const step = fc.oneof(
  fc.array(write, { minLength: 1, maxLength: 4 }).map((writes) => (table: Table) => table.write(writes)),
  key.map((one) => (table: Table) => table.get(one)),
  fc.array(key, { maxLength: 3 }).map((keys) => (table: Table) => table.getMany(keys)),
  fc.constant((table: Table) => table.query({ table: 'state', pk: 'p', limit: 10 })),
  fc.constant((table: Table) => table.queryIndex({ index: 'due', shard: 's', to: '9', limit: 10 })),
  fc.constant((table: Table) => table.scan('state')),
);

describe('the meter of write units', () => {
  test('counts the same as the store itself, whatever is read, written or refused', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 20 }), async (steps) => {
        const [bare, wrapped] = [memoryTable(), memoryTable()];
        const { table, meter } = metered(wrapped);
        for (const run of steps) {
          const outcomes = await Promise.allSettled([run(bare), run(table)]);
          assert.equal(outcomes[0]?.status, outcomes[1]?.status);
          assert.deepEqual(meter, bare.meter);
        }
      }),
      { numRuns: 300 },
    );
  });
});
