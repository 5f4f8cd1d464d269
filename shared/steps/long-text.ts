// Texts that are longer than an item may be: written in parts, whole or not there.
import type { Pipeline } from '../ports/pipeline.ts';
import type { Fields, Key, Table } from '../ports/table.ts';

/** Characters of one part: three bytes each at most, so that it stays below the 400 KB of an item. */
const PART = 120_000;

/** Where a text lies: its first part at `sk`, in the field of that name, the others behind it. */
export type Place = Pick<Key, 'pk' | 'sk'>;

/** Writes the parts, the first one last: whoever finds that one finds them all. Two writers of one place must write the same. */
export async function writeLongText(table: Table, place: Place, text: string): Promise<void> {
  const parts = partsOf(text);
  for (const [at, part] of [...parts.entries()].reverse()) {
    const fields = { [place.sk]: part, ...(at === 0 && parts.length > 1 && { parts: parts.length }) };
    await table.write([{ kind: 'put', item: { ...keyOf(place, at), fields } }]);
  }
}

/** `beside`: what else lies with the first part. */
export interface LongText {
  readonly text: string;
  readonly beside: Fields;
}

/** Undefined when it was never written to its end. */
export async function readLongText({ table }: Pick<Pipeline, 'table'>, place: Place): Promise<LongText | undefined> {
  const first = await table.get(keyOf(place, 0));
  if (!first) return undefined;
  const count = Number(first.fields.parts ?? 1);
  const others = Array.from({ length: count - 1 }, (_, at) => keyOf(place, at + 1));
  const rest = await Promise.all(others.map((key) => table.get(key)));
  const text = [first, ...rest].map((part) => String(part?.fields[place.sk])).join('');
  return { text, beside: first.fields };
}

function keyOf({ pk, sk }: Place, part: number): Key {
  return { table: 'state', pk, sk: part === 0 ? sk : `${sk}#${String(part).padStart(4, '0')}` };
}

/** Never between the two halves of one character. */
function partsOf(text: string): readonly string[] {
  const parts: string[] = [];
  for (let from = 0; from < text.length || parts.length === 0; ) {
    const isSplit = text.slice(from, from + PART).search(/[\uD800-\uDBFF]$/) !== -1 && from + PART < text.length;
    const to = from + PART - (isSplit ? 1 : 0);
    parts.push(text.slice(from, to));
    from = to;
  }
  return parts;
}
