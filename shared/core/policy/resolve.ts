// Identity and policy give the wish for every target, with the rule behind every entitlement.
import type { Wish } from '../../model/access.ts';
import type { Identity } from '../../model/person.ts';
import type { Policy } from '../../model/policy.ts';
import { type AttributeValues, matches } from './match.ts';

/** Why a person has something: the first rule, by id, and the role that give it. */
export interface Reason {
  readonly entitlement: string;
  readonly role: string;
  readonly rule: string;
}

/** The wish for one target. `blocked`: the profile cannot be made, with the attribute that is missing. */
export interface Desired {
  readonly wish: Wish;
  readonly reasons: readonly Reason[];
  readonly blocked?: string;
}

/** What the person should have, by target, sorted by name. People who are not active or paused get nothing. */
export function resolve(policy: Policy, identity: Identity): { readonly [target: string]: Desired } {
  if (identity.status !== 'active' && identity.status !== 'paused') return {};
  const reasons = new Map<string, Map<string, Reason>>();
  for (const rule of [...policy.rules].sort((a, b) => (a.id < b.id ? -1 : 1)))
    if (matches(rule.when, identity.attributes))
      for (const role of rule.roles) giveRole(policy, { rule: rule.id, role, reasons });
  const account = identity.status === 'active' ? 'active' : 'suspended';
  return Object.fromEntries(
    [...reasons.keys()].sort().map((target) => {
      const given = [...(reasons.get(target)?.values() ?? [])].sort((a, b) => (a.entitlement < b.entitlement ? -1 : 1));
      const profile = profileOf(policy.mappings[target] ?? {}, identity.attributes);
      const entitlements = given.map(({ entitlement }) => entitlement).filter((name) => name !== 'account');
      return [
        target,
        { wish: { account, entitlements, profile }, reasons: given, ...(!profile.userName && { blocked: 'userName' }) },
      ];
    }),
  );
}

function giveRole(
  policy: Policy,
  { rule, role, reasons }: { rule: string; role: string; reasons: Map<string, Map<string, Reason>> },
): void {
  for (const [target, entitlements] of Object.entries(policy.roles[role]?.entitlements ?? {})) {
    const given = reasons.get(target) ?? new Map<string, Reason>();
    reasons.set(target, given);
    for (const entitlement of ['account', ...entitlements])
      if (!given.has(entitlement)) given.set(entitlement, { entitlement, role, rule });
  }
}

/** Fills the templates; a field that names a missing attribute is left out. Sorted by field name. */
export function profileOf(
  mapping: { readonly [field: string]: string },
  attributes: AttributeValues,
): { readonly [field: string]: string } {
  const fields = Object.entries(mapping).flatMap(([field, template]) => {
    let missing = false;
    const value = template.replaceAll(/\{([a-zA-Z][a-zA-Z0-9_.]*)\}/g, (_, name: string) => {
      const found = Object.hasOwn(attributes, name) ? attributes[name] : undefined;
      if (found === undefined) missing = true;
      return found ?? '';
    });
    return missing || value === '' ? [] : [[field, value] as const];
  });
  return Object.fromEntries(fields.sort(([a], [b]) => (a < b ? -1 : 1)));
}
