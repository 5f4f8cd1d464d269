// The faults, the stale index and the meter of the store in memory.
import assert from 'node:assert/strict';
import { describe, test } from 'vitest';
import { ReadFailed, WriteRefused } from '../../shared/ports/table.ts';
import { aKey, anItem, fieldIs, isAbsent, put, refused, textOf } from '../contracts/table-subject.ts';
import { memoryTable } from './memory-table.ts';
import { type TableFault, tableFaults } from './table-faults.ts';

function faultyTable(first: TableFault) {
  let left: TableFault | undefined = first;
  const choose = () => {
    const fault = left;
    left = undefined;
    return fault;
  };
  return memoryTable({ hooks: tableFaults(choose) });
}

describe('faults of the table in memory', () => {
  const item = anItem(aKey('p'));

  test('a throttled or conflicting write did not happen and says so', async () => {
    for (const fault of ['throttled', 'conflict'] as const) {
      const table = faultyTable(fault);
      await refused(table.write([put(item)]), fault);
      assert.equal(await table.get(item), undefined);
    }
  });

  test('a lost reply leaves the effect and an error that is no refusal', async () => {
    const table = faultyTable('reply-lost');
    await assert.rejects(table.write([put(item)]), (error) => !(error instanceof WriteRefused));
    assert.deepEqual(await table.get(item), item);
  });

  test('a lost request leaves nothing, and the same error', async () => {
    const table = faultyTable('request-lost');
    await assert.rejects(table.write([put(item)]), (error) => !(error instanceof WriteRefused));
    assert.equal(await table.get(item), undefined);
  });

  test('a throttled read is a failed read, not an absent item', async () => {
    const table = faultyTable('throttled');
    await assert.rejects(table.get(item), ReadFailed);
  });
});

describe('the stale index of the table in memory', () => {
  function laggingTable(lags: readonly number[]) {
    const left = [...lags];
    const time = { now: 1000 };
    const table = memoryTable({ clock: { now: () => time.now }, hooks: { indexLagMs: () => left.shift() ?? 0 } });
    const due = async () =>
      (await table.queryIndex({ index: 'due', shard: 's', to: '9', limit: 9 })).keys.map((key) => key.at);
    const move = (at: string) => table.write([put(anItem(aKey('p'), {}, { shard: 's', at }))]);
    return { time, table, due, move };
  }

  test('shows a new item only after the lag', async () => {
    const { time, due, move } = laggingTable([50]);
    await move('1');
    assert.deepEqual(await due(), []);
    time.now += 49;
    assert.deepEqual(await due(), []);
    time.now += 1;
    assert.deepEqual(await due(), ['1']);
  });

  test('still shows an item that has left, and never lets changes of one item overtake each other', async () => {
    const { time, table, due, move } = laggingTable([0, 100, 0, 0]);
    await move('1');
    await move('2');
    assert.deepEqual(await due(), ['1']);
    await table.write([{ kind: 'delete', key: aKey('p') }]);
    assert.deepEqual(await due(), ['1']);
    time.now += 100;
    assert.deepEqual(await due(), []);
  });
});

describe('the meter of the table in memory', () => {
  test('counts as AWS charges', async () => {
    const table = memoryTable();
    const spent = async (action: () => Promise<unknown>) => {
      const before = { ...table.meter };
      await action().catch(() => {});
      return [table.meter.writeUnits - before.writeUnits, table.meter.readUnits - before.readUnits];
    };
    const [small, big] = [aKey('p', 'small'), aKey('p', 'big')];
    const bigItem = anItem(big, { text: textOf(2) });
    const placed = (at: string) => put(anItem(small, {}, { shard: 's', at }));

    assert.deepEqual(await spent(() => table.write([put(anItem(small))])), [1, 0], 'a small put');
    assert.deepEqual(await spent(() => table.write([put(bigItem)])), [3, 0], 'a put of a bit more than 2 KB');
    assert.deepEqual(await spent(() => table.write([put(anItem(big))])), [3, 0], 'the larger of old and new counts');
    assert.deepEqual(
      await spent(() => table.write([put(anItem(big)), put(anItem(small))])),
      [4, 0],
      'twice in a transaction',
    );
    assert.deepEqual(await spent(() => table.write([placed('1')])), [2, 0], 'entering the index');
    assert.deepEqual(await spent(() => table.write([placed('1')])), [1, 0], 'staying in the index');
    assert.deepEqual(await spent(() => table.write([placed('2')])), [3, 0], 'moving in the index');
    assert.deepEqual(
      await spent(() => table.write([placed('3'), put(bigItem)])),
      [2 + 2 + 6, 0],
      'an index entry is never doubled',
    );
    assert.deepEqual(await spent(() => table.write([put(anItem(small))])), [2, 0], 'leaving the index');
    assert.deepEqual(await spent(() => table.write([put(anItem(big), isAbsent)])), [3, 0], 'a refused condition');
    assert.deepEqual(
      await spent(() => table.write([{ kind: 'check', key: big, when: fieldIs('x', 1) }])),
      [6, 0],
      'a check',
    );
    assert.deepEqual(await spent(() => table.get(big)), [0, 1], 'reading 2 KB');
    assert.deepEqual(await spent(() => table.get(aKey('none'))), [0, 1], 'reading nothing');
    assert.deepEqual(await spent(() => table.query({ table: 'state', pk: 'p', limit: 9 })), [0, 1], 'a query');
    assert.deepEqual(
      await spent(() => table.queryIndex({ index: 'due', shard: 's', to: '9', limit: 9 })),
      [0, 0.5],
      'an index query',
    );
  });
});

describe('items of the table in memory', () => {
  test('cannot be changed from outside, neither by their writer nor by a reader', async () => {
    const table = memoryTable();
    const list = ['a'];
    await table.write([put(anItem(aKey('p'), { list }))]);
    list.push('b');
    const read = await table.get(aKey('p'));
    assert.deepEqual(read?.fields, { list: ['a'] });
    const seen = read?.fields.list as string[];
    assert.throws(() => seen.push('c'), TypeError);
  });
});
