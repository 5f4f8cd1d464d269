// Laws of reading: many keys, ranges, pages, scans, the sparse index.
import assert from 'node:assert/strict';
import type { IndexQuery, Item } from '../../shared/ports/table.ts';
import type { Law } from './law.ts';
import { aKey, allPages, anItem, freshPartition, put, type TableSubject, textOf } from './table-subject.ts';

async function filled(table: TableSubject['table'], sortKeys: readonly string[]): Promise<string> {
  const pk = freshPartition();
  await table.write(sortKeys.map((sk) => put(anItem(aKey(pk, sk)))));
  return pk;
}

function sortKeys(items: readonly Item[]): readonly string[] {
  return items.map((item) => item.sk);
}

const queryLaws: readonly Law<TableSubject>[] = [
  {
    title: 'reading many keys keeps their order, leaves out the absent, and has no bound of a hundred',
    async check({ table }) {
      const pk = freshPartition();
      const items = Array.from({ length: 130 }, (_, n) => anItem(aKey(pk, `k${n}`), { n }));
      await Promise.all([
        table.write(items.slice(0, 100).map((item) => put(item))),
        table.write(items.slice(100).map((item) => put(item))),
      ]);
      const keys = items.toReversed().flatMap((item) => [aKey(pk, `absent${item.sk}`), aKey(pk, item.sk)]);
      assert.deepEqual(await table.getMany(keys), items.toReversed());
      assert.deepEqual(await table.getMany([aKey(pk, 'k1'), aKey(pk, 'k1')]), [items[1], items[1]]);
      assert.deepEqual(await table.getMany([]), []);
    },
  },
  {
    title: 'a query has inclusive bounds and sees its own partition only',
    async check({ table }) {
      const pk = await filled(table, ['a', 'b', 'b#1', 'c', 'd']);
      await filled(table, ['b', 'c']);
      const query = async (bounds: { from?: string; to?: string }) =>
        sortKeys((await table.query({ table: 'state', pk, limit: 50, ...bounds })).items);
      assert.deepEqual(await query({}), ['a', 'b', 'b#1', 'c', 'd']);
      assert.deepEqual(await query({ from: 'b' }), ['b', 'b#1', 'c', 'd']);
      assert.deepEqual(await query({ to: 'b#1' }), ['a', 'b', 'b#1']);
      assert.deepEqual(await query({ from: 'b', to: 'c' }), ['b', 'b#1', 'c']);
      assert.deepEqual(await query({ from: 'x', to: 'z' }), []);
      assert.deepEqual(await query({ from: 'd', to: 'a' }), []);
      assert.deepEqual((await table.query({ table: 'audit', pk, limit: 5 })).items, []);
    },
  },
  {
    title: 'sort keys are ordered by their UTF-8 bytes',
    async check({ table }) {
      const order = ['A', 'Z', 'a', 'ab', 'z', 'é', '\uffee', '😀'];
      const pk = await filled(table, order.toReversed());
      assert.deepEqual(sortKeys((await table.query({ table: 'state', pk, limit: 50 })).items), order);
    },
  },
  {
    title: 'pages together show each item once, oldest or newest first',
    async check({ table }) {
      const names = Array.from({ length: 23 }, (_, n) => String(n).padStart(3, '0'));
      const pk = await filled(table, names);
      for (const limit of [1, 5, 23, 24]) {
        const forward = await allPages(table, { table: 'state', pk, limit });
        assert.deepEqual(sortKeys(forward.items), names);
        const back = await allPages(table, { table: 'state', pk, limit, newestFirst: true });
        assert.deepEqual(sortKeys(back.items), names.toReversed());
      }
      const within = { table: 'state', pk, from: '003', to: '019', limit: 4 } as const;
      assert.deepEqual(sortKeys((await allPages(table, within)).items), names.slice(3, 20));
      assert.deepEqual(
        sortKeys((await allPages(table, { ...within, newestFirst: true })).items),
        names.slice(3, 20).toReversed(),
      );
    },
  },
  {
    title: 'newest first with a limit of one is the last item',
    async check({ table }) {
      const pk = await filled(table, ['1', '2', '3']);
      const { items } = await table.query({ table: 'state', pk, limit: 1, newestFirst: true });
      assert.deepEqual(sortKeys(items), ['3']);
    },
  },
  {
    title: 'paging goes on though items come and go behind it',
    async check({ table }) {
      const pk = await filled(table, ['a', 'b', 'c', 'd', 'e']);
      const first = await table.query({ table: 'state', pk, limit: 2 });
      await table.write([
        { kind: 'delete', key: aKey(pk, 'b') },
        put(anItem(aKey(pk, 'aa'))),
        put(anItem(aKey(pk, 'ca'))),
      ]);
      const rest = await allPages(table, { table: 'state', pk, limit: 2, cursor: first.cursor as string });
      assert.deepEqual(sortKeys(rest.items), ['c', 'ca', 'd', 'e']);
    },
  },
  {
    title: 'a page ends at a megabyte, and the cursor tells of the rest',
    async check({ table }) {
      const pk = freshPartition();
      for (const half of [0, 1])
        await table.write([0, 1, 2].map((n) => put(anItem(aKey(pk, `${half}${n}`), { text: textOf(300) }))));
      const { items, cursor } = await table.query({ table: 'state', pk, limit: 100 });
      assert.ok(items.length >= 3 && items.length < 6, `${items.length} items of 300 KB in a page`);
      const rest = await allPages(table, { table: 'state', pk, limit: 100, cursor: cursor as string });
      assert.equal(items.length + rest.items.length, 6);
    },
  },
  {
    title: 'a scan shows every item of its table once',
    async check({ table }) {
      const pk = freshPartition();
      const items = Array.from({ length: 12 }, (_, n) =>
        anItem(aKey(`${pk}#${n % 5}`, `s${n}`, 'keys'), { n, text: textOf(150) }),
      );
      for (const item of items) await table.write([put(item)]);
      const found: Item[] = [];
      let cursor: string | undefined;
      do {
        const page = await table.scan('keys', cursor);
        found.push(...page.items.filter((item) => item.pk.startsWith(pk)));
        cursor = page.cursor;
      } while (cursor !== undefined);
      const byNumber = found.toSorted((left, right) => Number(left.fields.n) - Number(right.fields.n));
      assert.deepEqual(byNumber, items);
    },
  },
];

async function indexed(subject: TableSubject, query: IndexQuery): Promise<readonly string[]> {
  await subject.settleIndex();
  const found: string[] = [];
  let cursor: string | undefined;
  do {
    const page = await subject.table.queryIndex(cursor === undefined ? query : { ...query, cursor });
    found.push(...page.keys.map((key) => `${key.table}/${key.sk}@${key.at}`));
    cursor = page.cursor;
    assert.ok(found.length < 1000, 'paging does not end');
  } while (cursor !== undefined);
  return found;
}

const indexLaws: readonly Law<TableSubject>[] = [
  {
    title: 'only items with index fields are in the index, and they leave it with them',
    async check(subject) {
      const pk = freshPartition();
      const due = { index: 'due', shard: pk, to: '~', limit: 10 } as const;
      const write = (sk: string, index?: Item['index']) =>
        subject.table.write([put(anItem(aKey(pk, sk), { v: 1 }, index))]);
      await write('in', { shard: pk, at: '2' });
      await write('out');
      assert.deepEqual(await indexed(subject, due), ['state/in@2']);
      await write('out', { shard: pk, at: '1' });
      assert.deepEqual(await indexed(subject, due), ['state/out@1', 'state/in@2']);
      await write('in');
      assert.deepEqual(await indexed(subject, due), ['state/out@1']);
      await subject.table.write([{ kind: 'delete', key: aKey(pk, 'out') }]);
      assert.deepEqual(await indexed(subject, due), []);
    },
  },
  {
    title: 'an item that moves in the index is at its new place only',
    async check(subject) {
      const pk = freshPartition();
      const other = `${pk}#other`;
      const move = (shard: string, at: string) =>
        subject.table.write([put(anItem(aKey(pk, 'x'), { at }, { shard, at }))]);
      await move(pk, '5');
      await move(pk, '3');
      assert.deepEqual(await indexed(subject, { index: 'due', shard: pk, to: '9', limit: 5 }), ['state/x@3']);
      await move(other, '4');
      assert.deepEqual(await indexed(subject, { index: 'due', shard: pk, to: '9', limit: 5 }), []);
      assert.deepEqual(await indexed(subject, { index: 'due', shard: other, to: '9', limit: 5 }), ['state/x@4']);
    },
  },
  {
    title: 'an index query has inclusive bounds, is sorted by time, and pages through ties',
    async check(subject) {
      const pk = freshPartition();
      const times = ['1', '2', '2', '2', '2', '3', '4', '4', '5'];
      await subject.table.write(
        times.map((at, n) => put(anItem(aKey(`${pk}#${n}`, `n${n}`), { n }, { shard: pk, at }))),
      );
      for (const limit of [1, 2, 20]) {
        const found = await indexed(subject, { index: 'due', shard: pk, from: '2', to: '4', limit });
        assert.deepEqual(
          found.map((entry) => entry.slice(-1)),
          ['2', '2', '2', '2', '3', '4', '4'],
        );
        assert.equal(new Set(found).size, 7);
      }
      assert.deepEqual(await indexed(subject, { index: 'due', shard: pk, from: '6', to: '9', limit: 5 }), []);
    },
  },
  {
    title: 'the index of the audit log holds audit rows only, by their minute',
    async check(subject) {
      const pk = freshPartition();
      await subject.table.write([
        put(anItem(aKey(pk, 'row', 'audit'), { n: 1 }, { shard: pk, at: '2026-01-01T00:00' })),
        put(anItem(aKey(pk, 'person'), { n: 1 }, { shard: pk, at: '2026-01-01T00:00' })),
      ]);
      const minute = { index: 'minute', shard: pk, to: '9', limit: 5 } as const;
      assert.deepEqual(await indexed(subject, minute), ['audit/row@2026-01-01T00:00']);
    },
  },
];

export const tableReadLaws: readonly Law<TableSubject>[] = [...queryLaws, ...indexLaws];
