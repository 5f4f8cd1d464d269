import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { startTally } from '../../../shared/core/audit/conservation.ts';
import type { OperationName } from '../../../shared/core/audit/operation-ends.ts';
import { residueOf } from '../../../shared/core/audit/residue.ts';
import type { AuditRow } from '../../../shared/model/audit.ts';
import { aRow } from '../../audit/audit-house.ts';

type LedgerEvent = { tenant: string; id: string; end?: string };
type LedgerOperation = OperationName & { end?: string };
type Ends = Pick<AuditRow, 'events' | 'wished' | 'operations'>;
const only = (number: number, { events = [], wished = [], operations = [] }: Ends): AuditRow =>
  aRow({ id: 'ada', number, events, wished, operations });

function told(...rows: readonly Ends[]) {
  const tally = startTally();
  const broken = rows.map((row, position) => tally.add(only(position + 1, row))).filter((text) => text !== undefined);
  return { broken, tally };
}

describe('each end state is named in exactly one row', () => {
  it('an event that waited and was folded later keeps the sum', () => {
    const { broken, tally } = told(
      { events: [{ id: 'e1', end: 'waiting' }] },
      { events: [{ id: 'e1', end: 'folded' }] },
    );
    expect(broken).toEqual([]);
    expect(tally.balance()).toMatchObject({ events: { waiting: 1, folded: 1 }, waiting: 0 });
  });

  it('an event that is folded twice is named', () => {
    expect(
      told({ events: [{ id: 'e1', end: 'folded' }] }, { events: [{ id: 'e1', end: 'duplicate' }] }).broken,
    ).toEqual(['event e1 ends twice: folded, then duplicate']);
  });

  it('an operation that ends twice at one revision is named', () => {
    const twice = { operations: [{ target: 'scim', revision: 1, end: 'applied' as const }] };
    expect(told({ wished: ['scim'] }, twice, twice).broken).toEqual([
      'operation scim at revision 1 ends twice: applied, then applied',
    ]);
  });

  it('an operation that nobody wished is named', () => {
    const { broken } = told({ wished: ['scim'] }, { operations: [{ target: 'scim', revision: 2, end: 'applied' }] });
    expect(broken).toEqual(['operation scim at revision 2 ends without having been wished']);
  });

  it('the same target ends once more at the next revision, as after a release or a redrive', () => {
    const { broken, tally } = told(
      { wished: ['scim'], operations: [{ target: 'scim', revision: 1, end: 'held' }] },
      { wished: ['scim'], operations: [{ target: 'scim', revision: 2, end: 'applied' }] },
    );
    expect(broken).toEqual([]);
    expect(tally.balance()).toMatchObject({ wished: 2, operations: { held: 1, applied: 1 }, inFlight: 0 });
  });

  it('people do not mix: the same target and revision of another person is another operation', () => {
    const tally = startTally();
    expect(['ada', 'bob'].map((id) => tally.add(aRow({ id, number: 1, events: [] })))).toEqual([undefined, undefined]);
  });

  it('wished is always ended and in flight together', () => {
    const aLife = fc.array(fc.record({ targets: fc.subarray(['a', 'b', 'c']), ends: fc.boolean() }), { maxLength: 30 });
    const balances = (life: readonly { targets: string[]; ends: boolean }[]) => {
      const tally = startTally();
      for (const [position, { targets, ends }] of life.entries()) {
        const revision = position + 1;
        const operations = ends ? targets.map((target) => ({ target, revision, end: 'applied' as const })) : [];
        expect(tally.add(only(revision, { wished: targets, operations }))).toBeUndefined();
      }
      const { wished, operations, inFlight } = tally.balance();
      expect(wished).toBe((operations.applied ?? 0) + inFlight);
    };
    fc.assert(fc.property(aLife, balances));
  });
});

describe('the ledger and the log say the same', () => {
  const rows = [
    { events: [{ id: 'e1', end: 'folded' as const }], wished: ['scim', 'postgres'] },
    {
      events: [{ id: 'e2', end: 'waiting' as const }],
      operations: [{ target: 'scim', revision: 1, end: 'applied' as const }],
    },
  ];
  const tenant = 'acme';
  const operation = { tenant, person: 'ada', target: 'scim', revision: 1 };
  const ledger: { events: LedgerEvent[]; operations: LedgerOperation[] } = {
    events: [
      { tenant, id: 'e1', end: 'folded' },
      { tenant, id: 'e2' },
      { tenant, id: 'e3' },
    ],
    operations: [
      { ...operation, end: 'applied' },
      { ...operation, target: 'postgres' },
    ],
  };
  const residue = (change: Partial<typeof ledger>) => residueOf(told(...rows).tally, { ...ledger, ...change });

  it('when every end state in the one is the one in the other', () => {
    expect(residue({})).toEqual([]);
  });

  it.each([
    ['an inbox row ended that no row names', { events: [...ledger.events, { tenant, id: 'e4', end: 'folded' }] }],
    ['an inbox row ended otherwise', { events: ledger.events.with(0, { tenant, id: 'e1', end: 'refused' }) }],
    ['a row names an event that was never accepted', { events: ledger.events.slice(1) }],
    [
      'an operation ended that no row names',
      { operations: ledger.operations.with(1, { ...operation, target: 'postgres', end: 'applied' }) },
    ],
    ['an operation is open and a row names its end', { operations: ledger.operations.with(0, operation) }],
  ])('and the residue is told when %s', (_, change) => {
    expect(residue(change)).toHaveLength(1);
  });
});
