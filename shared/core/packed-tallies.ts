// The packed form of the guard's counts: scopes are named once, slots are rows of numbers.
import type { Counts, Slots, Tallies } from './guard.ts';

type Row = readonly number[];
type Packed = readonly [
  scopes: readonly string[],
  heads: Row,
  recent: readonly Row[],
  daily: readonly Row[],
  urgent: readonly Row[],
  recount?: number | null,
  countedAt?: number,
];

/** The counts as one text, without `v`. */
export function packTallies({ heads, recent, daily, urgent, recount, countedAt }: Tallies): string {
  const slots = [...recent, ...daily, ...urgent].map(([, counts]) => counts);
  const scopes = [...new Set([heads, ...slots].flatMap((counts) => Object.keys(counts)))].sort();
  const rows = (all: Slots) => all.map(([slot, counts]) => [slot, ...rowOf(counts, scopes)]);
  const packed: Packed = [scopes, rowOf(heads, scopes), rows(recent), rows(daily), rows(urgent)];
  if (countedAt !== undefined) return JSON.stringify([...packed, recount ?? null, countedAt]);
  return JSON.stringify(recount === undefined ? packed : [...packed, recount]);
}

/** The inverse of `packTallies`. */
export function unpackTallies(packed: string, v: number): Tallies {
  const [scopes, heads, recent, daily, urgent, recount, countedAt] = JSON.parse(packed) as Packed;
  const slots = (rows: readonly Row[]): Slots =>
    rows.map(([slot = 0, ...counts]) => [slot, countsOf(counts, scopes)] as const);
  return {
    v,
    heads: countsOf(heads, scopes),
    recent: slots(recent),
    daily: slots(daily),
    urgent: slots(urgent),
    ...(typeof recount === 'number' && { recount }),
    ...(countedAt !== undefined && { countedAt }),
  };
}

/** A count for each scope, in order; zeros at the end are left out. */
function rowOf(counts: Counts, scopes: readonly string[]): Row {
  const row = scopes.map((scope) => counts[scope] ?? 0);
  return row.slice(0, row.findLastIndex((count) => count > 0) + 1);
}

function countsOf(row: Row, scopes: readonly string[]): Counts {
  return Object.fromEntries(scopes.flatMap((scope, place) => (row[place] ? [[scope, row[place]] as const] : [])));
}
