// The target that an explanation is about: the one that is named, or the only one at which the entitlement is to be had.
import { standingWith } from '../../core/holders.ts';
import { targetsWith } from '../../core/policy/entitled-targets.ts';
import { isEntitlementName, nearestHeld } from '../../core/policy/named.ts';
import type { Person } from '../../model/person.ts';
import type { Policy } from '../../model/policy/policy.ts';
import type { Pipeline, PolicyVersion } from '../../ports/pipeline.ts';
import { policiesInForce } from './policies-in-force.ts';

export type Where =
  | { readonly kind: 'target'; readonly target: string }
  | { readonly kind: 'missing' | 'refused'; readonly why: string };

interface Naming {
  /** What the explanation goes by. */
  readonly policy: PolicyVersion;
  readonly person: Person;
  readonly entitlement: string;
  readonly target: string | null;
}

/** Looked for in that policy and in what the person has, then in every version that is for anybody. */
export async function targetFor(ports: Pipeline, naming: Naming): Promise<Where> {
  const { policy, person, entitlement, target } = naming;
  if (entitlement !== 'account' && !isEntitlementName(entitlement))
    return refused(
      `"${entitlement}" is no entitlement: give "kind:name" as the target calls it, such as group:engineering, or "account"`,
    );
  const theirs = standingWith(person, { entitlement }).map((one) => one.target);
  const near = sorted([...targetsWith(policy.bundle, entitlement), ...theirs]);
  if (target === null && near.length > 0) return onlyOf(near, naming);
  if (target !== null && (near.includes(target) || Object.hasOwn(policy.bundle.mappings, target)))
    return { kind: 'target', target };
  const policies = [policy, ...(await policiesInForce(ports))].map(({ bundle }) => bundle);
  const all = targetsKnown(ports, person, policies);
  if (target !== null)
    return all.includes(target)
      ? { kind: 'target', target }
      : { kind: 'missing', why: `there is no target "${target}"; targets: ${all.join(', ')}` };
  const far = sorted(policies.flatMap((one) => targetsWith(one, entitlement)));
  return far.length > 0 ? onlyOf(far, naming) : { kind: 'missing', why: nowhere(naming, { policies, all }) };
}

function targetsKnown({ settings }: Pipeline, { standings }: Person, policies: readonly Policy[]): readonly string[] {
  const mapped = policies.flatMap(({ mappings }) => Object.keys(mappings));
  return sorted([...mapped, ...Object.keys(standings), ...Object.keys(settings.targets)]);
}

function onlyOf(targets: readonly string[], { person, entitlement }: Naming): Where {
  const [only = ''] = targets;
  if (targets.length === 1) return { kind: 'target', target: only };
  return refused(
    `${entitlement} is to be had at ${targets.join(', ')}: name one, as in "explain ${person.id} ${only} ${entitlement}"`,
  );
}

interface Known {
  readonly policies: readonly Policy[];
  readonly all: readonly string[];
}

function nowhere({ person, entitlement }: Naming, { policies, all }: Known): string {
  const hint = nearestHeld(policies, entitlement);
  const named = `"explain ${person.id} ${all[0] ?? 'TARGET'} ${entitlement}"`;
  return `no rule and no role gives ${entitlement} at any target${hint}; and they have none: to ask all the same, name the target, as in ${named} (targets: ${all.join(', ')})`;
}

function sorted(names: readonly string[]): readonly string[] {
  return [...new Set(names)].sort();
}

function refused(why: string): Where {
  return { kind: 'refused', why };
}
