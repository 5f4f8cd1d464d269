// Counts what one event of a person costs, from the webhook to the last read-back, by the rules of the AWS bill.
import { seededPerson } from '../../infra/local/people-seed.ts';
import { itemBytes } from '../../shared/aws/item-size.ts';
import { personKey } from '../../shared/core/ledger.ts';
import { Policy } from '../../shared/model/policy/policy.ts';
import type { Capabilities } from '../../shared/ports/adapter.ts';
import type { Key, Write } from '../../shared/ports/table.ts';
import { aCompany, type Company, type CompanyOptions } from '../builders/a-company.ts';
import type { Said } from '../builders/company-workers.ts';
import { change, hire, leave } from '../builders/occasions.ts';
import type { MemoryTable } from '../memory/memory-table.ts';

/** Units and calls; `idleReads` are what the sweeps of those minutes read with nothing to do. */
export interface Bill {
  readonly event: string;
  readonly targets: number;
  readonly writeUnits: number;
  readonly readUnits: number;
  readonly idleReads: number;
  readonly sends: number;
  readonly receives: number;
  readonly deletes: number;
  readonly targetCalls: number;
  readonly operations: number;
  readonly personBytes: number;
  /** Every write in order: what it cost and what was written. */
  readonly writes: readonly string[];
}

export interface MeteredCompany {
  readonly company: Company;
  readonly writes: string[];
}

export interface MeteredOptions extends Pick<CompanyOptions, 'fate'> {
  /** Of every target. */
  readonly capabilities?: Partial<Capabilities>;
}

const DEPARTMENTS = { Engineering: 'engineering', Sales: 'sales' } as const;

/** How groups are called: alike at many targets, as on the laptop, or at each target in another way. */
export type Naming = 'alike' | 'apart';

function nameAt(target: string, role: string, naming: Naming): string {
  return naming === 'alike' ? `group:${role}` : `group:${target}-${role}`;
}

/** Everybody's role and one for each department, at every target; every second target takes the whole profile. */
function aRealisticPolicy(targets: readonly string[], naming: Naming): Policy {
  const role = (suffix: string) => ({
    ...{ owner: 'it', risk: 'low', description: suffix },
    entitlements: Object.fromEntries(targets.map((target) => [target, [nameAt(target, suffix, naming)]])),
  });
  const rules = Object.entries(DEPARTMENTS).map(([department, name]) => ({
    ...{ id: name, when: { attributes: { department } }, roles: [name] },
  }));
  const everybody = { id: 'everybody', when: { attributes: { userName: { exists: true } } }, roles: ['everyone'] };
  const profile = { userName: '{userName}', email: '{email}', displayName: '{displayName}', title: '{title}' };
  return Policy.parse({
    roles: Object.fromEntries(['everyone', ...Object.values(DEPARTMENTS)].map((name) => [name, role(name)])),
    rules: [everybody, ...rules],
    mappings: Object.fromEntries(targets.map((target, at) => [target, at % 2 ? { userName: '{userName}' } : profile])),
  });
}

/** A company of 5,000 with `count` targets that behave and give UUIDs as ids; each write is noted. */
export async function aMeteredCompany(
  count: number,
  naming: Naming,
  { capabilities = {}, fate }: MeteredOptions = {},
): Promise<MeteredCompany> {
  const writes: string[] = [];
  const targets = Array.from({ length: count }, (_, at) => `system-${String(at + 1).padStart(2, '0')}`);
  const meters: MemoryTable[] = [];
  let before = 0;
  const units = () => meters[0]?.meter.writeUnits ?? 0;
  const policy = aRealisticPolicy(targets, naming);
  const company = await aCompany({
    targets,
    target: Object.fromEntries(targets.map((target) => [target, { capabilities }])),
    policy,
    heads: 5_000,
    ...(fate && { fate }),
    hooks: {
      after: ({ op, writes: written = [] }) => {
        if (op !== 'write') return;
        writes.push(`${String(units() - before).padStart(4)} WU  ${written.map(told).join(', ')}`);
        before = units();
      },
    },
  });
  meters.push(company.table);
  for (const target of targets) teach(company, target, policy);
  await company.say('0', hire('warm', { userName: 'warm' }));
  await company.pass(5);
  return { company, writes };
}

/** The paper target knows the groups that the policy gives. */
function teach(company: Company, target: string, { roles }: Policy): void {
  const known = Object.values(roles).flatMap(({ entitlements }) => entitlements[target] ?? []);
  Object.assign(company.target(target).server, { entitlements: known });
}

function told(write: Write): string {
  if (write.kind !== 'put') return `${write.kind} ${nounOf(write.key)}`;
  const { index } = write.item;
  return `${nounOf(write.item)} ${itemBytes(write.item)} B${index ? ' (in the index)' : ''}`;
}

function nounOf({ table, pk }: Key): string {
  const nouns = { p: 'person', in: 'inbox row', guard: 'guard', t: 'pace', b: 'backlog row' };
  return nouns[(pk.split('#')[1] ?? '') as keyof typeof nouns] ?? `${table} row`;
}

const MINUTES = 3;

/** Runs what was said through until everything is read back. */
export async function billOf({ company, writes }: MeteredCompany, event: string, said: Said): Promise<Bill> {
  const subject = '100042';
  const { table, queues } = company;
  const idleReads = await readsOf(company, () => company.pass(MINUTES));
  const before = { ...table.meter, ...queues.meter, calls: callsOf(company), rows: company.rows('person').length };
  writes.splice(0);
  const readUnits = await readsOf(company, async () => {
    await company.say(subject, said);
    await company.pass(MINUTES);
  });
  const item = await table.get(personKey('acme', `staff-${subject}`));
  return {
    event,
    targets: Object.keys(company.pipeline.settings.targets).length,
    writeUnits: table.meter.writeUnits - before.writeUnits,
    readUnits: readUnits - idleReads,
    idleReads,
    sends: queues.meter.sendCalls - before.sendCalls,
    receives: queues.meter.received - before.received,
    deletes: queues.meter.deletes - before.deletes,
    targetCalls: callsOf(company) - before.calls,
    operations: company.rows('person', `staff-${subject}`).slice(-2)[0]?.wished?.length ?? 0,
    personBytes: item ? itemBytes(item) : 0,
    writes: [...writes],
  };
}

async function readsOf({ table }: Company, run: () => Promise<void>): Promise<number> {
  const before = table.meter.readUnits;
  await run();
  return table.meter.readUnits - before;
}

function callsOf(company: Company): number {
  const targets = Object.keys(company.pipeline.settings.targets);
  return targets.reduce((sum, name) => sum + company.target(name).calls.length, 0);
}

/** A hire, a move and a leave of a person with the nine attributes that HR systems state of everybody. */
export async function lifeBills(targets: number, naming: Naming): Promise<readonly Bill[]> {
  const metered = await aMeteredCompany(targets, naming);
  const { subject: _, ...attributes } = seededPerson(7, 42);
  const vendorId = (what: string) => `msg_2KWPBgLlAfxdpx2AI54pPJ85f${what}`;
  const bills = [
    await billOf(metered, 'hire', hire(vendorId('h'), { ...attributes, department: 'Engineering' })),
    await billOf(metered, 'move', change(vendorId('m'), { department: 'Sales', title: 'Account Executive' })),
    await billOf(metered, 'leave', leave(vendorId('l'))),
  ];
  if (metered.company.failures.length > 0) throw metered.company.failures[0]?.error;
  return bills;
}

const COLUMNS = [
  'event',
  'targets',
  'writeUnits',
  'readUnits',
  'idleReads',
  'sends',
  'receives',
  'deletes',
  'targetCalls',
  'personBytes',
] as const;

/** The bills as a small table, with the goal beside each. */
export function billTable(bills: readonly Bill[], goals: { readonly [event: string]: number }): string {
  const rows = bills.map((bill) => [...COLUMNS.map((column) => String(bill[column])), String(goals[bill.event] ?? '')]);
  const all = [[...COLUMNS, 'goal (write units)'], ...rows];
  const widths = all[0]?.map((_, column) => Math.max(...all.map((row) => row[column]?.length ?? 0))) ?? [];
  return all.map((row) => row.map((cell, column) => cell.padStart(widths[column] ?? 0)).join('  ')).join('\n');
}
