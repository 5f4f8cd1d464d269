// Where the rules' clauses stand in the bits: those that ask the same attributes stand together, so that most words of a person are empty.
import type { Rule } from '../../../model/policy/rule.ts';
import { type Check, type Clause, clausesOf } from './clauses.ts';

/** An attribute or flag with every check of it; `always` has none. It owns the words `from` up to `to`. */
export interface Column {
  readonly of: Check['of'] | 'always';
  readonly name: string;
  /** With the bit of the clause that it stands in. */
  readonly checks: readonly (Check & { readonly bit: number })[];
  readonly from: number;
  readonly to: number;
  /** Words of other columns whose clauses ask this one too. */
  readonly asked: readonly number[];
}

export interface Layout {
  readonly columns: readonly Column[];
  /** By word, which other columns its clauses ask, each followed by the word's place among those that ask it, from 1. */
  readonly beside: readonly Int32Array[];
  /** By word, the bits that are somebody's. */
  readonly used: Int32Array;
  /** By bit, the position of the rule; -1: nobody's. */
  readonly rules: Int32Array;
  /** Positions of rules that have no clauses; theirs are the last words, a bit each in this order. */
  readonly direct: readonly number[];
}

interface Placed {
  readonly rule: number;
  readonly clause: Clause;
  /** The column that it belongs to, and all that it asks. */
  readonly owner: string;
  readonly asks: readonly string[];
  readonly order: string;
}

/** Rules are named by their position in the list. */
export function layoutOf(rules: readonly Rule[]): Layout {
  const clauses = rules.map(({ when }) => clausesOf(when));
  const taken = clauses.flatMap((all, rule) => all?.map((clause) => ({ rule, clause })) ?? []);
  const spread = spreadOf(taken.map(({ clause }) => clause));
  const placed = taken.map(({ rule, clause }) => placedAt(rule, clause, spread));
  const direct = clauses.flatMap((all, rule) => (all ? [] : [rule]));
  const rows = rowsOf(placed);
  const first = rows.length;
  const bits = new Int32Array((first + Math.ceil(direct.length / 32)) * 32).fill(-1);
  for (const [word, row] of rows.entries()) for (const [at, { rule }] of row.entries()) bits[word * 32 + at] = rule;
  for (const [at, rule] of direct.entries()) bits[first * 32 + at] = rule;
  const keys = [...new Set(placed.flatMap(({ owner, asks }) => [owner, ...asks]))].sort();
  const columns = columnsOf(keys, rows);
  return {
    columns,
    beside: rows.map((row, word) =>
      Int32Array.from(besideIn(row).flatMap((key) => placeOf(columns, keys.indexOf(key), word))),
    ),
    used: Int32Array.from(rows, (row) => (row.length === 32 ? -1 : (1 << row.length) - 1)),
    rules: bits,
    direct,
  };
}

/** Clauses by the word: those of one word belong to one column and ask the same ones; tests that are alike are neighbours, by rule. */
function rowsOf(placed: readonly Placed[]): readonly (readonly Placed[])[] {
  const alike = [...Map.groupBy(placed, ({ owner, asks }) => [owner, ...asks].join('\n'))];
  return alike
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .flatMap(([, own]) => {
      const sorted = own.sort((a, b) => (a.order === b.order ? 0 : a.order < b.order ? -1 : 1));
      return Array.from({ length: Math.ceil(own.length / 32) }, (_, at) => sorted.slice(at * 32, at * 32 + 32));
    });
}

/** How many values the rules tell apart, by column: the more, the fewer people stand behind each. */
function spreadOf(clauses: readonly Clause[]): ReadonlyMap<string, number> {
  const values = new Map<string, Set<string>>();
  for (const check of clauses.flat())
    for (const value of check.values ?? [check.test])
      values.set(keyOf(check), (values.get(keyOf(check)) ?? new Set()).add(value));
  return new Map([...values].map(([key, all]) => [key, all.size]));
}

/** A clause belongs to the column at which most people fail it. */
function placedAt(rule: number, clause: Clause, spread: ReadonlyMap<string, number>): Placed {
  const weightOf = (check: Check) => {
    const kind = check.wanted && check.values?.length !== 0 ? 2 : 1;
    return kind * 1e6 + (spread.get(keyOf(check)) ?? 0);
  };
  const owner = clause.reduce<Check | undefined>(
    (best, check) => (best && weightOf(best) >= weightOf(check) ? best : check),
    undefined,
  );
  const asks = [...new Set(clause.map(keyOf))].sort();
  return { rule, clause, asks, owner: owner ? keyOf(owner) : '', order: owner?.test ?? '' };
}

function ownerOf(row: readonly Placed[]): string {
  return (row[0] as Placed).owner;
}

function besideIn(row: readonly Placed[]): readonly string[] {
  return (row[0] as Placed).asks.filter((key) => key !== ownerOf(row));
}

function placeOf(columns: readonly Column[], column: number, word: number): readonly number[] {
  return [column, (columns[column] as Column).asked.indexOf(word) + 1];
}

function columnsOf(keys: readonly string[], rows: readonly (readonly Placed[])[]): readonly Column[] {
  const checks = rows.flatMap((row, word) =>
    row.flatMap(({ clause }, at) => clause.map((check) => ({ ...check, bit: word * 32 + at }))),
  );
  const byKey = Map.groupBy(checks, keyOf);
  return keys.map((key) => {
    const own = byKey.get(key) ?? [];
    const from = rows.findIndex((row) => ownerOf(row) === key);
    return {
      of: own[0]?.of ?? 'always',
      name: own[0]?.name ?? '',
      checks: own,
      from: Math.max(0, from),
      to: rows.findLastIndex((row) => ownerOf(row) === key) + 1,
      asked: rows.flatMap((row, word) => (besideIn(row).includes(key) ? [word] : [])),
    };
  });
}

function keyOf({ of, name }: Check): string {
  return `${of} ${name}`;
}
