// The page about cost says what is counted now, and the fixed part of a month stays under its goal.
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { costPage } from '../../bench/cost-text.ts';
import { assumed, monthlyBill } from '../../bench/monthly-bill.ts';
import { lifeBills } from './event-bill.ts';

describe('what a month costs', async () => {
  const bills = await lifeBills(assumed.targets, 'alike');
  const total = (people: number) => monthlyBill(people, bills).reduce((sum, { usd }) => sum + usd, 0);

  it('stands on the page as it is counted', () => {
    const page = readFileSync(join(resolve(import.meta.dirname, '../..'), 'docs/cost.md'), 'utf8');
    expect(page).toBe(costPage(bills));
  });

  it('is under 20 dollars where nothing happens', () => {
    expect(total(0)).toBeLessThan(20);
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
