// Whether somebody holds an entitlement by the ledger, or a role or rule by the policy, and by which rules.

import type { Person } from '../model/person.ts';
import type { Policy } from '../model/policy/policy.ts';
import { matches } from './policy/condition.ts';
import { separate } from './policy/duties.ts';
import { withIncluding } from './policy/graph.ts';
import { ownOf } from './policy/own.ts';
import { circumstancesOf } from './policy/reference.ts';
import { resolve } from './policy/resolve.ts';
import { withIncluded } from './policy/roles.ts';
import type { Subject } from './policy/subject.ts';
import { subjectAt } from './subject-at.ts';

/** Of an entitlement, at one target or wherever the ledger has it, or of everybody who has a role or to whom a rule applies. */
export type Held =
  | { readonly kind: 'entitlement'; readonly entitlement: string; readonly target?: string }
  | { readonly kind: 'role' | 'rule'; readonly name: string };

/** One who holds it; of an entitlement with target, account and state. No rules: the policy gives it no more, or never did. */
export interface Holder {
  readonly person: string;
  readonly rules: readonly string[];
  readonly target?: string;
  readonly account?: 'active' | 'suspended';
  readonly state?: string;
  /** Not wished any more, and not proven to be gone. */
  readonly mayRemain?: true;
  /** Of a past moment: since when it had been wished, and when that had been read back, if it had been by then. */
  readonly since?: string;
  readonly verifiedAt?: string;
}

/** Everybody of `people` who holds it, in their order; an entitlement once for each target. */
export function holdersAmong(
  people: readonly Person[],
  { policy, held, at }: { readonly policy: Policy; readonly held: Held; readonly at: number },
): readonly Holder[] {
  if (held.kind === 'entitlement') return people.flatMap((person) => holdings(person, { policy, held, at }));
  const giving = givingOf(policy, held);
  return people.flatMap((person) => {
    const rules = giving(subjectAt(person, at), at);
    return rules.length > 0 ? [{ person: person.id, rules }] : [];
  });
}

type Standing = Required<Pick<Holder, 'target' | 'account' | 'state'>> & Pick<Holder, 'mayRemain'>;

interface Holding {
  readonly policy: Policy;
  readonly held: Extract<Held, { kind: 'entitlement' }>;
  readonly at: number;
}

function holdings(person: Person, { policy, held, at }: Holding): readonly Holder[] {
  const standing = standingWith(person, held);
  if (standing.length === 0) return [];
  const { targets } = resolve(policy, subjectAt(person, at), at);
  return standing.map((one) => {
    const reasons = ownOf(targets, one.target)?.reasons.filter(({ entitlement }) => entitlement === held.entitlement);
    return { person: person.id, ...one, rules: sorted((reasons ?? []).map(({ rule }) => rule)) };
  });
}

/** Where it is wished for them, or was and is not proven to be gone. */
export function standingWith(
  { standings }: Pick<Person, 'standings'>,
  { entitlement, target: only }: { readonly entitlement: string; readonly target?: string },
): readonly Standing[] {
  return Object.entries(standings).flatMap(([target, { wish, state, had }]) => {
    if (only !== undefined && target !== only) return [];
    const isIn = entitlement === 'account' ? wish.account === 'active' : wish.entitlements.includes(entitlement);
    const mayRemain = !isIn && state !== 'verified' && had.includes(entitlement);
    return isIn || mayRemain ? [{ target, account: wish.account, state, ...(mayRemain && { mayRemain }) }] : [];
  });
}

type Giving = (subject: Subject, at: number) => readonly string[];

/** The rules by which somebody has the role, or the rule itself where it applies; duties are minded. */
function givingOf(policy: Policy, { kind, name }: Extract<Held, { name: string }>): Giving {
  const above = kind === 'role' ? withIncluding(policy, name) : [];
  const rules = policy.rules.filter(({ id, roles }) =>
    kind === 'rule' ? id === name : roles.some((role) => above.includes(role)),
  );
  return (subject, at) => {
    if (subject.status !== 'active' && subject.status !== 'paused') return [];
    const circumstances = circumstancesOf(policy, subject, at);
    const applying = rules.filter(({ when }) => matches(when, circumstances));
    if (applying.length === 0 || kind === 'rule' || policy.duties.length === 0)
      return sorted(applying.map(({ id }) => id));
    const given = policy.rules
      .filter(({ when }) => matches(when, circumstances))
      .flatMap(({ id, roles }) => roles.map((role) => ({ rule: id, role })));
    const left = separate(policy, { given, person: subject.person, at }).given;
    return sorted(left.filter(({ role }) => withIncluded(policy, role).includes(name)).map(({ rule }) => rule));
  };
}

function sorted(names: readonly string[]): readonly string[] {
  return [...new Set(names)].sort();
}
