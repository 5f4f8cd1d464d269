// The packed form of a standing: one short text per target, since every started KB of a person costs write units.
import type { LedgerWish, OperationState, Standing } from '../model/person.ts';
import { packHex, unpackHex } from './packed-hex.ts';

const FIELD = '\t';
const LIST = '\n';
const STATES: { readonly [state in OperationState]: string } = {
  open: 'o',
  claimed: 'c',
  applied: 'a',
  verified: 'v',
  parked: 'p',
  refused: 'r',
};
const STATE_OF = Object.fromEntries(Object.entries(STATES).map(([state, letter]) => [letter, state])) as {
  readonly [letter: string]: OperationState;
};

/** Optional numbers by their letter, base 36. */
const NUMBERS = { c: 'claimed', n: 'next', v: 'verify', d: 'doubt', l: 'look', L: 'lost' } as const;
const COUNTS = { t: 'tries', m: 'misses' } as const;
const TEXTS = { a: 'attempt', x: 'cause' } as const;

/** Ids that targets give are mostly UUIDs: they are kept in 22 characters. */
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

function packId(id: string | undefined): string {
  if (id === undefined) return '';
  return UUID.test(id) ? `u${packHex(id.replaceAll('-', ''))}` : `i${escaped(id)}`;
}

function unpackId(packed: string): string {
  const rest = packed.slice(1);
  if (packed.startsWith('i')) return unescaped(rest);
  const hex = unpackHex(rest);
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}

/** What separates parts must not occur in them. */
const ESCAPES: { readonly [letter: string]: string } = { t: '\t', n: '\n', v: '\v', b: '\\' };

function escaped(text: string): string {
  return Object.entries(ESCAPES).reduceRight((all, [letter, sign]) => all.replaceAll(sign, `\\${letter}`), text);
}

function unescaped(text: string): string {
  return text.replaceAll(/\\([tnvb])/g, (_, letter: string) => ESCAPES[letter] ?? '');
}

function packWish({ account, entitlements, profile }: LedgerWish): string {
  return [(account === 'active' ? 'a' : 's') + profile, entitlements.join(LIST)].join(FIELD);
}

function unpackWish(head: string, list: string): LedgerWish {
  return {
    account: head.startsWith('a') ? 'active' : 'suspended',
    entitlements: list === '' ? [] : list.split(LIST),
    profile: head.slice(1),
  };
}

/** `remote id, state+rev, wish head, entitlements, had`, then optional fields, each a letter and its value. */
export function packStanding(standing: Standing): string {
  const head = STATES[standing.state] + standing.rev.toString(36);
  const parts = [packId(standing.remoteId), head, packWish(standing.wish), standing.had.join(LIST)];
  for (const [letter, field] of Object.entries(TEXTS))
    if (standing[field] !== undefined) parts.push(letter + escaped(standing[field]));
  for (const [letter, field] of Object.entries(NUMBERS))
    if (standing[field] !== undefined) parts.push(letter + standing[field].toString(36));
  for (const [letter, field] of Object.entries(COUNTS))
    if (standing[field] > 0) parts.push(letter + standing[field].toString(36));
  if (standing.noop) parts.push('o');
  if (standing.queued) parts.push('q');
  if (standing.held) parts.push(`h${standing.held.rev.toString(36)}`, packWish(standing.held.wish));
  if (standing.held?.causedBy) parts.push(`b${escaped(standing.held.causedBy.join(LIST))}`);
  return parts.join(FIELD);
}

/** The inverse of `packStanding`, by target, sorted: what is the same behind the account's id is read once. */
export function unpackStandings(packed: { readonly [target: string]: string }): {
  readonly [target: string]: Standing;
} {
  const known = new Map<string, Standing>();
  const standings = Object.keys(packed)
    .sort()
    .map((target) => {
      const text = packed[target] ?? '';
      const rest = restOf(text);
      const standing = known.get(rest) ?? unpackRest(rest);
      known.set(rest, standing);
      return [target, withId(text, standing)] as const;
    });
  return Object.fromEntries(standings);
}

/** What follows the id. */
function restOf(packed: string): string {
  return packed.slice(packed.indexOf(FIELD) + 1);
}

function withId(packed: string, standing: Standing): Standing {
  const id = packed.slice(0, packed.indexOf(FIELD));
  return id === '' ? standing : { ...standing, remoteId: unpackId(id) };
}

function unpackRest(packed: string): Standing {
  const [head = '', wishHead = '', list = '', had = '', ...rest] = packed.split(FIELD);
  const standing: { -readonly [field in keyof Standing]: Standing[field] } = {
    state: STATE_OF[head.slice(0, 1)] ?? 'open',
    rev: Number.parseInt(head.slice(1), 36),
    wish: unpackWish(wishHead, list),
    had: had === '' ? [] : had.split(LIST),
    tries: 0,
    misses: 0,
    noop: false,
    queued: false,
  };
  for (let position = 0; position < rest.length; position++) {
    const part = rest[position] ?? '';
    const letter = part.slice(0, 1);
    const value = part.slice(1);
    if (letter in TEXTS) standing[TEXTS[letter as keyof typeof TEXTS]] = unescaped(value);
    else if (letter in NUMBERS) standing[NUMBERS[letter as keyof typeof NUMBERS]] = Number.parseInt(value, 36);
    else if (letter in COUNTS) standing[COUNTS[letter as keyof typeof COUNTS]] = Number.parseInt(value, 36);
    else if (letter === 'o') standing.noop = true;
    else if (letter === 'q') standing.queued = true;
    else if (letter === 'h')
      standing.held = {
        rev: Number.parseInt(value, 36),
        wish: unpackWish(rest[++position] ?? '', rest[++position] ?? ''),
      };
    else if (letter === 'b' && standing.held)
      standing.held = { ...standing.held, causedBy: unescaped(value).split(LIST) };
  }
  return standing;
}
