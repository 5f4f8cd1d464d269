// What a policy has been compiled to, kept as long as the bundle itself.
import type { Profile } from '../../../model/access.ts';
import type { Policy } from '../../../model/policy/policy.ts';
import type { Entitled } from '../desired.ts';
import type { Subject } from '../subject.ts';
import { type Budget, budgetOf } from './budget.ts';
import { daysOf } from './days.ts';
import { flagsOf } from './flags.ts';
import { givingOf } from './giving.ts';
import { matcherOf } from './matcher.ts';
import { templatesOf } from './templates.ts';
import { turnsOf, waiversOf } from './turns.ts';

export interface Compiled {
  /** Of somebody who is active or paused. */
  readonly entitled: (who: Pick<Subject, 'person' | 'attributes'>, at: number) => Entitled;
  readonly profiles: (targets: Entitled['targets'], subject: Subject, at: number) => readonly Profile[];
  readonly nextAt: (who: Pick<Subject, 'person' | 'attributes'>, at: number) => number | undefined;
}

const known = new WeakMap<Policy, Compiled>();

/** Made when the bundle is first asked, then the same. A bundle is never changed. */
export function compiledOf(policy: Policy): Compiled {
  const found = known.get(policy) ?? compiledWithin(policy, budgetOf());
  known.set(policy, found);
  return found;
}

/** What it remembers of people is forgotten when it takes more than the budget. */
export function compiledWithin(policy: Policy, budget: Budget): Compiled {
  return { entitled: entitling(policy, budget), profiles: profiling(policy), nextAt: turnsOf(policy) };
}

function entitling(policy: Policy, budget: Budget): Compiled['entitled'] {
  const rules = [...policy.rules].sort((a, b) => (a.id < b.id ? -1 : 1));
  const giving = givingOf(policy, rules, budget);
  const rulesOf = new WeakMap<Entitled, readonly number[]>();
  const make = (holding: readonly number[]) => {
    const entitled = giving(holding, []);
    rulesOf.set(entitled, holding);
    return entitled;
  };
  const entitled = matcherOf({ ...policy, rules }, make, budget);
  const waivers = waiversOf(policy);
  if (waivers.size === 0) return entitled;
  return (who, at) => {
    const shared = entitled(who, at);
    const waived = waivers.get(who.person)?.flatMap(({ duty, end }) => (at < end ? [duty] : [])) ?? [];
    return waived.length === 0 ? shared : giving(rulesOf.get(shared) ?? [], waived);
  };
}

function profiling(policy: Policy): Compiled['profiles'] {
  const flags = flagsOf(policy, daysOf());
  const filling = new Map(Object.entries(policy.mappings).map(([target, one]) => [target, templatesOf(target, one)]));
  return (targets, subject, at) => {
    const on = new Map<string, boolean>();
    const isOn = (flag: string) => {
      const known = on.get(flag) ?? flags(flag, subject, at);
      on.set(flag, known);
      return known;
    };
    const by = { attributes: subject.attributes, isOn, numbers: subject.numbers ?? {} };
    return targets.map(({ target }) => filling.get(target)?.(by) ?? {});
  };
}
