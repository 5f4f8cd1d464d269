// Everybody, grouped by what they are entitled to: a new policy is then asked of groups, not of people.
import type { Policy } from '../../model/policy/policy.ts';
import { compiledOf } from './compiled/compiled.ts';
import type { Entitled } from './desired.ts';
import { entitledAmong } from './entitled.ts';
import type { Listed } from './listed.ts';
import type { Subject } from './subject.ts';

/** People of whom the same rules hold, and for whom the same duties are waived. */
export interface Group {
  readonly entitled: Entitled;
  /** The rules' positions among all of the policy, sorted by id; undefined: people who are not active or paused, whom no rule is asked of. */
  readonly rules: readonly number[] | undefined;
  readonly waived: readonly string[];
  /** By their position in the roll, ascending. */
  readonly members: readonly number[];
}

/** What everybody on a list is entitled to at `at` (ms). */
export interface Roll {
  readonly policy: Policy;
  readonly listed: Listed;
  readonly at: number;
  readonly groups: readonly Group[];
}

export function rollOf(policy: Policy, listed: Listed, at: number): Roll {
  const entitledAt = entitledAmong(policy, listed, at);
  const members = new Map<Entitled, number[]>();
  for (let position = 0; position < listed.people.length; position++) {
    const entitled = entitledAt(position);
    const known = members.get(entitled);
    if (known) known.push(position);
    else members.set(entitled, [position]);
  }
  const { rulesOf, waived } = compiledOf(policy);
  const groups = [...members].map(([entitled, all]): Group => {
    const first = all[0] as number;
    const isAsked = listed.entitled[first] === 1;
    const { person } = listed.people[first] as Subject;
    return { entitled, rules: isAsked ? rulesOf(entitled) : undefined, waived: waived(person, at), members: all };
  });
  return { policy, listed, at, groups };
}
