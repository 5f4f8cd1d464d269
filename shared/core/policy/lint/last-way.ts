// Ways to lock everybody out: a guard that never holds anything, and power that hangs by one rule.
import { ownOf } from '../own.ts';
import { withIncluded } from '../roles.ts';
import type { Finding, Known } from './finding.ts';
import { widerRules } from './wider-rules.ts';

/** From this share on, per cent, the guard holds back too little to be one: half of the company may have lost everything by then. */
const HARDLY_A_GUARD = 50;

/** The guard holds what goes beyond its share of the people. */
export function guardOff({ policy }: Pick<Known, 'policy'>): readonly Finding[] {
  const off = (['hourPercent', 'dayPercent'] as const).filter((name) => policy.limits[name] >= HARDLY_A_GUARD);
  return off.map((name) => ({
    code: 'guard-off',
    path: ['limits', name],
    message: `at ${name} ${policy.limits[name]} one mistake could take everything from half of the people or more before the guard holds anything; write a share below ${HARDLY_A_GUARD}`,
  }));
}

/**
 * What is of high risk and one rule alone gives, at a target where no account is protected: when that rule holds of
 * nobody any more, the last one who could let others in again loses it too. One finding for a rule and a target.
 */
export function lastWay({ policy, settings }: Pick<Known, 'policy' | 'settings'>): readonly Finding[] {
  if (!settings) return [];
  const ways = waysTo(policy);
  const alone = [...ways.values()].filter(
    ({ rules, isRequested, target }) =>
      rules.size === 1 && !isRequested && !settings.targetsWithProtected.includes(target),
  );
  const found = Map.groupBy(alone, ({ rules, target }) => JSON.stringify([...rules, target]));
  return [...found.values()].map((same) => {
    const [{ rules, target } = { rules: new Set<number>(), target: '' }] = same;
    const [position = 0] = rules;
    const names = same.map(({ entitlement }) => `"${entitlement}"`).join(', ');
    return {
      code: 'last-admin',
      path: ['rules', position],
      message: `only rule "${policy.rules[position]?.id}" gives ${names} at "${target}", which is of high risk, and no account there is protected: when it holds of nobody, nobody is left; protect an account in frontdesk.yaml, or give it in a second way`,
    };
  });
}

interface Ways {
  readonly target: string;
  readonly entitlement: string;
  readonly rules: Set<number>;
  isRequested: boolean;
}

/** By what it is, every rule and request that leads to an entitlement of high risk. */
function waysTo(policy: Known['policy']): ReadonlyMap<string, Ways> {
  const found = new Map<string, Ways>();
  const add = (role: string, rule: number | undefined) => {
    for (const { target, entitlement } of risky(policy, role)) {
      const key = JSON.stringify([target, entitlement]);
      const ways = found.get(key) ?? { target, entitlement, rules: new Set<number>(), isRequested: false };
      if (rule === undefined) ways.isRequested = true;
      else ways.rules.add(rule);
      found.set(key, ways);
    }
  };
  const { never } = widerRules(policy);
  for (const [position, { roles }] of policy.rules.entries())
    if (!never.has(position)) for (const role of roles) add(role, position);
  for (const [name, { requestable }] of Object.entries(policy.roles)) if (requestable) add(name, undefined);
  return found;
}

/** Names of what lets people decide about the access of others. */
const ADMINISTRATIVE = /admin|owner|root|superuser/i;

/** What a role gives that is of high risk: the catalogue says so, or where it says nothing the role that has it, of what is named so. */
function risky(policy: Known['policy'], role: string) {
  return withIncluded(policy, role).flatMap((name) => {
    const isHigh = policy.roles[name]?.risk === 'high';
    return Object.entries(policy.roles[name]?.entitlements ?? {}).flatMap(([target, given]) =>
      given
        .filter((entitlement) => {
          const known = ownOf(ownOf(policy.entitlements, target), entitlement)?.risk;
          return known === undefined ? isHigh && ADMINISTRATIVE.test(entitlement) : known === 'high';
        })
        .map((entitlement) => ({ target, entitlement })),
    );
  });
}
