// The entitlement graph is what the policy does: a role reaches what a rule that gives it would give, and back.
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { holdersAmong } from '../../../shared/core/holders.ts';
import { reachOfEntitlement, reachOfRole } from '../../../shared/core/policy/reach.ts';
import { reachOfPerson } from '../../../shared/core/policy/reach-person.ts';
import { resolve } from '../../../shared/core/policy/resolve.ts';
import type { Fact } from '../../../shared/model/person.ts';
import { aPerson } from '../../builders/a-person.ts';
import { AT, ENTITLEMENTS, randomPolicy, randomSubject } from './random-policies.ts';

const role = fc.constantFrom('r1', 'r2', 'r3', 'r4');

it('a role reaches exactly what a person has to whom a rule gives it and nothing else', () => {
  fc.assert(
    fc.property(randomPolicy, role, (policy, name) => {
      const alone = { ...policy, duties: [], rules: [{ id: 'alone', when: { attributes: {} }, roles: [name] }] };
      const reach = reachOfRole({ bundle: alone }, name);
      const subject = { person: 'staff-1', status: 'active', attributes: { userName: 'mara' } } as const;
      const given = Object.entries(resolve(alone, subject, AT).targets).flatMap(([target, { reasons }]) =>
        reasons.map(({ entitlement }) => `${target} ${entitlement}`),
      );
      const reached = reach.kind === 'role' ? reach.entitlements : [];
      expect(reached.map(({ target, entitlement }) => `${target} ${entitlement}`)).toEqual([...new Set(given)].sort());
    }),
    { numRuns: 500 },
  );
});

it('an entitlement names each role and rule that can give it, and each of these reaches it', () => {
  fc.assert(
    fc.property(randomPolicy, fc.constantFrom(...ENTITLEMENTS), (policy, entitlement) => {
      const mapped = { bundle: policy };
      const reach = reachOfEntitlement(mapped, entitlement);
      for (const { target, roles, includedBy } of reach.kind === 'entitlement' ? reach.at : []) {
        const reaching = Object.keys(policy.roles).filter((name) => {
          const of = reachOfRole(mapped, name);
          return (
            of.kind === 'role' &&
            of.entitlements.some((one) => one.target === target && one.entitlement === entitlement)
          );
        });
        expect([...roles, ...includedBy].map(({ name }) => name).sort()).toEqual(reaching.sort());
      }
    }),
    { numRuns: 300 },
  );
});

it('a person reaches what the policy gives them, by the rules that give it', () => {
  fc.assert(
    fc.property(randomPolicy, randomSubject, (policy, subject) => {
      const { entitlements, rules } = reachOfPerson({ bundle: policy }, subject, AT);
      const reasons = Object.entries(resolve(policy, subject, AT).targets).flatMap(([target, of]) =>
        of.reasons.map(({ entitlement, rule }) => ({ what: `${target} ${entitlement}`, rule })),
      );
      expect(entitlements.map(({ target, entitlement }) => `${target} ${entitlement}`)).toEqual(
        [...new Set(reasons.map(({ what }) => what))].sort(),
      );
      expect(rules.map(({ name }) => name)).toEqual([...new Set(reasons.map(({ rule }) => rule))].sort());
    }),
    { numRuns: 500 },
  );
});

/** Facts that fold to the subject. */
function factsOf({
  attributes,
  status,
}: {
  attributes: { readonly [name: string]: string };
  status: string;
}): readonly Fact[] {
  const turned = status === 'active' || status === 'paused' || status === 'left' ? status : undefined;
  const turns = turned ? [{ status: turned, at: 1 } as const] : [];
  return [{ source: 'hr', id: 'hire', ver: 1, whole: true, at: 1, set: attributes, turns }];
}

it('somebody holds a role when the policy gives them something through it, and only then', () => {
  fc.assert(
    fc.property(randomPolicy, randomSubject, role, (policy, subject, name) => {
      const person = aPerson({ id: 'staff-1', facts: factsOf(subject) });
      const holders = holdersAmong([person], { policy, held: { kind: 'role', name }, at: AT });
      const status = subject.status === 'expected' ? 'unknown' : subject.status;
      const reasons = Object.values(resolve(policy, { ...subject, status }, AT).targets).flatMap((of) => of.reasons);
      const through = reasons.filter((reason) => (reason.through ?? reason.role) === name).map(({ rule }) => rule);
      expect(holders.flatMap(({ rules }) => rules)).toEqual(expect.arrayContaining(through));
      if (subject.status === 'left' || subject.status === 'unknown') expect(holders).toEqual([]);
    }),
    { numRuns: 500 },
  );
});
