// Roles with what they include: a role gives its own entitlements and those of every role below it.
import type { Policy } from '../../model/policy/policy.ts';

/** The role and all that it includes, itself first, the others sorted. Names that are no role are left out. */
export function withIncluded({ roles }: Pick<Policy, 'roles'>, name: string): readonly string[] {
  const found = new Set<string>();
  const ahead = [name];
  for (let next = ahead.pop(); next !== undefined; next = ahead.pop()) {
    if (found.has(next) || !Object.hasOwn(roles, next)) continue;
    found.add(next);
    ahead.push(...(roles[next]?.includes ?? []));
  }
  found.delete(name);
  return Object.hasOwn(roles, name) ? [name, ...[...found].sort()] : [];
}
