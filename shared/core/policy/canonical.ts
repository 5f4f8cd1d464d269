// One text for one policy: the order of files, rules and names in a list changes nothing.
import type { Policy } from '../../model/policy/policy.ts';
import { canonical } from '../audit/bytes.ts';

/** The canonical text that a version's hash is taken of. What a duty's sides and a mapping's alternatives mean depends on their order: it stays. */
export function policyText(policy: Policy): string {
  const roles = Object.entries(policy.roles).map(([name, { entitlements, includes, ...role }]) => {
    const lists = Object.entries(entitlements).map(([target, names]) => [target, unique(names)] as const);
    return [
      name,
      { ...role, entitlements: Object.fromEntries(lists), ...(includes && { includes: unique(includes) }) },
    ] as const;
  });
  return canonical({
    ...policy,
    roles: Object.fromEntries(roles),
    rules: byId(policy.rules).map((rule) => ({ ...rule, roles: unique(rule.roles) })),
    duties: byId(policy.duties),
  });
}

function unique(names: readonly string[]): readonly string[] {
  return [...new Set(names)].sort();
}

function byId<T extends { readonly id: string }>(named: readonly T[]): readonly T[] {
  return [...named].sort((a, b) => (a.id < b.id ? -1 : 1));
}
