// What the roles of a policy give at a target: it exists there from the start, as it would in a company's own systems.
import type { Policy } from '../../shared/model/policy/policy.ts';

/** The names after `group:` or `role:`, each once, in order. */
export function givenBy(
  { roles }: Policy,
  { target, kind }: { readonly target: string; readonly kind: 'group' | 'role' },
): readonly string[] {
  const all = Object.values(roles).flatMap(({ entitlements }) => entitlements[target] ?? []);
  const names = all.filter((one) => one.startsWith(`${kind}:`)).map((one) => one.slice(kind.length + 1));
  return [...new Set(names)].sort();
}
