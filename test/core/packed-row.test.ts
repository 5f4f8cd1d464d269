// The packed form of audit rows: nothing is lost, however odd the words, and what was altered is never mistaken for whole.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { canonical } from '../../shared/core/audit/bytes.ts';
import { auditItem, auditText } from '../../shared/core/audit/row.ts';
import { packHex, unpackHex } from '../../shared/core/packed-hex.ts';
import type { AuditRow } from '../../shared/model/audit.ts';

const word = fc.oneof(
  fc.constantFrom('app', 'applied', 'decided', '0', '1', 'a b', '"', 'ü#'),
  fc.string({ unit: 'grapheme' }),
);
const target = fc.constantFrom('app', 'wiki', 'warehouse');
const maybe = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: undefined });

const row: fc.Arbitrary<AuditRow> = fc
  .record({
    tenant: fc.constant('acme'),
    noun: fc.constantFrom('person', 'plan', 'operator'),
    id: fc.constantFrom('staff-1', 'hr-Zoë', 'x'.repeat(64)),
    number: fc.integer({ min: 1, max: 2 ** 31 }),
    at: fc.constant('2026-11-21T10:00:00.000Z'),
    actor: fc.oneof(fc.constant('system'), fc.string({ minLength: 1 })),
    act: fc.constantFrom('decided', 'verified', 'parked'),
    revision: maybe(fc.integer({ min: 0, max: 9_999 })),
    policy: maybe(word),
    events: maybe(fc.array(fc.record({ id: word, end: fc.constantFrom('folded', 'duplicate') }))),
    wished: maybe(fc.array(target)),
    operations: maybe(
      fc.array(
        fc.record({ target, revision: fc.integer({ min: 0, max: 9 }), end: fc.constantFrom('applied', 'held') }),
      ),
    ),
    plan: maybe(fc.array(fc.record({ target, change: word, what: word, why: word }))),
    cause: maybe(word),
    sealed: maybe(word),
    commitment: maybe(fc.string({ unit: fc.constantFrom(...'0123456789abcdef'), minLength: 64, maxLength: 64 })),
  })
  .map((fields) => Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as AuditRow);

describe('a stored audit row', () => {
  it('gives back its canonical text, byte for byte', () => {
    fc.assert(
      fc.property(row, (said) => {
        expect(auditText(auditItem(said))).toBe(canonical(said));
      }),
      { numRuns: 500 },
    );
  });

  it('of a decision over twenty targets that say much the same takes a third of its text', () => {
    const targets = Array.from({ length: 20 }, (_, at) => `target-${at}`);
    const decided: AuditRow = {
      ...{ tenant: 'acme', noun: 'person', id: 'staff-1', number: 1, at: '2026-11-21T10:00:00.000Z', actor: 'system' },
      ...{ act: 'decided', revision: 1, wished: targets },
      plan: targets.map((name) => ({ target: name, change: 'ensure', what: '+account', why: 'everybody' })),
    };
    expect(String(auditItem(decided).fields.row).length).toBeLessThan(canonical(decided).length / 3);
  });

  it('that somebody altered comes out as another text, or as it lies there', () => {
    const item = auditItem({
      ...{ tenant: 'acme', noun: 'person', id: 'staff-1', number: 1, at: '2026-11-21T10:00:00.000Z', actor: 'system' },
      ...{ act: 'settled', revision: 1, operations: [{ target: 'app', revision: 1, end: 'applied' }] },
    });
    const packed = String(item.fields.row);
    for (let at = 0; at < packed.length; at += 1) {
      const altered = `${packed.slice(0, at)}~${packed.slice(at + 1)}`;
      expect(auditText({ ...item, fields: { row: altered } })).not.toBe(auditText(item));
    }
  });
});

describe('packed hex', () => {
  it('is undone exactly, and takes two thirds', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 1, maxLength: 64 }), (bytes) => {
        const hex = Buffer.from(bytes).toString('hex');
        expect(unpackHex(packHex(hex))).toBe(hex);
        expect(packHex(hex)).toBe(Buffer.from(bytes).toString('base64url'));
      }),
    );
  });
});
