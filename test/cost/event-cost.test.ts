// What a hire, a move and a leave cost, counted from the webhook to the last read-back, against the goals of the benchmarks.
import { describe, expect, it } from 'vitest';
import { billTable, lifeBills } from './event-bill.ts';

const GOALS = {
  8: { hire: 22, move: 22, leave: 21 },
  20: { hire: 32 },
} as const;

describe.each([8, 20] as const)('with %i targets', (targets) => {
  const goals: { readonly [event: string]: number } = GOALS[targets];

  it('a hire, a move and a leave stay within their write units, sends and calls', async () => {
    const bills = await lifeBills(targets, 'alike');
    console.info(
      `${billTable(bills, goals)}\n${bills.map(({ event, writes }) => `${event}\n${writes.join('\n')}`).join('\n')}`,
    );
    for (const { event, writeUnits } of bills) expect(writeUnits, event).toBeLessThanOrEqual(goals[event] ?? 27);
    for (const { event, operations } of bills) expect(operations, event).toBe(targets);
    for (const { sends } of bills) expect(sends / targets).toBeLessThanOrEqual(0.5);
    for (const { targetCalls } of bills) expect(targetCalls).toBe(2 * targets);
    for (const { personBytes } of bills) expect(personBytes).toBeLessThan(targets === 8 ? 1_024 : 1_536);
  });

  it('groups that are called otherwise at every target cost more, and no more than this', async () => {
    const bills = await lifeBills(targets, 'apart');
    console.info(billTable(bills, goals));
    const measured = { 8: { hire: 25, move: 27, leave: 25 }, 20: { hire: 33, move: 34, leave: 32 } }[targets];
    for (const { event, writeUnits } of bills)
      expect(writeUnits, event).toBeLessThanOrEqual((measured as { [event: string]: number })[event] ?? 0);
  });
});
