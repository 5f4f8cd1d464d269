// One person's recorded facts under two policies, at every moment at which something could change: what would have been different.
import type { Fact } from '../../model/person.ts';
import type { Policy } from '../../model/policy/policy.ts';
import { fold } from '../fold.ts';
import type { Desired, Resolved } from './desired.ts';
import { resolve } from './resolve.ts';

/** A fact with when it became known, ms. */
export interface Recorded {
  readonly fact: Fact;
  readonly since: number;
}

/** `profile` names fields that would have been spelled otherwise. Without `until` it would be so still. Times in ms. */
export interface Otherwise {
  readonly kind: 'loss' | 'gain' | 'profile';
  readonly target: string;
  /** `account`, an entitlement, or fields. */
  readonly what: string;
  readonly from: number;
  readonly until?: number;
  /** Rules of the old policy that give what is lost, or of the new one that give what is gained. */
  readonly rules: readonly string[];
}

export interface Replaying {
  readonly person: string;
  readonly recorded: readonly Recorded[];
  readonly numbers?: { readonly [field: string]: number };
  /** The window, ms: both ends belong to it. */
  readonly from: number;
  readonly to: number;
  readonly before: Policy;
  readonly after: Policy;
}

/** Every difference in the window, by target, what, and when it began. */
export function replay(replaying: Replaying): readonly Otherwise[] {
  const { from, to } = replaying;
  const done: Otherwise[] = [];
  let open: ReadonlyMap<string, Otherwise> = new Map();
  let held: Held = { before: new Map(), after: new Map() };
  for (let at: number | undefined = from; at !== undefined && at <= to; ) {
    const seen = lookAt(replaying, at, held);
    held = seen.held;
    for (const [key, one] of open) if (!seen.different.has(key)) done.push({ ...one, until: at });
    open = new Map([...seen.different].map(([key, one]) => [key, continued(open.get(key), one)]));
    at = seen.next;
  }
  return [...done, ...open.values()].sort(inOrder);
}

/** What each policy had given last at each target: it stays while a profile cannot be made. */
interface Held {
  readonly before: Targets;
  readonly after: Targets;
}

type Targets = ReadonlyMap<string, Given>;

interface Given {
  readonly profile: { readonly [field: string]: string };
  /** Rules by what they give. */
  readonly rules: ReadonlyMap<string, readonly string[]>;
}

interface Seen {
  readonly held: Held;
  readonly different: ReadonlyMap<string, Otherwise>;
  readonly next: number | undefined;
}

function lookAt({ person, recorded, numbers, before, after }: Replaying, at: number, held: Held): Seen {
  const facts = recorded.filter(({ since }) => since <= at).map(({ fact }) => fact);
  const identity = fold(facts, at);
  const subject = { ...identity, person, ...(numbers && { numbers }) };
  const [was, would] = [resolve(before, subject, at), resolve(after, subject, at)];
  const now = { before: givenBy(was, held.before), after: givenBy(would, held.after) };
  const moments = [identity.nextAt, was.nextAt, would.nextAt, ...recorded.map(({ since }) => since)].filter(
    (moment) => moment !== undefined && moment > at,
  ) as number[];
  return {
    held: now,
    different: differences(now, at),
    next: moments.length === 0 ? undefined : Math.min(...moments),
  };
}

function givenBy({ targets }: Resolved, last: Targets): Targets {
  return new Map(
    Object.entries(targets).flatMap(([target, desired]) => {
      const given = isBlocked(desired) ? last.get(target) : { profile: desired.wish.profile, rules: rulesOf(desired) };
      return given ? [[target, given] as const] : [];
    }),
  );
}

/** Nothing is changed at a target while an active account's profile cannot be made. */
function isBlocked({ blocked, wish }: Desired): boolean {
  return blocked !== undefined && wish.account === 'active';
}

function rulesOf({ reasons }: Desired): ReadonlyMap<string, readonly string[]> {
  const rules = new Map<string, string[]>();
  for (const { entitlement, rule } of reasons) {
    const known = rules.get(entitlement);
    if (!known) rules.set(entitlement, [rule]);
    else if (!known.includes(rule)) known.push(rule);
  }
  return rules;
}

function differences({ before, after }: Held, at: number): ReadonlyMap<string, Otherwise> {
  const found: Otherwise[] = [];
  for (const target of new Set([...before.keys(), ...after.keys()])) {
    const [was, would] = [before.get(target), after.get(target)];
    for (const [what, rules] of was?.rules ?? [])
      if (!would?.rules.has(what)) found.push({ kind: 'loss', target, what, from: at, rules });
    for (const [what, rules] of would?.rules ?? [])
      if (!was?.rules.has(what)) found.push({ kind: 'gain', target, what, from: at, rules });
    const fields = was && would ? fieldsThatDiffer(was.profile, would.profile) : [];
    if (fields.length > 0) found.push({ kind: 'profile', target, what: fields.join(', '), from: at, rules: [] });
  }
  return new Map(found.map((one) => [`${one.kind}\n${one.target}\n${one.what}`, one]));
}

function fieldsThatDiffer(was: Given['profile'], would: Given['profile']): readonly string[] {
  const names = new Set([...Object.keys(was), ...Object.keys(would)]);
  return [...names].filter((name) => was[name] !== would[name]).sort();
}

/** One that goes on keeps its beginning; rules that give it for a part of the time are named too. */
function continued(last: Otherwise | undefined, now: Otherwise): Otherwise {
  if (!last) return { ...now, rules: [...now.rules].sort() };
  return { ...last, rules: [...new Set([...last.rules, ...now.rules])].sort() };
}

function inOrder(a: Otherwise, b: Otherwise): number {
  return compare(a.target, b.target) || compare(a.what, b.what) || a.from - b.from || compare(a.kind, b.kind);
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
