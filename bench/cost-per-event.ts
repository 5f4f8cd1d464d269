// What one event costs, counted: units of the store, calls to the queues, and USD for a million of them, beside a row for each operation.
import { bulkBill } from '../test/cost/bulk-bill.ts';
import { type Bill, lifeBills } from '../test/cost/event-bill.ts';
import { type Benchmark, type Figure, spread } from './benchmark.ts';
import { itemised, millionBill } from './monthly-bill.ts';
import { rowPerOperation } from './row-per-operation.ts';

const TARGETS = 8;
const MANY = 20;
const PEOPLE = 40;
const USD_GOAL = 25;

interface Count {
  readonly name: string;
  readonly unit: string;
  readonly count: number;
  /** At most this; without it the count is only printed. */
  readonly most?: number;
  readonly peer?: number;
  readonly bound?: string;
}

function figure({ name, unit, count, most, peer, bound }: Count): Figure {
  return {
    name,
    unit,
    ours: spread([count]),
    ...(peer !== undefined && { peer: { ...spread([peer]), who: 'a row per operation' }, ratio: count / peer }),
    goal: most === undefined ? 'printed' : `at most ${most}`,
    met: most === undefined || count <= most,
    ...(bound !== undefined && { bound }),
  };
}

function billNamed(bills: readonly Bill[], event: string): Bill {
  const bill = bills.find((one) => one.event === event);
  if (!bill) throw new Error(`no bill for a ${event}`);
  return bill;
}

function queueCounts({ sends, receives, deletes, readUnits }: Bill): readonly Figure[] {
  const onHire = { unit: 'calls' } as const;
  return [
    figure({ name: 'sends an operation, on a hire', ...onHire, count: sends / TARGETS, most: 0.5 }),
    figure({ name: 'messages received on a hire', unit: 'messages', count: receives }),
    figure({ name: 'deletes on a hire', ...onHire, count: deletes }),
    figure({ name: 'read units on a hire', unit: 'units', count: readUnits }),
  ];
}

function million(bill: Bill): Figure {
  const items = millionBill(bill);
  const count = items.reduce((sum, { usd }) => sum + usd, 0);
  const bound = `units and queue calls are counted, the rest is assumed as in docs/cost.md; USD: ${itemised(items)}`;
  return figure({ name: `a million hires of ${TARGETS} operations`, unit: 'USD', count, most: USD_GOAL, bound });
}

export const costPerEvent: Benchmark = {
  name: 'cost.per-event',
  workload: `Hires, a move and a leave at ${TARGETS} and ${MANY} targets, from the webhook to the last read-back; counted, not timed.`,
  async run(tell) {
    const few = await lifeBills(TARGETS, 'alike');
    tell(`${TARGETS} targets counted`);
    const hireOfMany = billNamed(await lifeBills(MANY, 'alike'), 'hire');
    tell(`${MANY} targets counted`);
    const bulk = await bulkBill({ targets: TARGETS, people: PEOPLE });
    const [hire, move, leave] = ['hire', 'move', 'leave'].map((event) => billNamed(few, event)) as [Bill, Bill, Bill];
    const units = (name: string, count: number, most: number) => ({ name, unit: 'write units', count, most });
    return [
      figure({ ...units(`a hire at ${TARGETS} targets`, hire.writeUnits, 22), peer: await rowPerOperation(TARGETS) }),
      figure({ ...units(`a hire at ${MANY} targets`, hireOfMany.writeUnits, 32), peer: await rowPerOperation(MANY) }),
      figure(units(`a move at ${TARGETS} targets`, move.writeUnits, 22)),
      figure(units(`a leave at ${TARGETS} targets`, leave.writeUnits, 21)),
      figure({
        ...units(`a hire in bulk, all ${TARGETS} targets deferred`, bulk.writeUnits, 50),
        bound:
          'each operation has a backlog row put and deleted, a claim and a settle of its own: 4 write units, 32 of them in all',
      }),
      ...queueCounts(hire),
      million(hire),
    ];
  },
};
