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
const TEXTS = { i: 'remoteId', a: 'attempt', x: 'cause' } as const;

/** Ids that targets give are mostly UUIDs: they are kept in 22 characters. */
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

function packText(letter: string, text: string): string {
  if (letter === 'i' && UUID.test(text)) return `u${packHex(text.replaceAll('-', ''))}`;
  return letter + text.replaceAll('\\', '\\\\').replaceAll(FIELD, '\\t');
}

function unpackText(text: string): string {
  return text.replaceAll(/\\(t|\\)/g, (_, escaped: string) => (escaped === 't' ? FIELD : '\\'));
}

function unpackUuid(packed: string): string {
  return unpackHex(packed).replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-');
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

/** `state+rev, wish head, entitlements, had`, then optional fields, each a letter and its value. */
export function packStanding(standing: Standing): string {
  const parts = [STATES[standing.state] + standing.rev.toString(36), packWish(standing.wish), standing.had.join(LIST)];
  for (const [letter, field] of Object.entries(TEXTS))
    if (standing[field] !== undefined) parts.push(packText(letter, standing[field]));
  for (const [letter, field] of Object.entries(NUMBERS))
    if (standing[field] !== undefined) parts.push(letter + standing[field].toString(36));
  for (const [letter, field] of Object.entries(COUNTS))
    if (standing[field] > 0) parts.push(letter + standing[field].toString(36));
  if (standing.noop) parts.push('o');
  if (standing.queued) parts.push('q');
  if (standing.held) parts.push(`h${standing.held.rev.toString(36)}`, packWish(standing.held.wish));
  return parts.join(FIELD);
}

/** The inverse of `packStanding`. */
export function unpackStanding(packed: string): Standing {
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
    if (letter in TEXTS) standing[TEXTS[letter as keyof typeof TEXTS]] = unpackText(value);
    else if (letter === 'u') standing.remoteId = unpackUuid(value);
    else if (letter in NUMBERS) standing[NUMBERS[letter as keyof typeof NUMBERS]] = Number.parseInt(value, 36);
    else if (letter in COUNTS) standing[COUNTS[letter as keyof typeof COUNTS]] = Number.parseInt(value, 36);
    else if (letter === 'o') standing.noop = true;
    else if (letter === 'q') standing.queued = true;
    else if (letter === 'h')
      standing.held = {
        rev: Number.parseInt(value, 36),
        wish: unpackWish(rest[++position] ?? '', rest[++position] ?? ''),
      };
  }
  return standing;
}

const SHARED = '~';

/** Parts that several targets of a person have in common are kept once. */
export interface SharedParts {
  readonly packed: { readonly [target: string]: string };
  /** Empty when they have nothing in common. */
  readonly shared: string;
}

/** Names the parts that occur more than once by their place in one list. No part of `packStanding` begins with `~`. */
export function shareParts(packed: SharedParts['packed']): SharedParts {
  const times = new Map<string, number>();
  for (const text of Object.values(packed))
    for (const part of text.split(FIELD)) if (part.length > 3) times.set(part, (times.get(part) ?? 0) + 1);
  const common = [...times].filter(([, count]) => count > 1).map(([part]) => part);
  const places = new Map(common.map((part, place) => [part, SHARED + place.toString(36)]));
  const brief = (text: string) =>
    text
      .split(FIELD)
      .map((part) => places.get(part) ?? part)
      .join(FIELD);
  return {
    packed: Object.fromEntries(Object.entries(packed).map(([target, text]) => [target, brief(text)])),
    shared: common.join(FIELD),
  };
}

/** The inverse of `shareParts`. */
export function unshareParts({ packed, shared }: SharedParts): SharedParts['packed'] {
  const common = shared.split(FIELD);
  const whole = (part: string) =>
    part.startsWith(SHARED) ? (common[Number.parseInt(part.slice(1), 36)] ?? part) : part;
  return Object.fromEntries(
    Object.entries(packed).map(([target, text]) => [target, text.split(FIELD).map(whole).join(FIELD)]),
  );
}
