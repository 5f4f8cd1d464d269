// A file with everybody in it. Each row is that person's whole record; only a file that is whole proves who is missing.
import * as z from 'zod';
import { dayAfter, isZone } from '../../core/zone.ts';
import type { Statement } from '../../model/event.ts';
import { Subject } from '../../model/ids.ts';
import type { Snapshot, Source } from '../../ports/source.ts';
import { bodyText } from '../delivery.ts';
import { NO_END, StatedDay } from '../stated-time.ts';
import { type Column, headerOf } from './columns.ts';
import { type Row, rowsOf } from './rows.ts';

const Config = z.strictObject({
  /** Headers of the file that mean another name: `{ "Cost centre": "costCentre" }`. */
  columns: z.record(z.string(), z.string().regex(/^[a-zA-Z][a-zA-Z0-9_.]{0,39}$/)).default({}),
  /** Headers to leave out. */
  ignore: z.array(z.string()).default([]),
  /** Without a last line `#rows,N` a file that is cut at the end of a line looks whole: `false` believes it all the same. */
  requireCount: z.boolean().default(true),
});
type Config = z.infer<typeof Config>;

interface Person {
  readonly subject: string;
  readonly statement: Statement;
}
type Reading = { readonly person: Person } | { readonly what: string };

const ALWAYS = { instant: '1970-01-01T00:00:00Z' } as const;

/** Everybody in the file works here from the start date (or always did) to the end of the end date. */
function personOf({ cells }: Row, columns: readonly Column[]): Reading {
  if (cells.length !== columns.length) return { what: 'it has not as many cells as there are columns' };
  const cell = (is: (column: Column) => boolean) => cells[columns.findIndex(is)] ?? '';
  const subject = Subject.safeParse(cell(({ kind }) => kind === 'id'));
  if (!subject.success) return { what: 'the id is missing or cannot be one' };
  const start = cell((column) => column.kind === 'day' && column.which === 'startDate');
  const end = cell((column) => column.kind === 'day' && column.which === 'endDate');
  if ([start, end === NO_END ? '' : end].some((day) => day !== '' && !StatedDay.safeParse(day).success))
    return { what: 'a day is not written YYYY-MM-DD, or nobody can mean it' };
  if (start !== '' && end !== '' && end < start) return { what: 'the end date is before the start date' };
  const attributes = attributesOf(cells, columns);
  if (!attributes) return { what: 'a value is too long, or the zone is not known' };
  const active = { status: 'active' as const, at: start === '' ? ALWAYS : { date: start } };
  const gone = end === '' ? undefined : dayAfter(end);
  const left = gone === undefined ? [] : [{ status: 'left' as const, at: { date: gone } }];
  return { person: { subject: subject.data, statement: { whole: true, attributes, turns: [active, ...left] } } };
}

function attributesOf(cells: readonly string[], columns: readonly Column[]): { [name: string]: string } | undefined {
  const found: [string, string][] = [];
  for (const [index, column] of columns.entries()) {
    const value = cells[index] ?? '';
    if (column.kind !== 'attribute' || value === '') continue;
    if (value.length > 400 || (column.name === 'zone' && !isZone(value))) return undefined;
    found.push([column.name, value]);
  }
  return Object.fromEntries(found);
}

function readingsOf(rows: readonly Row[], columns: readonly Column[]) {
  const people: Person[] = [];
  const refused: { line: number; what: string }[] = [];
  const id = columns.findIndex(({ kind }) => kind === 'id');
  const times = new Map<string, number>();
  for (const { cells } of rows) times.set(cells[id] ?? '', (times.get(cells[id] ?? '') ?? 0) + 1);
  for (const row of rows) {
    const isTwice = (times.get(row.cells[id] ?? '') ?? 0) > 1 && row.cells[id] !== '';
    const reading = isTwice ? { what: 'the id is in the file more than once' } : personOf(row, columns);
    if ('person' in reading) people.push(reading.person);
    else refused.push({ line: row.line, what: reading.what });
  }
  return { people, refused };
}

type Cut = Extract<ReturnType<typeof rowsOf>, { kind: 'rows' }>;

/** Undefined when the file is whole. */
function whyUnproven(
  { rows, stated, endsWithNewline }: Cut,
  { config, refused, people }: { readonly config: Config; readonly refused: number; readonly people: number },
): string | undefined {
  const count = rows.length - 1;
  if (stated !== undefined && stated !== count) return `its last line says ${stated} rows, and it has ${count}`;
  if (stated === undefined && config.requireCount) return 'it has no last line "#rows,N"';
  if (!endsWithNewline) return 'its last line does not end';
  if (refused > 0) return `${refused} of its rows ${refused === 1 ? 'was' : 'were'} left out`;
  return people === 0 ? 'nobody is in it' : undefined;
}

export const csv: Source<Config> = {
  name: 'csv',
  config: Config,

  /**
   * The certificate needs all of: the last line ends, `#rows,N` is there and agrees, no row was refused (its person would look
   * gone), and somebody is in it.
   */
  snapshot(file, { config, digest }): Snapshot {
    const text = bodyText(file);
    if (text === undefined) return { kind: 'invalid', what: 'the file is not UTF-8' };
    if (text.trim() === '') return { kind: 'invalid', what: 'the file is empty' };
    const cut = rowsOf(text);
    if (cut.kind === 'invalid') return cut;
    const [first, ...rows] = cut.rows;
    const header = headerOf(first?.cells ?? [], config);
    if (header.kind === 'invalid') return header;
    const { people, refused } = readingsOf(rows, header.columns);
    const unproven = whyUnproven(cut, { config, refused: refused.length, people: people.length });
    const certificate = { complete: true as const, rows: people.length, digest: digest.sha256(text) };
    const proof = unproven === undefined ? { certificate } : { unproven };
    return { kind: 'snapshot', people, refused, columns: header.names, ...proof };
  },
};
