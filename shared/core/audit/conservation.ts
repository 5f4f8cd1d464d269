// The completeness proof: every end state is named in exactly one leaf, and nothing is named that is not there.
import type { AuditRow } from '../../model/audit.ts';
import type { AuditSums } from '../../model/audit-head.ts';
import { addedUp, noSums } from './sums.ts';

/** How both sums stand: the end states named, and what is open still. */
export interface Balance extends AuditSums {
  /** Events last named as waiting. */
  readonly waiting: number;
  /** Operations wished and not ended. */
  readonly inFlight: number;
}

export interface OperationName {
  readonly tenant: string;
  readonly person: string;
  readonly target: string;
  readonly revision: number;
}

/** A running count over rows in leaf order. Keeps names and end states, never rows. */
export interface Tally {
  /** What this row breaks, in words; undefined when it keeps both sums. */
  add(row: AuditRow): string | undefined;
  sums(): AuditSums;
  balance(): Balance;
  /** The end state last named; undefined when none was. */
  endOfEvent(tenant: string, event: string): string | undefined;
  endOfOperation(operation: OperationName): string | undefined;
  /** `tenant#event` of every event named so far. */
  eventNames(): Iterable<string>;
}

interface Counts {
  sums: AuditSums;
  readonly events: Map<string, string>;
  /** Per person: end state by `target#revision`. */
  readonly people: Map<string, Map<string, string>>;
}

/** Marks an operation that was wished and has not ended. */
const open = 'wished';

/** An empty count. */
export function startTally(): Tally {
  const counts: Counts = { sums: noSums, events: new Map(), people: new Map() };
  return {
    add(row) {
      counts.sums = addedUp(counts.sums, [row]);
      return eventBreak(counts, row) ?? wishBreak(counts, row) ?? operationBreak(counts, row);
    },
    sums: () => counts.sums,
    balance: () => balanceOf(counts),
    endOfEvent: (tenant, event) => counts.events.get(`${tenant}#${event}`),
    endOfOperation({ tenant, person, target, revision }) {
      const end = counts.people.get(`${tenant}#${person}`)?.get(`${target}#${revision}`);
      return end === open ? undefined : end;
    },
    eventNames: () => counts.events.keys(),
  };
}

function eventBreak({ events }: Counts, row: AuditRow): string | undefined {
  for (const { id, end } of row.events ?? []) {
    const name = `${row.tenant}#${id}`;
    const before = events.get(name);
    if (before !== undefined && before !== 'waiting') return `event ${id} ends twice: ${before}, then ${end}`;
    events.set(name, end);
  }
  return undefined;
}

function wishBreak(counts: Counts, row: AuditRow): string | undefined {
  for (const target of row.wished ?? []) {
    const ends = endsOf(counts, row);
    const name = `${target}#${row.revision}`;
    if (ends.has(name)) return `operation ${target} at revision ${row.revision} is wished twice`;
    ends.set(name, open);
  }
  return undefined;
}

function operationBreak(counts: Counts, row: AuditRow): string | undefined {
  for (const { target, revision, end } of row.operations ?? []) {
    const ends = endsOf(counts, row);
    const before = ends.get(`${target}#${revision}`);
    if (before === undefined) return `operation ${target} at revision ${revision} ends without having been wished`;
    if (before !== open) return `operation ${target} at revision ${revision} ends twice: ${before}, then ${end}`;
    ends.set(`${target}#${revision}`, end);
  }
  return undefined;
}

function endsOf({ people }: Counts, { tenant, id }: AuditRow): Map<string, string> {
  const known = people.get(`${tenant}#${id}`);
  if (known !== undefined) return known;
  const fresh = new Map<string, string>();
  people.set(`${tenant}#${id}`, fresh);
  return fresh;
}

function balanceOf({ sums, events, people }: Counts): Balance {
  let [waiting, inFlight] = [0, 0];
  for (const end of events.values()) if (end === 'waiting') waiting += 1;
  for (const ends of people.values()) for (const end of ends.values()) if (end === open) inFlight += 1;
  return { ...sums, waiting, inFlight };
}

/** What the ledger says: inbox rows and operations with their end states; without `end` they are open. */
export interface Ledger {
  readonly events: Iterable<{ readonly tenant: string; readonly id: string; readonly end?: string }>;
  readonly operations: Iterable<OperationName & { readonly end?: string }>;
}

/**
 * What the ledger and the rows counted so far do not agree on, in words; empty when each end state in the ledger is the one
 * in the log and the log names no other event. Outcomes that wait in a person item for their row are given without `end`.
 */
export function residueOf(tally: Tally, ledger: Ledger): readonly string[] {
  const residue: string[] = [];
  const compare = (what: string, end: string | undefined, named: string | undefined): void => {
    if (end !== named) residue.push(`${what}: ${end ?? 'open'} in the ledger, ${named ?? 'not named'} in the log`);
  };
  const strangers = new Set(tally.eventNames());
  for (const { tenant, id, end } of ledger.events) {
    const named = tally.endOfEvent(tenant, id);
    strangers.delete(`${tenant}#${id}`);
    if (end !== undefined || named !== 'waiting') compare(`event ${id}`, end, named);
  }
  for (const { end, ...name } of ledger.operations)
    compare(`operation ${name.target} of ${name.person} at revision ${name.revision}`, end, tally.endOfOperation(name));
  for (const name of strangers) residue.push(`event ${name.slice(name.indexOf('#') + 1)}: named, but never accepted`);
  return residue;
}
