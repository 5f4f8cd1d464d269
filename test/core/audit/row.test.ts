import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type IndexedRow, leafOrder } from '../../../shared/core/audit/order.ts';
import { commitPersonal, personalText } from '../../../shared/core/audit/personal.ts';
import { auditItem, auditKey, auditRowOf, auditText, rowId, rowNameOf } from '../../../shared/core/audit/row.ts';
import type { AuditRow } from '../../../shared/model/audit.ts';
import { aRow } from '../../audit/audit-house.ts';

describe('an audit row is stored as one canonical text', () => {
  it('comes back as it was written', () => {
    const row = aRow({ id: 'hr-17', number: 3, cause: 'the file named nobody', plan: [] });
    expect(auditRowOf(auditItem(row))).toEqual(row);
  });

  it('has the same text whatever the order of its fields', () => {
    const row = aRow({ id: 'hr-17', number: 3 });
    const turned = Object.fromEntries(Object.entries(row).reverse()) as AuditRow;
    expect(auditText(auditItem(turned))).toBe(auditText(auditItem(row)));
  });

  it('stands under tenant, noun and id, numbered so that ten comes after nine', () => {
    const [nine, ten] = [9, 10].map((number) => auditItem(aRow({ id: 'hr-17', number })));
    expect(nine).toMatchObject(auditKey({ tenant: 'acme', noun: 'person', id: 'hr-17', number: 9 }));
    expect(nine?.pk).toBe('acme#person#hr-17');
    expect((nine?.sk ?? '') < (ten?.sk ?? '')).toBe(true);
  });

  it('is in the index of its minute, in one of four shards, under its time', () => {
    const shards = new Set<string>();
    for (let person = 0; person < 64; person += 1) {
      const { index } = auditItem(aRow({ id: `hr-${person}`, number: 1, at: '2026-11-21T10:02:59.999Z' }));
      expect(index?.shard).toMatch(/^2026-11-21T10:02Z#[0-3]$/);
      expect(index?.at).toBe(`2026-11-21T10:02:59.999Z#person#hr-${person}#0000000001`);
      shards.add(index?.shard ?? '');
    }
    expect(shards.size).toBe(4);
  });

  it.each([
    ['a field that nobody knows', { colour: 'red' }],
    ['a number below one', { number: 0 }],
    ['a time without a zone', { at: '2026-11-21T10:02:59' }],
    ['an id with a separator in it', { id: 'hr#17' }],
    ['a deed that has no word', { act: 'tweaked' }],
    ['an end state that has no word', { events: [{ id: 'e', end: 'lost' }] }],
  ])('refuses %s, so that a deed which cannot be recorded does not happen', (_, wrong) => {
    const row = { ...aRow({ id: 'hr-17', number: 1 }), ...wrong } as AuditRow;
    expect(() => auditItem(row)).toThrow();
  });

  it('has a name in the whole log that can be taken apart again', () => {
    const name = { tenant: 'acme', noun: 'person', id: 'hr-17', number: 12 };
    expect(rowNameOf(rowId(name))).toEqual(name);
    expect(rowNameOf('acme#person#hr-17')).toBeUndefined();
  });
});

describe('personal data is committed to before it is sealed', () => {
  const digest = (text: string) => `digest of ${text}`;
  const personal = { salt: '0123456789abcdef', text: 'Ada Lovelace' };

  it('opens to the text it was made of', () => {
    expect(personalText(commitPersonal(digest, personal).toSeal)).toBe('Ada Lovelace');
  });

  it('commits to the salt too, so that the text cannot be guessed once the person is erased', () => {
    const other = commitPersonal(digest, { ...personal, salt: 'fedcba9876543210' });
    expect(commitPersonal(digest, personal).commitment).not.toBe(other.commitment);
    expect(() => commitPersonal(digest, { ...personal, salt: 'short' })).toThrow();
  });
});

describe('leaves have one order', () => {
  const aFound = fc
    .uniqueArray(fc.record({ person: fc.nat(4), number: fc.integer({ min: 1, max: 12 }), second: fc.nat(20) }), {
      selector: ({ person, number }) => `${person}#${number}`,
      maxLength: 40,
    })
    .map((rows) => rows.map(foundRow));

  it('from whatever order the index gave', () => {
    const isSame = (rows: readonly IndexedRow[], seed: readonly number[]) => {
      const shuffled = rows
        .map((row, position) => ({ row, rank: seed[position] ?? 0 }))
        .sort((a, b) => a.rank - b.rank)
        .map(({ row }) => row);
      expect(leafOrder(shuffled)).toEqual(leafOrder(rows));
    };
    fc.assert(fc.property(aFound, fc.array(fc.nat(), { minLength: 40, maxLength: 40 }), isSame));
  });

  it('in which no row stands before the one it follows, even when a clock went back', () => {
    const isAscending = (rows: readonly IndexedRow[]) => {
      const last = new Map<string, string>();
      for (const { pk, sk } of leafOrder(rows)) {
        expect(sk > (last.get(pk) ?? '')).toBe(true);
        last.set(pk, sk);
      }
    };
    fc.assert(fc.property(aFound, isAscending));
  });

  it('which is that of time where clocks agree', () => {
    const rows = [3, 1, 2].map((second) => foundRow({ person: second, number: 1, second }));
    expect(leafOrder(rows).map(({ pk }) => pk)).toEqual(['acme#person#1', 'acme#person#2', 'acme#person#3']);
  });
});

function foundRow({ person, number, second }: { person: number; number: number; second: number }): IndexedRow {
  const at = `2026-11-21T10:02:${String(second).padStart(2, '0')}.000Z`;
  const { table, pk, sk, index } = auditItem(aRow({ id: String(person), number, at }));
  return { table, pk, sk, at: index?.at ?? '' };
}
