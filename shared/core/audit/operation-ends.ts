// Which operations were wished and how each ended, for millions of them: a sorted list of numbers per person and target.
import { type AuditRow, OperationEnd } from '../../model/audit.ts';

/** A revision and how it ended, in one number: revision × 8 + the end's place, 0 while in flight. */
const ends = OperationEnd.options;
const slots = 8;

export interface OperationName {
  readonly tenant: string;
  readonly person: string;
  readonly target: string;
  readonly revision: number;
}

export interface OperationEnds {
  /** What the row's wishes and ends break, in words; undefined when each operation is wished once and then ends once. */
  add(row: AuditRow): string | undefined;
  /** Undefined while in flight, and for what nobody wished. */
  endOf(operation: OperationName): OperationEnd | undefined;
  inFlight(): number;
}

type Codes = number[];
type People = Map<string, Map<string, Codes>>;

/** No operations yet. */
export function startOperationEnds(): OperationEnds {
  const people: People = new Map();
  let inFlight = 0;
  return {
    add(row) {
      const broken = wishBreak(people, row);
      inFlight += row.wished?.length ?? 0;
      if (broken !== undefined) return broken;
      inFlight -= row.operations?.length ?? 0;
      return endBreak(people, row);
    },
    endOf({ tenant, person, target, revision }) {
      const codes = people.get(`${tenant}#${person}`)?.get(target) ?? [];
      return ends[((codes[placeOf(codes, revision)] ?? 0) % slots) - 1];
    },
    inFlight: () => inFlight,
  };
}

function wishBreak(people: People, row: AuditRow): string | undefined {
  if (row.wished === undefined) return undefined;
  const [targets, revision] = [targetsOf(people, row), row.revision ?? 0];
  for (const target of row.wished) {
    const codes = targets.get(target) ?? [];
    if (placeOf(codes, revision) !== -1) return `operation ${target} at revision ${revision} is wished twice`;
    const at = codes.findLastIndex((code) => code < revision * slots) + 1;
    codes.splice(at, 0, revision * slots);
    if (codes.length === 1) targets.set(target, codes);
  }
  return undefined;
}

function endBreak(people: People, row: AuditRow): string | undefined {
  if (row.operations === undefined) return undefined;
  const targets = targetsOf(people, row);
  for (const { target, revision, end } of row.operations) {
    const codes = targets.get(target) ?? [];
    const at = placeOf(codes, revision);
    const before = (codes[at] ?? 0) % slots;
    if (at === -1) return `operation ${target} at revision ${revision} ends without having been wished`;
    if (before > 0) return `operation ${target} at revision ${revision} ends twice: ${ends[before - 1]}, then ${end}`;
    codes[at] = revision * slots + ends.indexOf(end) + 1;
  }
  return undefined;
}

function targetsOf(people: People, { tenant, id }: AuditRow): Map<string, Codes> {
  const name = `${tenant}#${id}`;
  const known = people.get(name);
  if (known !== undefined) return known;
  const fresh = new Map<string, Codes>();
  people.set(name, fresh);
  return fresh;
}

/** From the newest back: what ends now was wished lately. */
function placeOf(codes: Codes, revision: number): number {
  for (let at = codes.length - 1; at >= 0; at -= 1) {
    const found = Math.floor((codes[at] as number) / slots);
    if (found === revision) return at;
    if (found < revision) return -1;
  }
  return -1;
}
