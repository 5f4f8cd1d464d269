// One page of a target's accounts, and one page of the ledger: whoever looks different, or was not seen, becomes a suspect.
import { certify } from '../core/certify.ts';
import { isSettled, looksDrifted } from '../core/drift.ts';
import { beforeAnotherScan, tallied } from '../core/drift-tally.ts';
import { personKey, personOf } from '../core/ledger.ts';
import { isNamed } from '../core/protection.ts';
import { CALL_DEADLINE } from '../core/timing.ts';
import type { DriftFinding } from '../model/drift.ts';
import type { Person, Standing } from '../model/person.ts';
import type { ReconcileRun, Suspect } from '../model/reconcile-run.ts';
import type { ScannedAccount, ScanPage } from '../ports/adapter.ts';
import type { Item } from '../ports/table.ts';
import { expectedAt } from './reconcile-confirm.ts';
import { addSeen, saveRun, seenWrite } from './reconcile-store.ts';
import { mayCall, pausedBy, type Stepped, type Work } from './reconcile-work.ts';

/** Scans of one run, when one after the other proves nothing: somebody came or went while we walked. */
const ATTEMPTS = 3;

/** The next page of the target. The last one ends the scan, with a proof or without. */
export async function scanStep(work: Work, run: ReconcileRun): Promise<Stepped> {
  const gate = await mayCall(work, 1);
  if (gate) return { run, waitUntil: gate };
  const page = await pageOf(work, run);
  if (page.kind === 'fault') return pausedBy(work, run, page.fault);
  const taken = await takePage(work, run, page.accounts);
  for (const { person = '', remoteId } of page.accounts) addSeen(work.seen, person, remoteId);
  const distinct = work.seen.ids.size;
  const next = page.checkpoint === undefined ? ended(taken, page, distinct) : { ...taken, checkpoint: page.checkpoint };
  const saved = await saveRun(work.ports, next, [seenWrite(work.ports, run, page.accounts)]);
  if (saved.attempt !== run.attempt) for (const part of [work.seen.ids, work.seen.people]) part.clear();
  return { run: saved };
}

/** What an adapter throws tells nothing about the target. */
async function pageOf({ ports, connection }: Work, { checkpoint }: ReconcileRun): Promise<ScanPage> {
  const signal = ports.clock.deadline(CALL_DEADLINE);
  try {
    return await connection.scan({ ...(checkpoint !== undefined && { checkpoint }), signal });
  } catch {
    return { kind: 'fault', fault: { kind: 'unavailable', detail: 'the adapter threw' } };
  }
}

type Ending = Extract<ScanPage, { kind: 'page' }>;

/**
 * A scan without a proof is made again, then reported as it is: it says what it saw, and nothing about who was not there. Whether an
 * empty one could have shown anybody, the ledger tells.
 */
function ended(run: ReconcileRun, { certificate }: Ending, distinct: number): ReconcileRun {
  const { checkpoint, ...rest } = run;
  const proof = certify(certificate, { ...run, distinct });
  if (proof.kind === 'proven') return { ...rest, phase: 'ledger', certificate: proof.certificate };
  if (run.attempt >= ATTEMPTS)
    return { ...rest, phase: run.accounts === 0 && !certificate ? 'ledger' : 'report', why: proof.why };
  const nothing = { pages: 0, accounts: 0, compared: 0, inFlight: 0, unclear: 0 };
  return { ...rest, ...nothing, ...beforeAnotherScan(run, run.repaired), attempt: run.attempt + 1, suspects: [] };
}

async function takePage(work: Work, run: ReconcileRun, accounts: readonly ScannedAccount[]): Promise<ReconcileRun> {
  const people = await peopleOf(work, accounts);
  let { compared, inFlight } = run;
  let tally = { drift: run.drift, examples: run.examples };
  const suspects = [...run.suspects];
  const here = new Map<string, string>();
  for (const account of accounts) {
    const looked = await look(work, { account, people, here });
    if (looked.finding) tally = tallied(tally, [looked.finding]);
    if (looked.suspect) suspects.push(looked.suspect);
    compared += looked.is === 'compared' ? 1 : 0;
    inFlight += looked.is === 'in flight' ? 1 : 0;
    if (account.person !== undefined) here.set(account.person, account.remoteId);
  }
  const counted = { pages: run.pages + 1, accounts: run.accounts + accounts.length, compared, inFlight };
  return { ...run, ...counted, drift: tally.drift, examples: tally.examples, suspects, faults: 0 };
}

type People = ReadonlyMap<string, Person | 'unreadable'>;

async function peopleOf({ ports }: Work, accounts: readonly ScannedAccount[]): Promise<People> {
  const ids = [...new Set(accounts.flatMap(({ person }) => (person === undefined ? [] : [person])))];
  const items = await ports.table.getMany(ids.map((id) => personKey(ports.settings.tenant, id)));
  return new Map(items.map((item) => [item.pk.split('#')[2] ?? '', readable(ports, item)]));
}

/** One item that cannot be read keeps nobody else waiting. */
function readable({ log }: Work['ports'], item: Item): Person | 'unreadable' {
  try {
    return personOf(item);
  } catch {
    log.error('item-not-understood', { pk: item.pk });
    return 'unreadable';
  }
}

interface Looking {
  readonly account: ScannedAccount;
  readonly people: People;
  /** Seen on this page so far. */
  readonly here: ReadonlyMap<string, string>;
}

interface Looked {
  readonly is?: 'compared' | 'in flight';
  readonly finding?: DriftFinding;
  readonly suspect?: Suspect;
}

/** A decision stands before its account: whoever is marked and unknown to the ledger is an orphan, without a second look. */
async function look(work: Work, { account, people, here }: Looking): Promise<Looked> {
  const { ports, target } = work;
  const { person: id, remoteId } = account;
  if (id === undefined)
    return isNamed(ports.settings.protected[target] ?? [], account)
      ? {}
      : { finding: { class: 'foreign', remoteId, what: 'account' } };
  const person = people.get(id);
  if (person === 'unreadable') return { is: 'in flight' };
  const standing = person?.standings[target];
  if (!person || !standing) return { finding: { class: 'orphan', person: id, remoteId, what: 'account' } };
  const other = work.seen.people.get(id) ?? here.get(id);
  if (other !== undefined) return other === remoteId ? {} : { suspect: { person: id, ids: [other, remoteId] } };
  if (!isSettled(standing, ports.clock.now())) return { is: 'in flight' };
  const expected = await expectedAt(work, person, standing);
  return { is: 'compared', ...(looksDrifted(expected, account) && { suspect: { person: id } }) };
}

/** The next page of the ledger: whoever should have an account and was not seen is a suspect. Only after a proven scan. */
export async function ledgerStep(work: Work, run: ReconcileRun): Promise<Stepped> {
  const page = await work.ports.table.scan('state', run.cursor);
  const { cursor: _, ...rest } = run;
  const people = standingHere(work, page.items);
  const walked: ReconcileRun =
    page.cursor === undefined ? { ...rest, phase: 'report' } : { ...rest, cursor: page.cursor };
  const next = run.why === undefined ? withUnseen(work, walked, people) : withNobody(work, walked, people);
  return { run: await saveRun(work.ports, next) };
}

interface Here {
  readonly id: string;
  /** Undefined: an item that cannot be read. */
  readonly standing: Standing | undefined;
}

function standingHere({ ports, target }: Work, items: readonly Item[]): readonly Here[] {
  const own = `${ports.settings.tenant}#p#`;
  return items
    .filter(({ pk, sk }) => sk === 'person' && pk.startsWith(own))
    .flatMap((item): readonly Here[] => {
      const person = readable(ports, item);
      if (person === 'unreadable') return [{ id: item.pk, standing: undefined }];
      const standing = person.standings[target];
      return standing ? [{ id: person.id, standing }] : [];
    });
}

function withUnseen({ ports, seen }: Work, run: ReconcileRun, people: readonly Here[]): ReconcileRun {
  const now = ports.clock.now();
  const unseen = people.filter(({ id, standing }) => standing?.wish.account === 'active' && !seen.people.has(id));
  const settled = unseen.filter(({ standing }) => standing !== undefined && isSettled(standing, now));
  return {
    ...run,
    compared: run.compared + settled.length,
    inFlight: run.inFlight + unseen.length - settled.length,
    suspects: [...run.suspects, ...settled.map(({ id }) => ({ person: id }))],
  };
}

/** An empty list proves nothing to whom we have given anything there; where nobody ever was given an account, none can be missing or left over. */
function withNobody({ ports }: Work, run: ReconcileRun, people: readonly Here[]): ReconcileRun {
  const { cursor: _, ...unproven } = run;
  if (people.length > 0) return { ...unproven, phase: 'report' };
  if (run.phase === 'ledger') return run;
  const { why: _why, ...proven } = run;
  const { pages, startedAt } = run;
  return { ...proven, certificate: { complete: true, accounts: 0, pages, startedAt, endedAt: ports.clock.now() } };
}
