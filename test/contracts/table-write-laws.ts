// Laws of writing: conditions, transactions, races.
import assert from 'node:assert/strict';
import type { Law } from './law.ts';
import {
  aKey,
  anItem,
  fieldIs,
  freshPartition,
  isAbsent,
  pastConflicts,
  put,
  refused,
  type TableSubject,
} from './table-subject.ts';

const conditionLaws: readonly Law<TableSubject>[] = [
  {
    title: 'what was written is read back, every kind of value unchanged',
    async check({ table }) {
      const fields = {
        text: 'Zoë 👩‍🚀',
        empty: '',
        number: -12.5,
        big: 9007199254740991,
        yes: true,
        nothing: null,
        list: ['a', 1, [false]],
        map: { of: { map: 'x' }, void: {} },
      };
      const item = anItem(aKey(freshPartition()), fields);
      await table.write([put(item)]);
      assert.deepEqual(await table.get(aKey(item.pk)), item);
    },
  },
  {
    title: 'a put replaces the whole item, index fields included',
    async check({ table }) {
      const key = aKey(freshPartition());
      await table.write([put(anItem(key, { old: 1, both: 1 }, { shard: key.pk, at: '1' }))]);
      await table.write([put(anItem(key, { both: 2 }))]);
      assert.deepEqual(await table.get(key), anItem(key, { both: 2 }));
    },
  },
  {
    title: 'an item that nobody wrote is absent, and deleting it is fine',
    async check({ table }) {
      const key = aKey(freshPartition());
      await table.write([{ kind: 'delete', key }]);
      assert.equal(await table.get(key), undefined);
    },
  },
  {
    title: 'writing nothing does nothing',
    async check({ table }) {
      await table.write([]);
      assert.equal(await table.get(aKey(freshPartition())), undefined);
    },
  },
  {
    title: 'a put of a new item is refused when the item exists, and changes nothing',
    async check({ table }) {
      const key = aKey(freshPartition());
      await table.write([put(anItem(key, { v: 1 }), isAbsent)]);
      await refused(table.write([put(anItem(key, { v: 2 }), isAbsent)]), 'condition', [0]);
      assert.deepEqual(await table.get(key), anItem(key, { v: 1 }));
    },
  },
  {
    title: 'a put on a field holds for the same value of the same type only',
    async check({ table }) {
      const key = aKey(freshPartition());
      await refused(table.write([put(anItem(key), fieldIs('v', 1))]), 'condition', [0]);
      await table.write([put(anItem(key, { v: 1 }))]);
      await refused(table.write([put(anItem(key), fieldIs('v', '1'))]), 'condition', [0]);
      await refused(table.write([put(anItem(key), fieldIs('w', 1))]), 'condition', [0]);
      await table.write([put(anItem(key, { v: 2 }), fieldIs('v', 1))]);
      assert.deepEqual(await table.get(key), anItem(key, { v: 2 }));
    },
  },
  {
    title: 'a delete under a condition deletes only what it means',
    async check({ table }) {
      const key = aKey(freshPartition());
      await table.write([put(anItem(key, { v: 'x' }))]);
      await refused(table.write([{ kind: 'delete', key, when: fieldIs('v', 'y') }]), 'condition', [0]);
      assert.ok(await table.get(key));
      await table.write([{ kind: 'delete', key, when: fieldIs('v', 'x') }]);
      assert.equal(await table.get(key), undefined);
      await refused(table.write([{ kind: 'delete', key, when: fieldIs('v', 'x') }]), 'condition', [0]);
    },
  },
  {
    title: 'a check alone holds or is refused, and writes nothing',
    async check({ table }) {
      const key = aKey(freshPartition());
      await table.write([{ kind: 'check', key, when: isAbsent }]);
      assert.equal(await table.get(key), undefined);
      await refused(table.write([{ kind: 'check', key, when: fieldIs('v', 1) }]), 'condition', [0]);
      await table.write([put(anItem(key))]);
      await table.write([{ kind: 'check', key, when: fieldIs('v', 1) }]);
      await refused(table.write([{ kind: 'check', key, when: isAbsent }]), 'condition', [0]);
    },
  },
  {
    title: 'fields with names that a database reserves are fields like any other',
    async check({ table }) {
      const key = aKey(freshPartition());
      const hostile = { constructor: { name: 'Set' }, toString: 'x', hasOwnProperty: 1 };
      const fields = { name: 'a', state: 'b', size: 3, 'a.b-c#d': 4, constructor: 'c', length: 1, hostile };
      await table.write([put(anItem(key, fields))]);
      await table.write([put(anItem(key, fields), fieldIs('state', 'b'))]);
      await table.write([put(anItem(key, fields), fieldIs('a.b-c#d', 4))]);
      assert.deepEqual(await table.get(key), anItem(key, fields));
    },
  },
];

const transactionLaws: readonly Law<TableSubject>[] = [
  {
    title: 'a transaction over several tables happens as a whole',
    async check({ table }) {
      const pk = freshPartition();
      const gone = aKey(pk, 'gone');
      await table.write([put(anItem(gone))]);
      const state = anItem(aKey(pk, 's'), { v: 1 }, { shard: pk, at: '5' });
      const audit = anItem(aKey(pk, 'a', 'audit'), { n: 1 });
      const key = anItem(aKey(pk, 'k', 'keys'), { w: 'x' });
      await table.write([
        put(state, isAbsent),
        put(audit),
        put(key),
        { kind: 'delete', key: gone, when: fieldIs('v', 1) },
      ]);
      assert.deepEqual(await table.getMany([state, audit, key, gone]), [state, audit, key]);
    },
  },
  {
    title: 'a transaction with one condition that does not hold changes nothing, and names the positions',
    async check({ table }) {
      const pk = freshPartition();
      await table.write([put(anItem(aKey(pk, 'old'), { v: 7 }))]);
      const attempt = table.write([
        put(anItem(aKey(pk, 'new'))),
        put(anItem(aKey(pk, 'old'), { v: 8 }), fieldIs('v', 6)),
        { kind: 'check', key: aKey(pk, 'none'), when: isAbsent },
        { kind: 'delete', key: aKey(pk, 'old2'), when: fieldIs('v', 1) },
      ]);
      await refused(attempt, 'condition', [1, 3]);
      const { items } = await table.query({ table: 'state', pk, limit: 10 });
      assert.deepEqual(items, [anItem(aKey(pk, 'old'), { v: 7 })]);
    },
  },
  {
    title: 'a check in a transaction guards the other writes',
    async check({ table }) {
      const pk = freshPartition();
      const guard = aKey(pk, 'guard');
      const write = () =>
        table.write([{ kind: 'check', key: guard, when: fieldIs('open', 1) }, put(anItem(aKey(pk, 'b')))]);
      await refused(write(), 'condition', [0]);
      assert.equal(await table.get(aKey(pk, 'b')), undefined);
      await table.write([put(anItem(guard, { open: 1 }))]);
      await write();
      assert.ok(await table.get(aKey(pk, 'b')));
      assert.deepEqual(await table.get(guard), anItem(guard, { open: 1 }));
    },
  },
  {
    title: 'of twenty writers that read the same version exactly one wins',
    async check({ table }) {
      const key = aKey(freshPartition());
      await table.write([put(anItem(key, { v: 0, by: 'nobody' }))]);
      const race = Array.from({ length: 20 }, (_, by) =>
        pastConflicts(() => table.write([put(anItem(key, { v: 1, by }), fieldIs('v', 0))])),
      );
      const outcomes = await Promise.all(race);
      assert.equal(outcomes.filter((outcome) => outcome === 'done').length, 1);
      assert.equal(outcomes.filter((outcome) => outcome === 'condition').length, 19);
      assert.equal((await table.get(key))?.fields.by, outcomes.indexOf('done'));
    },
  },
  {
    title: 'of twelve transactions over the same two items exactly one wins, and both items are its own',
    async check({ table }) {
      const pk = freshPartition();
      const race = Array.from({ length: 12 }, (_, by) => {
        const pair = [put(anItem(aKey(pk, 'a'), { by }), isAbsent), put(anItem(aKey(pk, 'b'), { by }), isAbsent)];
        return pastConflicts(() => table.write(by % 2 === 0 ? pair : pair.toReversed()));
      });
      const outcomes = await Promise.all(race);
      assert.equal(outcomes.filter((outcome) => outcome === 'done').length, 1);
      const { items } = await table.query({ table: 'state', pk, limit: 10 });
      assert.deepEqual(
        items.map((item) => item.fields.by),
        [outcomes.indexOf('done'), outcomes.indexOf('done')],
      );
    },
  },
  {
    title: 'a plain write and a transaction on the same counter lose no step',
    async check({ table }) {
      const key = aKey(freshPartition());
      await table.write([put(anItem(key, { v: 0 }))]);
      const step = async (worker: number, tries = 100): Promise<void> => {
        assert.ok(tries > 0, 'a writer never gets through');
        const v = Number((await table.get(key))?.fields.v);
        const raise = put(anItem(key, { v: v + 1 }), fieldIs('v', v));
        const witness = put(anItem(aKey(key.pk, `w${v + 1}`), { worker }), isAbsent);
        const outcome = await pastConflicts(() => table.write(worker % 2 === 0 ? [raise] : [raise, witness]));
        if (outcome === 'condition') await step(worker, tries - 1);
      };
      await Promise.all(Array.from({ length: 8 }, (_, worker) => step(worker)));
      assert.equal((await table.get(key))?.fields.v, 8);
      const witnesses = await table.query({ table: 'state', pk: key.pk, from: 'w', limit: 20 });
      assert.equal(witnesses.items.length, 4);
    },
  },
];

export const tableWriteLaws: readonly Law<TableSubject>[] = [...conditionLaws, ...transactionLaws];
