// Copies of ledger and log that are not of one moment are found, whichever of them is ahead and by whatever transaction.
import { describe, expect, it } from 'vitest';
import { comparison } from '../../shared/core/torn.ts';
import type { Item, Write } from '../../shared/ports/table.ts';
import { reviewPlans } from '../../shared/steps/release.ts';
import { aCompany } from '../builders/a-company.ts';
import { hire, leave } from '../builders/occasions.ts';

/** All writes of a company's day, as they were committed. */
async function aDay() {
  const transactions: (readonly Write[])[] = [];
  const company = await aCompany({
    heads: 12,
    hooks: {
      after: ({ op, writes = [] }) => {
        if (op === 'write') transactions.push(writes);
      },
    },
  });
  const people = ['1', '2', '3', '4', '5', '6'];
  for (const subject of people) await company.say(subject, hire('hire', { userName: `p${subject}` }));
  await company.pass(2);
  for (const subject of people) await company.say(subject, leave());
  await company.pass(2);
  // Somebody's leave is over budget by now: a plan with rows of its own.
  await reviewPlans(company.pipeline)();
  expect(company.rows('plan').length).toBeGreaterThan(0);
  return { company, transactions };
}

function tornOf(items: Iterable<Item>) {
  const compared = comparison();
  for (const item of items) compared.take(item);
  return compared.torn();
}

/** What there is after these transactions, and some writes of the one that was cut. */
function thereAfter(transactions: readonly (readonly Write[])[]): readonly Item[] {
  const items = new Map<string, Item>();
  for (const one of transactions.flat()) {
    if (one.kind === 'put') items.set(`${one.item.table} ${one.item.pk} ${one.item.sk}`, one.item);
    if (one.kind === 'delete') items.delete(`${one.key.table} ${one.key.pk} ${one.key.sk}`);
  }
  return [...items.values()];
}

describe('copies of ledger and audit log', () => {
  it('of any one moment fit together', async () => {
    const { company, transactions } = await aDay();
    expect(tornOf([...company.table.contents('state'), ...company.table.contents('audit')])).toEqual([]);
    for (let end = 0; end <= transactions.length; end++)
      expect(tornOf(thereAfter(transactions.slice(0, end)))).toEqual([]);
  });

  it('do not when a transaction with an audit row is in only one of them', async () => {
    const { transactions } = await aDay();
    const isRow = (write: Write) => write.kind === 'put' && write.item.table === 'audit';
    const recorded = transactions.flatMap((writes, at) => (writes.some(isRow) && writes.length > 1 ? [at] : []));
    expect(recorded.length).toBeGreaterThan(3);
    for (const at of recorded)
      for (const isIn of [isRow, (write: Write) => !isRow(write)]) {
        const cut = [...transactions.slice(0, at), (transactions[at] ?? []).filter(isIn)];
        expect(tornOf(thereAfter(cut))).not.toEqual([]);
      }
  });

  it('do not when the end of an event is missing although its decision is there', async () => {
    const { transactions } = await aDay();
    const isInbox = (write: Write) => write.kind === 'put' && write.item.pk.includes('#in#');
    const at = transactions.findIndex((writes) => writes.length > 1 && writes.some(isInbox));
    const cut = [...transactions.slice(0, at), (transactions[at] ?? []).filter((write) => !isInbox(write))];
    expect(tornOf(thereAfter(cut))).toEqual([
      { what: expect.stringMatching(/^event /), why: 'an audit row tells of its end, and it is still waiting' },
    ]);
  });
});
