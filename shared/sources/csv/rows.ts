// Cuts a file into rows of cells, strictly: a torn quote is no file at all.
import { parse } from 'csv-parse/sync';

export interface Row {
  /** Line of the file on which the row ends, from 1. */
  readonly line: number;
  readonly cells: readonly string[];
}

export type Rows =
  | {
      readonly kind: 'rows';
      readonly rows: readonly Row[];
      readonly endsWithNewline: boolean;
      readonly stated?: number;
    }
  | { readonly kind: 'invalid'; readonly what: string };

/** The delimiter that the header line has more of; a comma when it has neither. */
function delimiterOf(text: string): ',' | ';' {
  const [header = ''] = text.split(/\r?\n/, 1);
  const bare = header.replaceAll(/"[^"]*"/g, '');
  return bare.split(';').length > bare.split(',').length ? ';' : ',';
}

function cut(text: string): readonly Row[] {
  const rows: Row[] = [];
  parse(text, {
    delimiter: delimiterOf(text),
    relax_column_count: true,
    skip_empty_lines: true,
    trim: true,
    max_record_size: 100_000,
    on_record(cells: string[], { lines }) {
      rows.push({ line: lines, cells });
      return null;
    },
  });
  return rows;
}

/** The N of `#rows,N` or `#rows;N`, whichever delimiter the file itself has; not a number where it is none. */
function statedIn(cells: readonly string[]): number | undefined {
  const [word, count = ''] = cells.join(',').split(/[,;]/);
  return word === '#rows' ? Number(/^\d{1,9}$/.exec(count.trim())?.[0] ?? Number.NaN) : undefined;
}

/** `stated` is the N of the last line, which counts the rows without the header and itself. */
export function rowsOf(text: string): Rows {
  try {
    const rows = cut(text);
    const stated = statedIn(rows.at(-1)?.cells ?? []);
    const kept = stated === undefined ? rows : rows.slice(0, -1);
    return { kind: 'rows', rows: kept, endsWithNewline: /\n$/.test(text), ...(stated !== undefined && { stated }) };
  } catch {
    return { kind: 'invalid', what: 'the file is not CSV: a quote is not closed, or a row is too long' };
  }
}
