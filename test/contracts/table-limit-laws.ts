// Laws of the limits that AWS sets: what is over them is refused whole.
import assert from 'node:assert/strict';
import type { Write } from '../../shared/ports/table.ts';
import type { Law } from './law.ts';
import { aKey, anItem, fieldIs, freshPartition, put, refused, type TableSubject, textOf } from './table-subject.ts';

function puts(pk: string, count: number, kilobytes = 0): readonly Write[] {
  return Array.from({ length: count }, (_, n) => put(anItem(aKey(pk, `n${n}`), { text: textOf(kilobytes) })));
}

async function isEmpty({ table }: TableSubject, pk: string): Promise<void> {
  assert.deepEqual((await table.query({ table: 'state', pk, limit: 5 })).items, []);
}

export const tableLimitLaws: readonly Law<TableSubject>[] = [
  {
    title: 'a hundred writes are one transaction, a hundred and one are refused',
    async check(subject) {
      const [fits, over] = [freshPartition(), freshPartition()];
      await subject.table.write(puts(fits, 100));
      const { items } = await subject.table.query({ table: 'state', pk: fits, limit: 200 });
      assert.equal(items.length, 100);
      await refused(subject.table.write(puts(over, 101)), 'too-large');
      await isEmpty(subject, over);
    },
  },
  {
    title: 'a transaction of more than 4 MB is refused whole',
    async check(subject) {
      const [fits, over] = [freshPartition(), freshPartition()];
      await subject.table.write(puts(fits, 10, 390));
      await refused(subject.table.write(puts(over, 11, 390)), 'too-large');
      await isEmpty(subject, over);
    },
  },
  {
    title: 'an item of more than 400 KB is refused, alone and in a transaction',
    async check(subject) {
      const { table } = subject;
      const pk = freshPartition();
      await refused(table.write(puts(pk, 1, 400)), 'too-large');
      await refused(
        table.write([...puts(pk, 2), put(anItem(aKey(pk, 'big'), { text: textOf(400) }))]),
        'too-large',
        [2],
      );
      await isEmpty(subject, pk);
      await table.write(puts(pk, 1, 399));
      assert.equal((await table.query({ table: 'state', pk, limit: 5 })).items.length, 1);
    },
  },
  {
    title: 'one item twice in a transaction is refused whole',
    async check(subject) {
      const { table } = subject;
      const pk = freshPartition();
      const key = aKey(pk);
      await refused(
        table.write([put(anItem(aKey(pk, 'b'))), put(anItem(key)), put(anItem(key, { v: 2 }))]),
        'too-large',
        [2],
      );
      await refused(table.write([put(anItem(key)), { kind: 'delete', key }]), 'too-large', [1]);
      await refused(table.write([put(anItem(key)), { kind: 'check', key, when: fieldIs('v', 1) }]), 'too-large', [1]);
      await isEmpty(subject, pk);
    },
  },
  {
    title: 'keys longer than 2,048 and 1,024 bytes are refused',
    async check({ table }) {
      const pk = freshPartition();
      await table.write([put(anItem(aKey(pk, 's'.repeat(1024))))]);
      await refused(table.write([put(anItem(aKey(pk, 's'.repeat(1025))))]), 'too-large', [0]);
      await refused(table.write([put(anItem(aKey(pk + 'p'.repeat(2048))))]), 'too-large', [0]);
    },
  },
  {
    title: 'what no database can hold is refused before it is sent',
    async check({ table }) {
      const key = aKey(freshPartition());
      const unstorable = [Number.NaN, Number.POSITIVE_INFINITY, 1e300, undefined as unknown as null];
      for (const value of unstorable) await assert.rejects(table.write([put(anItem(key, { value }))]), TypeError);
      await assert.rejects(table.write([put(anItem(key, { pk: 'mine' }))]), TypeError);
      await assert.rejects(table.write([put(anItem(aKey('')))]), TypeError);
      const index = { shard: 'a', at: 'b' };
      await assert.rejects(table.write([put(anItem(aKey(key.pk, 'k', 'keys'), {}, index))]), TypeError);
      assert.equal(await table.get(key), undefined);
    },
  },
];
