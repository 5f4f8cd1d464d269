// Where a reconciliation stands, kept after each of its steps: the run, the accounts it has seen, the last report.
import { comparisonOf, NO_DRIFT } from '../core/drift-tally.ts';
import { Comparison, DriftReport, ScanCertificate } from '../model/drift.ts';
import { ReconcileRun, type ReconcileTask } from '../model/reconcile-run.ts';
import type { ScannedAccount } from '../ports/adapter.ts';
import type { Pipeline } from '../ports/pipeline.ts';
import type { Item, Key, Write } from '../ports/table.ts';
import { wholePartition } from './attention.ts';
import { deedWrites } from './deeds.ts';

type Store = Pick<Pipeline, 'table' | 'settings'>;

function keyOf({ settings }: Store, target: string, sk: 'reconcile' | 'drift'): Key {
  return { table: 'state', pk: `${settings.tenant}#t#${target}`, sk };
}

/** The target's run, under way or the last one; undefined: there was none yet. */
export async function readRun(ports: Store, target: string): Promise<ReconcileRun | undefined> {
  const item = await ports.table.get(keyOf(ports, target, 'reconcile'));
  return item && ReconcileRun.parse(JSON.parse(String(item.fields.run)));
}

/** A run that has not begun. `v` is that of the run before it, whose place it takes. */
export function newRun(
  { target, cause, actor }: ReconcileTask & { readonly target: string },
  { id, now, v }: { readonly id: string; readonly now: number; readonly v: number },
): ReconcileRun {
  const nothing = { pages: 0, accounts: 0, faults: 0, compared: 0, inFlight: 0, unclear: 0, repaired: 0 };
  const begun = { v, id, target, cause, actor, startedAt: now, phase: 'scan', attempt: 1, notBefore: 0 } as const;
  return { ...begun, ...nothing, suspects: [], repairs: [], drift: NO_DRIFT, examples: [] };
}

/** Writes the run at its next version, and with it what belongs to the same step. Throws `WriteRefused` when somebody was faster. */
export async function saveRun(ports: Store, run: ReconcileRun, also: readonly Write[] = []): Promise<ReconcileRun> {
  const next = { ...run, v: run.v + 1 };
  await ports.table.write([runWrite(ports, next), ...also]);
  return next;
}

function runWrite(ports: Store, run: ReconcileRun): Write {
  const item: Item = { ...keyOf(ports, run.target, 'reconcile'), fields: { v: run.v, run: JSON.stringify(run) } };
  return {
    kind: 'put',
    item,
    when: run.v === 1 ? { kind: 'absent' } : { kind: 'equals', field: 'v', value: run.v - 1 },
  };
}

/** Begins the run, with its first row in the audit log. */
export async function saveBegun(ports: Pipeline, run: ReconcileRun): Promise<ReconcileRun> {
  const { target, actor, cause } = run;
  const deed = { noun: 'target', id: target, actor, act: 'started', cause: `reconciliation: ${cause}` } as const;
  return saveRun(ports, run, await deedWrites(ports, deed));
}

/** What a target showed last: the last report, and of the last complete one its certificate and its sums. */
export interface LastDrift {
  readonly report: DriftReport;
  readonly certificate?: ScanCertificate;
  readonly proven?: Comparison;
}

export async function readDrift(ports: Store, target: string): Promise<LastDrift | undefined> {
  const item = await ports.table.get(keyOf(ports, target, 'drift'));
  if (!item) return undefined;
  const { report, certificate, proven } = item.fields;
  return {
    report: DriftReport.parse(JSON.parse(String(report))),
    ...(certificate !== undefined && { certificate: ScanCertificate.parse(JSON.parse(String(certificate))) }),
    ...(proven !== undefined && { proven: Comparison.parse(JSON.parse(String(proven))) }),
  };
}

/** An incomplete run leaves what was proven last as it was. */
export async function driftWrite(
  ports: Store,
  report: DriftReport,
  certificate: ScanCertificate | undefined,
): Promise<Write> {
  const last = certificate
    ? { certificate, proven: comparisonOf(report) }
    : ((await readDrift(ports, report.target)) ?? {});
  const fields = {
    report: JSON.stringify(report),
    ...(last.certificate && { certificate: JSON.stringify(last.certificate) }),
    ...(last.proven && { proven: JSON.stringify(last.proven) }),
  };
  return { kind: 'put', item: { ...keyOf(ports, report.target, 'drift'), fields } };
}

/** The accounts that a run has seen: all ids, and of the marked ones the person's, by person. */
export interface Seen {
  readonly ids: Set<string>;
  readonly people: Map<string, string>;
}

/** The first account of a person stays. */
export function addSeen({ ids, people }: Seen, person: string, remoteId: string): void {
  ids.add(remoteId);
  if (person !== '' && !people.has(person)) people.set(person, remoteId);
}

function seenPartition({ settings }: Store, target: string): string {
  return `${settings.tenant}#seen#${target}`;
}

/** The accounts of one page, as an item of their own. */
export function seenWrite(ports: Store, run: ReconcileRun, accounts: readonly ScannedAccount[]): Write {
  const lines = accounts.map(({ person = '', remoteId }) => `${person}\t${remoteId}`);
  const sk = `${run.id}#${run.attempt}#${String(run.pages).padStart(8, '0')}`;
  const key: Key = { table: 'state', pk: seenPartition(ports, run.target), sk };
  return { kind: 'put', item: { ...key, fields: { seen: lines.join('\n') } } };
}

/** All that this attempt of the run has seen so far. */
export async function readSeen(ports: Store, run: ReconcileRun): Promise<Seen> {
  const seen: Seen = { ids: new Set(), people: new Map() };
  const own = `${run.id}#${run.attempt}#`;
  for (const { sk, fields } of await wholePartition(ports.table, seenPartition(ports, run.target)))
    if (sk.startsWith(own))
      for (const line of String(fields.seen).split('\n')) {
        const [person = '', remoteId = ''] = line.split('\t');
        if (remoteId !== '') addSeen(seen, person, remoteId);
      }
  return seen;
}

/** Forgets some of what was seen; false when nothing is left of it. */
export async function forgetSeen(ports: Store, target: string): Promise<boolean> {
  const page = await ports.table.query({ table: 'state', pk: seenPartition(ports, target), limit: 50 });
  if (page.items.length === 0) return false;
  await ports.table.write(page.items.map(({ table, pk, sk }) => ({ kind: 'delete', key: { table, pk, sk } })));
  return true;
}
