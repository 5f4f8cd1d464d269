// Which columns a file of people may have, and what each one means. See README.md.

/** `id` is required. A day column is `YYYY-MM-DD`. */
export type Column =
  | { readonly kind: 'id' }
  | { readonly kind: 'attribute'; readonly name: string }
  | { readonly kind: 'day'; readonly which: 'startDate' | 'endDate' }
  | { readonly kind: 'ignored' };

const attributes = [
  'userName',
  'email',
  'givenName',
  'familyName',
  'displayName',
  'title',
  'department',
  'division',
  'site',
  'manager',
  'employeeNumber',
  'employmentType',
  'groups',
  'zone',
];

/** Words of letters alone: no address, number or day is repeated. */
const HEADING = /^[A-Za-z][A-Za-z _]{0,39}$/;

/** Names are compared without regard to case, space, "_" and "-": `Given Name` is `givenName`. */
function plain(name: string): string {
  return name.toLowerCase().replaceAll(/[\s_-]/g, '');
}

const known = new Map<string, Column>([
  ['id', { kind: 'id' }],
  ['startdate', { kind: 'day', which: 'startDate' }],
  ['enddate', { kind: 'day', which: 'endDate' }],
  ...attributes.map((name): [string, Column] => [plain(name), { kind: 'attribute', name }]),
]);

export interface ColumnConfig {
  readonly columns: { readonly [header: string]: string };
  readonly ignore: readonly string[];
}

function columnOf(header: string, config: ColumnConfig): Column | undefined {
  const name = plain(header);
  const renamed = Object.entries(config.columns).find(([from]) => plain(from) === name)?.[1];
  if (config.ignore.some((other) => plain(other) === name)) return { kind: 'ignored' };
  if (renamed === undefined) return known.get(name);
  return known.get(plain(renamed)) ?? { kind: 'attribute', name: renamed };
}

function nameOf(column: Column): string {
  return column.kind === 'day' ? column.which : column.kind === 'attribute' ? column.name : column.kind;
}

/** The column by its number, and by its heading where it is surely one: in a line without an `id` it is somebody's data. */
function called(index: number, cells: readonly string[], config: ColumnConfig): string {
  const isHeader = cells.some((cell) => columnOf(cell, config)?.kind === 'id');
  const cell = cells[index] ?? '';
  return isHeader && HEADING.test(cell) ? `column ${index + 1}, "${cell}",` : `column ${index + 1}`;
}

/** The known column that begins like it. */
function meantBy(header: string): string {
  const begin = plain(header).slice(0, 4);
  const near = [...known].find(([name]) => begin.length === 4 && name.startsWith(begin))?.[1];
  return near ? `, perhaps it is "${nameOf(near)}"` : '';
}

export type Header =
  | { readonly kind: 'header'; readonly columns: readonly Column[]; readonly names: readonly string[] }
  | { readonly kind: 'invalid'; readonly what: string };

/** An unknown column stops the file: it may be a known one, misspelt, whose loss would change everybody. */
export function headerOf(cells: readonly string[], config: ColumnConfig): Header {
  const columns: Column[] = [];
  for (const [index, cell] of cells.entries()) {
    const column = columnOf(cell, config);
    if (!column)
      return {
        kind: 'invalid',
        what: `${called(index, cells, config)} is not known${meantBy(cell)}; map it in the source's config.columns, or leave it out with config.ignore`,
      };
    columns.push(column);
  }
  const names = columns.filter(({ kind }) => kind !== 'ignored').map(nameOf);
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice) return { kind: 'invalid', what: `two columns mean ${twice}` };
  if (!names.includes('id')) return { kind: 'invalid', what: 'there is no column "id"' };
  return { kind: 'header', columns, names };
}
