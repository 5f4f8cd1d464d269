// The loop that one writes first: every rule for every person, conditions made functions once, entitlements into a set.
import type { AttributeValues } from '../shared/core/policy/subject.ts';
import type { Test, When } from '../shared/model/policy/condition.ts';
import type { Policy } from '../shared/model/policy/policy.ts';

type Holds = (attributes: AttributeValues) => boolean;

/** The entitlements of somebody with these attributes. */
export function naiveLoop(policy: Policy): (attributes: AttributeValues) => ReadonlySet<string> {
  const given = givenBy(policy);
  const ready = policy.rules.map(({ id, when }) => ({ holds: holdsOf(when), gives: given.get(id) ?? [] }));
  return (attributes) => {
    const all = new Set<string>();
    for (const { holds, gives } of ready) if (holds(attributes)) for (const one of gives) all.add(one);
    return all;
  };
}

/** By rule, what it gives, as `target entitlement`. */
export function givenBy({ rules, roles }: Policy): ReadonlyMap<string, readonly string[]> {
  return new Map(
    rules.map(({ id, roles: given }) => {
      const lists = given.flatMap((role) => Object.entries(roles[role]?.entitlements ?? {}));
      return [id, lists.flatMap(([target, all]) => all.map((one) => `${target} ${one}`))];
    }),
  );
}

function holdsOf({ attributes = {}, any, all, not }: When): Holds {
  const parts: Holds[] = Object.entries(attributes).map(([name, test]) => testOf(name, test));
  for (const one of all ?? []) parts.push(holdsOf(one));
  if (any) {
    const some = any.map(holdsOf);
    parts.push((of) => some.some((holds) => holds(of)));
  }
  if (not) {
    const inner = holdsOf(not);
    parts.push((of) => !inner(of));
  }
  const [first, second] = parts;
  if (first && parts.length === 1) return first;
  if (first && second && parts.length === 2) return (of) => first(of) && second(of);
  return (of) => parts.every((holds) => holds(of));
}

function testOf(name: string, test: Test): Holds {
  if (typeof test === 'string') return (of) => of[name] === test;
  if (Array.isArray(test)) return (of) => test.includes(of[name] ?? '');
  const { startsWith = '' } = test as { readonly startsWith?: string };
  return (of) => of[name]?.startsWith(startsWith) === true;
}
