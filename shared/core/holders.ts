// Whether somebody holds an entitlement by the ledger, or a role or rule by the policy, and by which rules.
import type { Person } from '../model/person.ts';
import type { Policy } from '../model/policy/policy.ts';
import { matches } from './policy/condition.ts';
import { separate } from './policy/duties.ts';
import { withIncluding } from './policy/graph.ts';
import { circumstancesOf } from './policy/reference.ts';
import { resolve } from './policy/resolve.ts';
import { withIncluded } from './policy/roles.ts';
import type { Subject } from './policy/subject.ts';
import { subjectAt } from './subject-at.ts';

/** Of an entitlement at these targets, or of everybody who has a role or to whom a rule applies. */
export type Held =
  | { readonly kind: 'entitlement'; readonly entitlement: string; readonly targets: readonly string[] }
  | { readonly kind: 'role' | 'rule'; readonly name: string };

/** One who holds it; of an entitlement with target, account and state. No rules: the policy gives it no more, or never did. */
export interface Holder {
  readonly person: string;
  readonly rules: readonly string[];
  readonly target?: string;
  readonly account?: 'active' | 'suspended';
  readonly state?: string;
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

interface Holding {
  readonly policy: Policy;
  readonly held: Extract<Held, { kind: 'entitlement' }>;
  readonly at: number;
}

function holdings(person: Person, { policy, held, at }: Holding): readonly Holder[] {
  const { entitlement } = held;
  const wished = held.targets.flatMap((target) => {
    const { wish, state } = person.standings[target] ?? {};
    const isIn = entitlement === 'account' ? wish?.account === 'active' : wish?.entitlements.includes(entitlement);
    return wish && state && isIn ? [{ target, account: wish.account, state }] : [];
  });
  if (wished.length === 0) return [];
  const { targets } = resolve(policy, subjectAt(person, at), at);
  return wished.map((one) => {
    const reasons = targets[one.target]?.reasons.filter((reason) => reason.entitlement === entitlement) ?? [];
    return { person: person.id, ...one, rules: sorted(reasons.map(({ rule }) => rule)) };
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
