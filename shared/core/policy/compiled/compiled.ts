// What a policy has been compiled to, kept as long as the bundle itself.
import type { Profile } from '../../../model/access.ts';
import type { Policy } from '../../../model/policy/policy.ts';
import type { Entitled } from '../desired.ts';
import type { Listed } from '../listed.ts';
import type { Subject } from '../subject.ts';
import { type Budget, budgetOf } from './budget.ts';
import { daysOf } from './days.ts';
import { flagsOf } from './flags.ts';
import { type Giving, givingOf } from './giving.ts';
import { matcherOf } from './matcher.ts';
import { templatesOf } from './templates.ts';
import { turnsOf, waiversOf } from './turns.ts';

export interface Compiled {
  /** Of somebody who is active or paused. */
  readonly entitled: (who: Pick<Subject, 'person' | 'attributes'>, at: number) => Entitled;
  /** The same of people on a list, by their position. */
  readonly among: (listed: Listed, at: number) => (position: number) => Entitled;
  /** The rules that gave it, by their position among all, sorted by id. */
  readonly rulesOf: (entitled: Entitled) => readonly number[];
  /** What these rules give to somebody for whom the duties of those ids are waived. */
  readonly give: Giving;
  /** The duties that are waived for a person at `at`, ms. */
  readonly waived: (person: string, at: number) => readonly string[];
  readonly profiles: (targets: Entitled['targets'], subject: Subject, at: number) => readonly Profile[];
  readonly nextAt: (who: Pick<Subject, 'person' | 'attributes'>, at: number) => number | undefined;
}

const NONE: readonly string[] = [];
const NOBODY: Compiled['waived'] = () => NONE;

const known = new WeakMap<Policy, Compiled>();

/** Made when the bundle is first asked, then the same. A bundle is never changed. */
export function compiledOf(policy: Policy): Compiled {
  const found = known.get(policy);
  if (found) return found;
  const made = compiledWithin(policy, budgetOf());
  known.set(policy, made);
  return made;
}

/** What it remembers of people is forgotten when it takes more than the budget. */
export function compiledWithin(policy: Policy, budget: Budget): Compiled {
  const rules = sortedRules(policy);
  const rulesOf = new WeakMap<Entitled, readonly number[]>();
  const giving = once(() => givingOf(policy, rules, budget));
  const give: Giving = (holding, duties) => {
    const entitled = giving()(holding, duties);
    rulesOf.set(entitled, holding);
    return entitled;
  };
  const shared = once(() => matcherOf({ ...policy, rules }, (holding) => give(holding, NONE), budget));
  const waived = waiving(policy);
  const withWaivers = (entitled: Entitled, person: string, at: number) => {
    const duties = waived(person, at);
    return duties.length === 0 ? entitled : give(rulesOf.get(entitled) as readonly number[], duties);
  };
  return {
    entitled: (who, at) => withWaivers(shared().match(who, at), who.person, at),
    among: (listed, at) => {
      const match = shared().among(listed, at);
      if (waived === NOBODY) return match;
      return (position) => withWaivers(match(position), (listed.people[position] as Subject).person, at);
    },
    rulesOf: (entitled) => rulesOf.get(entitled) ?? [],
    give,
    waived,
    profiles: profiling(policy),
    nextAt: turnsOf(policy),
  };
}

/** The rules in the order in which positions count them. */
export function sortedRules({ rules }: Pick<Policy, 'rules'>): Policy['rules'] {
  return [...rules].sort((a, b) => (a.id < b.id ? -1 : 1));
}

function waiving(policy: Policy): Compiled['waived'] {
  const waivers = waiversOf(policy);
  if (waivers.size === 0) return NOBODY;
  return (person, at) => waivers.get(person)?.flatMap(({ duty, end }) => (at < end ? [duty] : [])) ?? NONE;
}

function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined;
  return () => {
    made ??= { value: make() };
    return made.value;
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
