// The completeness proof: every end state is named in exactly one leaf, and nothing is named that is not there.
import type { AuditRow } from '../../model/audit.ts';
import type { AuditSums } from '../../model/audit-head.ts';
import { type OperationName, startOperationEnds } from './operation-ends.ts';

/** How both sums stand: the end states named, and what is open still. */
export interface Balance extends AuditSums {
  /** Events last named as waiting. */
  readonly waiting: number;
  /** Operations wished and not ended. */
  readonly inFlight: number;
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

/** An empty count. */
export function startTally(): Tally {
  const events = new Map<string, string>();
  const operations = startOperationEnds();
  const sums = { events: {}, wished: 0, operations: {} };
  return {
    add(row) {
      addUp(sums, row);
      return eventBreak(events, row) ?? operations.add(row);
    },
    sums: () => structuredClone(sums),
    balance: () => ({ ...structuredClone(sums), waiting: waitingAmong(events), inFlight: operations.inFlight() }),
    endOfEvent: (tenant, event) => events.get(`${tenant}#${event}`),
    endOfOperation: operations.endOf,
    eventNames: () => events.keys(),
  };
}

type Sums = { events: { [end: string]: number }; wished: number; operations: { [end: string]: number } };

function addUp(sums: Sums, row: AuditRow): void {
  sums.wished += row.wished?.length ?? 0;
  for (const { end } of row.events ?? []) sums.events[end] = (sums.events[end] ?? 0) + 1;
  for (const { end } of row.operations ?? []) sums.operations[end] = (sums.operations[end] ?? 0) + 1;
}

/** The sums of a head: those of the head before it and of its own rows. */
export function addedUp(before: AuditSums, rows: readonly AuditRow[]): AuditSums {
  const sums = structuredClone(before);
  for (const row of rows) addUp(sums, row);
  return sums;
}

function eventBreak(events: Map<string, string>, row: AuditRow): string | undefined {
  for (const { id, end } of row.events ?? []) {
    const name = `${row.tenant}#${id}`;
    const before = events.get(name);
    if (before !== undefined && before !== 'waiting') return `event ${id} ends twice: ${before}, then ${end}`;
    events.set(name, end);
  }
  return undefined;
}

function waitingAmong(events: ReadonlyMap<string, string>): number {
  let waiting = 0;
  for (const end of events.values()) if (end === 'waiting') waiting += 1;
  return waiting;
}
