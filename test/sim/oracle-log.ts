// Reads the audit log as it is exported and the inbox as it lies there, and judges both by their own words.
import type { Item } from '../../shared/ports/table.ts';

export interface LogRow {
  readonly noun: string;
  readonly id: string;
  readonly number: number;
  readonly at: string;
  readonly act: string;
  readonly actor?: string;
  readonly cause?: string;
  readonly revision?: number;
  readonly policy?: string;
  readonly events?: readonly { readonly id: string; readonly end: string }[];
  readonly wished?: readonly string[];
  readonly operations?: readonly { readonly target: string; readonly revision: number; readonly end: string }[];
  readonly plan?: readonly { readonly target: string; readonly change: string; readonly what: string }[];
  /** Where the row lies: `partition/number`. */
  readonly place: string;
}

export interface InboxLine {
  readonly event: string;
  readonly subject: string;
  readonly leaves: boolean;
  readonly end: string | undefined;
}

/** A row of the audit log in its canonical text, as an export shows it, and where it lies: `partition/number`. */
export interface LogText {
  readonly place: string;
  readonly text: string;
}

export function logRows(texts: readonly LogText[]): readonly LogRow[] {
  return texts.map(({ place, text }) => ({ ...(JSON.parse(text) as LogRow), place }));
}

export function inboxLines(items: readonly Item[]): readonly InboxLine[] {
  return items
    .filter(({ pk }) => pk.split('#')[1] === 'in')
    .map(({ sk, fields }) => ({
      event: sk,
      subject: String(fields.subject),
      leaves: fields.leaves === 1,
      end: typeof fields.end === 'string' ? fields.end : undefined,
    }));
}

/** Numbers run from 1 without a gap for everything the log speaks of; decisions of a person raise its revision by one. */
export function gaps(rows: readonly LogRow[]): readonly string[] {
  return [...Map.groupBy(rows, ({ noun, id }) => `${noun} ${id}`)].flatMap(([name, own]) => {
    const ordered = own.toSorted((a, b) => a.number - b.number);
    const numbers = ordered.flatMap(({ number }, at) =>
      number === at + 1 ? [] : [`${name}: row ${number} stands at ${at + 1}`],
    );
    const revisions = ordered.flatMap(({ policy, revision }) => (policy === undefined ? [] : [revision]));
    const jumps = revisions.flatMap((revision, at) =>
      revision === at + 1 ? [] : [`${name}: decision ${at + 1} has revision ${revision}`],
    );
    return [...numbers, ...jumps];
  });
}

const finalEnds = new Set(['folded', 'duplicate', 'superseded', 'refused', 'parked']);

/** Every event that was taken in or acknowledged has one end, named in one row, the same in both places. */
export function eventBreaks(rows: readonly LogRow[], lines: readonly InboxLine[], acknowledged: ReadonlySet<string>) {
  const named = Map.groupBy(
    rows.flatMap(({ events }) => events ?? []),
    ({ id }) => id,
  );
  const present = new Set(lines.map(({ event }) => event));
  const lost = [...acknowledged]
    .filter((event) => !present.has(event))
    .map((event) => `${event} was acknowledged and is lost`);
  const invented = [...named.keys()]
    .filter((event) => !present.has(event))
    .map((event) => `${event} is in the log only`);
  const wrong = lines.flatMap(({ event, end }) => {
    const ends = (named.get(event) ?? []).map((one) => one.end);
    if (end === undefined) return [`${event} has no end`];
    if (!finalEnds.has(end)) return [`${event} ends as ${end}`];
    return ends.length === 1 && ends[0] === end ? [] : [`${event} is ${end} in the inbox and [${ends}] in the log`];
  });
  return [...lost, ...invented, ...wrong];
}

const operationEnds = new Set(['applied', 'no-op', 'superseded', 'refused', 'held', 'parked']);

/** Every operation that was wished has one end, and none ends that nobody wished. */
export function operationBreaks(rows: readonly LogRow[]): readonly string[] {
  const wishes = rows.flatMap(({ id, wished = [], revision }) => wished.map((target) => `${id} ${target} ${revision}`));
  const ends = Map.groupBy(
    rows.flatMap(({ id, operations = [] }) =>
      operations.map(({ target, revision, end }) => ({ name: `${id} ${target} ${revision}`, end })),
    ),
    ({ name }) => name,
  );
  const wished = new Set(wishes);
  const twice = wished.size < wishes.length ? ['an operation is wished twice'] : [];
  const stray = [...ends.keys()].filter((name) => !wished.has(name)).map((name) => `${name} ends without a wish`);
  const wrong = [...wished].flatMap((name) => {
    const own = (ends.get(name) ?? []).map(({ end }) => end);
    return own.length === 1 && operationEnds.has(own[0] ?? '') ? [] : [`${name} has the ends [${own}]`];
  });
  return [...twice, ...stray, ...wrong];
}
