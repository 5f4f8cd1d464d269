// How a row lies in the table: what its key and index say already is left out, and what is said twice is said once.
// Every started KB of a row costs two write units; the log's own text, which is hashed and exported, is made from this.
import type { AuditRow } from '../../model/audit.ts';
import { packHex, unpackHex } from '../packed-hex.ts';

/** What the key and the index of a row's item say. */
export type RowPlace = Pick<AuditRow, 'tenant' | 'noun' | 'id' | 'number' | 'at'>;

type Body = Omit<AuditRow, keyof RowPlace>;
/** A text, or its place in the dictionary. */
type Word = string | number;
type Stored = readonly [
  dictionary: readonly string[],
  actor: Word,
  act: Word,
  revision?: number | null,
  policy?: Word | null,
  events?: readonly (readonly [id: Word, end: Word])[] | null,
  wished?: readonly Word[] | null,
  /** The revision is left out where it is the row's own. */
  operations?: readonly (readonly [target: Word, end: Word, revision?: number])[] | null,
  plan?: readonly (readonly [target: Word, change: Word, what: Word, why: Word])[] | null,
  cause?: Word | null,
  sealed?: string | null,
  commitment?: string | null,
];

/** One line of JSON that `unpackRow` undoes exactly. */
export function packRow(row: AuditRow): string {
  const dictionary = saidTwice(row);
  const word = (text: string): Word => (dictionary.has(text) ? (dictionary.get(text) ?? text) : text);
  const body = [
    word(row.actor),
    word(row.act),
    row.revision,
    row.policy && word(row.policy),
    row.events?.map(({ id, end }) => [word(id), word(end)]),
    row.wished?.map(word),
    row.operations?.map(({ target, end, revision }) =>
      revision === row.revision ? [word(target), word(end)] : [word(target), word(end), revision],
    ),
    row.plan?.map(({ target, change, what, why }) => [word(target), word(change), word(what), word(why)]),
    row.cause === undefined ? undefined : word(row.cause),
    row.sealed,
    row.commitment && packHex(row.commitment),
  ];
  return JSON.stringify([
    [...dictionary.keys()],
    ...body.slice(0, body.findLastIndex((part) => part !== undefined) + 1),
  ]);
}

/** The row again. Throws when the text is none that `packRow` made. */
export function unpackRow(packed: string, place: RowPlace): AuditRow {
  const [dictionary, actor, act, revision, policy, events, wished, operations, plan, cause, sealed, commitment] =
    JSON.parse(packed) as Stored;
  const text = (word: Word): string => (typeof word === 'number' ? (dictionary[word] ?? unknownWord()) : word);
  const body: { [field in keyof Body]: Body[field] | undefined } = {
    actor: text(actor),
    act: text(act) as Body['act'],
    revision: revision ?? undefined,
    policy: policy === undefined || policy === null ? undefined : text(policy),
    events: events?.map(([id, end]) => ({ id: text(id), end: text(end) as never })),
    wished: wished?.map(text),
    operations: operations?.map(([target, end, own]) => ({
      target: text(target),
      revision: own ?? revision ?? 0,
      end: text(end) as never,
    })),
    plan: plan?.map(([target, change, what, why]) => ({
      target: text(target),
      change: text(change),
      what: text(what),
      why: text(why),
    })),
    cause: cause === undefined || cause === null ? undefined : text(cause),
    sealed: sealed ?? undefined,
    commitment: commitment === undefined || commitment === null ? undefined : unpackHex(commitment),
  };
  const said = Object.entries(body).filter(([, value]) => value !== undefined);
  return { ...place, ...Object.fromEntries(said) } as AuditRow;
}

function unknownWord(): never {
  throw new TypeError('a row names a word that it does not hold');
}

/** The words that occur more than once, with their places, in the order in which they come. */
function saidTwice(row: AuditRow): ReadonlyMap<string, number> {
  const times = new Map<string, number>();
  const say = (...words: readonly (string | undefined)[]) => {
    for (const word of words) if (word !== undefined && word.length > 2) times.set(word, (times.get(word) ?? 0) + 1);
  };
  say(row.actor, row.act, row.policy, row.cause, ...(row.wished ?? []));
  for (const { id, end } of row.events ?? []) say(id, end);
  for (const { target, end } of row.operations ?? []) say(target, end);
  for (const { target, change, what, why } of row.plan ?? []) say(target, change, what, why);
  const twice = [...times].filter(([, count]) => count > 1);
  return new Map(twice.map(([word], place) => [word, place]));
}
