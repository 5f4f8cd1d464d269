// What one version of the policy says otherwise than another: by part and name, with where it is written.
import type { Origin } from '../../model/policy/origin.ts';
import type { Policy } from '../../model/policy/policy.ts';
import { canonical } from '../audit/bytes.ts';
import { policyText } from './canonical.ts';

/** `at`: file and line, of the newer version where it is still there. */
export interface PolicyChange {
  readonly part: string;
  readonly name: string;
  readonly change: 'added' | 'changed' | 'removed';
  readonly at?: string;
}

export interface Side {
  readonly bundle: Policy;
  readonly origin?: Origin;
}

type Named = { readonly [name: string]: unknown };

/** Sorted by part and name. What only says the same in another order is no change. */
export function comparePolicies(before: Side, after: Side): readonly PolicyChange[] {
  const [old, now] = [partsOf(before.bundle), partsOf(after.bundle)];
  return Object.keys(now).flatMap((part) => {
    const [was, is] = [old[part] ?? {}, now[part] ?? {}];
    const names = [...new Set([...Object.keys(was), ...Object.keys(is)])].sort();
    return names.flatMap((name) => {
      const change = changeOf(was[name], is[name]);
      if (!change) return [];
      const { origin } = change === 'removed' ? before : after;
      const at = origin?.places[`${part} ${name}`];
      return [{ part, name, change, ...(at !== undefined && { at }) }];
    });
  });
}

function changeOf(was: unknown, is: unknown): PolicyChange['change'] | undefined {
  if (was === undefined) return 'added';
  if (is === undefined) return 'removed';
  return canonical(was) === canonical(is) ? undefined : 'changed';
}

/** Every part by the word that `Origin` uses for it. */
function partsOf(bundle: Policy): { readonly [part: string]: Named } {
  const { roles, rules, duties, mappings, limits, ...more } = JSON.parse(policyText(bundle)) as Policy;
  return {
    role: roles,
    rule: byId(rules),
    duty: byId(duties),
    mapping: mappings,
    limits: { ...limits },
    entitlements: more.entitlements,
    approval: { ...prefixed('risk', more.approvals.risks), ...prefixed('role', more.approvals.roles) },
    lease: more.leases,
    flag: more.flags,
    cohort: more.cohorts,
  };
}

function byId(named: readonly { readonly id: string }[]): Named {
  return Object.fromEntries(named.map((one) => [one.id, one]));
}

function prefixed(word: string, named: Named): Named {
  return Object.fromEntries(Object.entries(named).map(([name, value]) => [`${word} ${name}`, value]));
}
