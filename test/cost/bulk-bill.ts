// Counts what a hire costs when many come at once to targets that take few calls: every operation waits in a backlog.
import { seededPerson } from '../../infra/local/people-seed.ts';
import { hire } from '../builders/occasions.ts';
import { aMeteredCompany } from './event-bill.ts';

export interface BulkBill {
  readonly people: number;
  /** People whose every target was deferred at first. */
  readonly deferred: number;
  readonly writeUnits: number;
  readonly sends: number;
  readonly minutes: number;
  /** Write units by what was written. */
  readonly kinds: ReadonlyMap<string, number>;
}

/** Hires everybody in one minute, then lets the pumps drain until all is read back; averages over the people. */
export async function bulkBill({ targets, people }: { targets: number; people: number }): Promise<BulkBill> {
  const capabilities = { buckets: [{ name: 'all', calls: 600, perMs: 60_000, takes: ['read', 'write'] as const }] };
  const metered = await aMeteredCompany(targets, 'alike', { capabilities });
  const { company, writes } = metered;
  const before = { ...company.table.meter, sends: company.queues.meter.sendCalls };
  writes.splice(0);
  for (let number = 1; number <= people; number++) {
    const { subject, ...attributes } = seededPerson(7, number);
    await company.deliver(
      subject,
      hire(`msg_2KWPBgLlAfxdpx2AI54pPJ8${number}`, { ...attributes, department: 'Engineering' }),
    );
  }
  await company.work();
  let minutes = 0;
  const isDone = async () => {
    const all = await Promise.all(Array.from({ length: people }, (_, at) => company.person(String(1001 + at))));
    return all.every(({ standings }) => Object.values(standings).every(({ state }) => state === 'verified'));
  };
  while (!(await isDone())) {
    await company.pass(1);
    if (++minutes > 120) throw new Error('two hours are not enough');
  }
  const kinds = new Map<string, number>();
  let deferred = 0;
  for (const write of writes) {
    const [, units = '0', what = ''] = /^ *(\d+) WU {2}(.*)$/.exec(write) ?? [];
    const kind = what.replaceAll(/ \d+ B/g, '');
    kinds.set(kind, (kinds.get(kind) ?? 0) + Number(units) / people);
    if (kind === 'backlog row') deferred += 1;
  }
  return {
    people,
    deferred: deferred / targets,
    writeUnits: (company.table.meter.writeUnits - before.writeUnits) / people,
    sends: (company.queues.meter.sendCalls - before.sends) / people,
    minutes,
    kinds,
  };
}
