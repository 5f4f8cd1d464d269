// Takes a statement into the facts of a person, and says what became of it.
import type { Attributes, Moment, Statement } from '../model/event.ts';
import type { Fact } from '../model/person.ts';
import { asKept } from '../model/value.ts';
import { overrules, speaking } from './fold.ts';
import { isZone, startOfDay } from './zone.ts';

/** How many overruled facts are kept beneath the one that speaks, for each attribute, so that a rescind still finds them. */
const KEPT_BENEATH = 3;
/** Turns are told apart by employment: one is forgotten only far beneath, where later ones begin employments of their own. */
const KEPT_TURNS = 16;
const KEPT_BEGINNINGS = 2;

/** What a source may say and how its days are read: in the zone of the person, where one is known, else in the source's. */
export interface Authority {
  readonly source: string;
  readonly owns: readonly string[];
  readonly zone: string;
  readonly ofPerson?: string | undefined;
}

function instantOf(moment: Moment, zone: string): number {
  if ('instant' in moment) return Date.parse(moment.instant);
  const own = moment.zone ?? zone;
  return startOfDay(moment.date, isZone(own) ? own : zone);
}

/** Empty text clears. */
function ownedAttributes(attributes: Attributes, owns: readonly string[]): Attributes {
  const owned = Object.entries(attributes).filter(([name]) => owns.includes(name) || owns.includes('*'));
  return Object.fromEntries(owned.map(([name, value]) => [name, (value !== null && asKept(value)) || null]));
}

/**
 * The statement as a fact: days become instants in the zone that the moment names, else the statement, else what is
 * known of the person by then, else the source's (docs/decisions/0003-order-of-facts.md), and what the source does not own is left out. `fallback` is the version and instant for statements that name none.
 */
export function factOf(
  statement: Statement,
  id: string,
  { authority, fallback }: { authority: Authority; fallback: number },
): Fact {
  const named = [statement.attributes?.zone, authority.ofPerson];
  const zone = named.find((name) => name && isZone(name)) ?? authority.zone;
  const ver = statement.version ?? fallback;
  const set = ownedAttributes(statement.attributes ?? {}, authority.owns);
  const ownsEmployment = authority.owns.includes('employment') || authority.owns.includes('*');
  const turns = ownsEmployment ? (statement.turns ?? []) : [];
  return {
    source: authority.source,
    id,
    ver,
    whole: statement.whole,
    at: statement.at && !statement.whole ? instantOf(statement.at, zone) : ver,
    set: statement.whole ? withoutNulls(set) : set,
    turns: turns.map(({ status, at, of }) => ({ status, at: instantOf(at, zone), ...(of !== undefined && { of }) })),
    ...(statement.rescinds !== undefined && { rescinds: statement.rescinds }),
  };
}

function withoutNulls(set: Attributes): Attributes {
  return Object.fromEntries(Object.entries(set).filter(([, value]) => value !== null));
}

/** What a fact says, without its id and, for whole statements, without when it was said. */
function content({ source, whole, at, set, turns, rescinds }: Fact): string {
  const sorted = Object.entries(set).sort(([a], [b]) => (a < b ? -1 : 1));
  return JSON.stringify([
    source,
    whole,
    whole ? 0 : at,
    sorted,
    turns.map(({ status, at: when, of }) => [status, when, of ?? '']),
    rescinds ?? '',
  ]);
}

function isOverruled(fact: Fact, spoken: readonly Fact[], now: number): boolean {
  if (fact.rescinds !== undefined || (!fact.whole && fact.at > now) || fact.turns.some(({ at }) => at > now))
    return false;
  const others = spoken.filter((other) => other !== fact);
  const holding = others.filter(({ at, whole }) => whole || at <= now);
  const attributesGone = Object.keys(fact.set).every((name) =>
    holding.some((other) => name in other.set && overrules(other, fact)),
  );
  const last = fact.turns.at(-1);
  const turnsGone =
    !last ||
    others.some((other) =>
      other.turns.some(({ at }) => at <= now && isLaterTurn({ at, by: other }, { at: last.at, by: fact })),
    );
  return attributesGone && turnsGone;
}

interface TurnOf {
  readonly at: number;
  readonly by: Fact;
}

function isLaterTurn(a: TurnOf, b: TurnOf): boolean {
  return a.at > b.at || (a.at === b.at && (a.by.ver > b.by.ver || (a.by.ver === b.by.ver && a.by.id > b.by.id)));
}

/** Drops what can never speak again, but for some beneath, and of those that take back all that still do and the newest few. */
function pruned(facts: readonly Fact[], now: number): readonly Fact[] {
  const spoken = speaking(facts);
  const newestFirst = [...facts].sort((a, b) => b.ver - a.ver);
  const silent = newestFirst.filter((fact) => !spoken.includes(fact) && fact.rescinds === undefined);
  const dropped = new Set([
    ...spoken.filter((fact) => !fact.whole && isBuried(fact, spoken, now)),
    ...silent.filter((fact) => isReplacedByWhole(fact, facts)),
    ...silent.filter((fact) => !fact.whole && !isReplacedByWhole(fact, facts)).slice(KEPT_BENEATH),
  ]);
  const named = new Set(facts.filter((fact) => !dropped.has(fact)).map(({ source, id }) => `${source}\n${id}`));
  const takingBack = newestFirst
    .filter(({ source, rescinds }) => rescinds !== undefined && !named.has(`${source}\n${rescinds}`))
    .slice(KEPT_BENEATH);
  const gone = new Set([...dropped, ...takingBack]);
  return facts.filter((fact) => !gone.has(fact));
}

/** So deep beneath others in each of its attributes, and in its turns, that no few rescinds can bring it up again. */
function isBuried(fact: Fact, spoken: readonly Fact[], now: number): boolean {
  if (fact.rescinds !== undefined || fact.at > now || fact.turns.some(({ at }) => at > now)) return false;
  const holding = spoken.filter((other) => other !== fact && (other.whole || other.at <= now));
  const isDeep = (name: string) =>
    holding.filter((other) => name in other.set && overrules(other, fact)).length > KEPT_BENEATH;
  return Object.keys(fact.set).every(isDeep) && areTurnsBuried(fact, spoken, now);
}

function areTurnsBuried(fact: Fact, spoken: readonly Fact[], now: number): boolean {
  const last = fact.turns.at(-1);
  if (!last) return true;
  const later = spoken.flatMap((other) =>
    other.turns.filter(({ at }) => at <= now && isLaterTurn({ at, by: other }, { at: last.at, by: fact })),
  );
  const beginnings = later.filter(({ status }) => status === 'active');
  return later.length >= KEPT_TURNS && beginnings.length >= KEPT_BEGINNINGS;
}

function isReplacedByWhole(fact: Fact, facts: readonly Fact[]): boolean {
  return facts.some(
    (other) =>
      other !== fact &&
      other.whole &&
      other.source === fact.source &&
      (other.ver > fact.ver || (other.ver === fact.ver && fact.whole && other.id > fact.id)),
  );
}

/** `duplicate`: another id, the same fact; `superseded`: newer facts already overrule it, or it was taken back. */
export type Absorbed = { readonly facts: readonly Fact[]; readonly end: 'folded' | 'duplicate' | 'superseded' };

/** Adds a fact. The resulting identity is the same in whatever order facts come. */
export function absorb(facts: readonly Fact[], fact: Fact, now: number): Absorbed {
  const twin = facts.find(
    (other) => other.source === fact.source && (other.id === fact.id || content(other) === content(fact)),
  );
  if (twin && twin.id === fact.id && !fact.whole) return { facts, end: 'duplicate' };
  const others = facts.filter((other) => other !== twin);
  const kept = twin && (twin.ver > fact.ver || (twin.ver === fact.ver && twin.id >= fact.id)) ? twin : fact;
  const all = [...others, kept];
  const end = twin
    ? 'duplicate'
    : speaking(all).includes(fact) && !isOverruled(fact, speaking(all), now)
      ? 'folded'
      : 'superseded';
  return { facts: pruned(all, now), end };
}
