// What the standings of a person have in common is kept once: a hire is the same at most targets, but for the account's id.

const SHARED = '~';
const ENTRY = '\v';
/** What stands between two separators of a packed standing: a field, or a name in a list. */
const PART = /[^\t\n]+/g;
/** A part that names what is kept once. */
const NAMED = /(?<![^\t\n])~[^\t\n]*/g;

type Texts = { readonly [target: string]: string };

/** `shared` is empty when they have nothing in common. */
export interface SharedParts {
  readonly packed: Texts;
  readonly shared: string;
}

/**
 * Names all that follows the id, where several targets agree on it, and single parts that occur more than once, by their
 * place in one list. No part of a packed standing begins with `~` or holds a vertical tab.
 */
export function shareParts(standings: Texts): SharedParts {
  const rests = new Map(twice(Object.values(standings).map(restOf)).map((rest, place) => [rest, nameOf(place)]));
  const ids = Object.entries(standings).map(([target, text]) => [target, idOf(text), restOf(text)] as const);
  const texts = [...rests.keys(), ...ids.flatMap(([, , rest]) => (rests.has(rest) ? [] : [rest]))];
  const parts = twice(texts.flatMap((text) => [...text.matchAll(PART)].map(([part]) => part)));
  const places = new Map(parts.map((part, place) => [part, nameOf(rests.size + place)]));
  const brief = (text: string) => text.replaceAll(PART, (part) => places.get(part) ?? part);
  return {
    packed: Object.fromEntries(ids.map(([target, id, rest]) => [target, `${id}\t${rests.get(rest) ?? brief(rest)}`])),
    shared: [...[...rests.keys()].map(brief), ...parts].join(ENTRY),
  };
}

/** The inverse of `shareParts`. */
export function unshareParts({ packed, shared }: SharedParts): Texts {
  const common = shared.split(ENTRY);
  const known = new Map<string, string>();
  const whole = (text: string): string => text.replaceAll(NAMED, wholeOf);
  const wholeOf = (name: string): string => {
    const found = known.get(name) ?? whole(common[Number.parseInt(name.slice(1), 36)] ?? '');
    known.set(name, found);
    return found;
  };
  const texts = Object.entries(packed).map(([target, text]) => {
    const rest = restOf(text);
    return [target, `${idOf(text)}\t${rest.startsWith(SHARED) && !rest.includes('\t') ? wholeOf(rest) : whole(rest)}`];
  });
  return Object.fromEntries(texts);
}

function idOf(text: string): string {
  return text.slice(0, text.indexOf('\t'));
}

function restOf(text: string): string {
  return text.slice(text.indexOf('\t') + 1);
}

function nameOf(place: number): string {
  return SHARED + place.toString(36);
}

/** Those that occur more than once and are longer than a name for them. */
function twice(texts: readonly string[]): readonly string[] {
  const times = new Map<string, number>();
  for (const text of texts) if (text.length > 3) times.set(text, (times.get(text) ?? 0) + 1);
  return [...times].flatMap(([text, count]) => (count > 1 ? [text] : []));
}
