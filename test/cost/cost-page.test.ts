// The page about cost says what is counted now, and how the fixed part of a month stands to its goal.
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { costPage, wholeBill } from '../../bench/cost-text.ts';
import { assumed, ticksOf } from '../../bench/monthly-bill.ts';
import { topology } from '../../infra/topology.ts';
import { lifeBills } from './event-bill.ts';

/** USD. The goal is 20; what bounds it stands on the page. */
const MEASURED = 31.1;

describe('what a month costs', async () => {
  const bills = await lifeBills(assumed.targets, 'alike');
  const total = (people: number) => wholeBill(people, bills).reduce((sum, { usd }) => sum + usd, 0);

  it('stands on the page as it is counted', () => {
    const page = readFileSync(join(resolve(import.meta.dirname, '../..'), 'docs/cost.md'), 'utf8');
    expect(page).toBe(costPage(bills));
  });

  it('is no more where nothing happens than it was, and the page says how it stands to the goal of 20 dollars', () => {
    expect(total(0)).toBeLessThan(MEASURED);
    expect(costPage(bills)).toContain(`The goal is below 20 (for 5 targets, three secrets less): **missed**`);
  });

  it('counts each call of each schedule and workflow of the topology', () => {
    const [first, ...rest] = topology.functions.map((spec) => ({
      ...spec,
      triggers: [{ kind: 'schedule', everyMinutes: 1 }] as const,
    }));
    expect(ticksOf({ ...topology, functions: first ? [first] : [], workflows: [] })).toBe(30 * 24 * 60);
    expect(ticksOf({ ...topology, functions: rest })).toBe(rest.length * 30 * 24 * 60 + 30);
  });

  it('has the alarms in it', () => {
    expect(wholeBill(0, bills).filter(({ what }) => what.startsWith('CloudWatch:')).length).toBe(3);
  });

  it('rises with people, and more slowly than they do', () => {
    expect(total(1_000)).toBeGreaterThan(total(50));
    expect(total(10_000)).toBeLessThan(total(1_000) * 10);
  });

  it('notices when an event gets dearer', () => {
    const dearer = bills.map((bill) => ({ ...bill, writeUnits: bill.writeUnits * 2 }));
    expect(costPage(dearer)).not.toBe(costPage(bills));
  });
});
