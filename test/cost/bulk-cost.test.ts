// What a hire costs in a mass onboarding, when all its targets are busy: each operation waits in a backlog for its pump.
import { expect, it } from 'vitest';
import { bulkBill } from './bulk-bill.ts';

/** The goal is not reached yet. What bounds it: a backlog row put and deleted, a claim and a settle for each target make 32. */
const GOAL = 50;
const MEASURED = 68;

it('a hire of which all eight targets are deferred is counted, write by write, beside its goal', async () => {
  const bill = await bulkBill({ targets: 8, people: 40 });
  const kinds = [...bill.kinds].map(([kind, units]) => `${units.toFixed(1).padStart(7)} WU  ${kind}`);
  console.info(
    `${bill.writeUnits.toFixed(1)} write units a hire (goal ${GOAL}), ${bill.sends.toFixed(1)} sends, ${bill.people} people\n${kinds.join('\n')}`,
  );
  expect(bill.deferred / bill.people).toBeGreaterThan(0.9);
  expect(bill.writeUnits).toBeLessThanOrEqual(MEASURED);
  expect(bill.sends / 8).toBeLessThanOrEqual(1);
});
