// Policies and people at random, small enough that they meet: few names, many overlaps.
import fc from 'fast-check';
import type { Subject } from '../../../shared/core/policy/subject.ts';
import { Policy, type WrittenPolicy } from '../../../shared/model/policy/policy.ts';

export const TARGETS = ['app', 'wiki'];
export const ENTITLEMENTS = ['group:a', 'group:b', 'group:c'];
const ROLES = ['r1', 'r2', 'r3', 'r4'];
const ATTRIBUTES = ['team', 'site', 'title'];
const VALUES = ['x', 'y', 'xy'];
export const AT = Date.parse('2026-11-21T10:00:00Z');

const value = fc.constantFrom(...VALUES);
const test = fc.oneof(
  value,
  fc.uniqueArray(value, { minLength: 1, maxLength: 2 }),
  fc.record({ is: value }),
  fc.record({ startsWith: fc.constantFrom('x', 'y') }),
  fc.record({ matches: fc.constantFrom('x*', '?', '*y') }),
  fc.record({ exists: fc.boolean() }),
  fc.record({ exists: fc.constant(true), in: fc.uniqueArray(value, { minLength: 1, maxLength: 2 }) }),
);
const day = fc.constantFrom('today', 'today+3d', 'today-1w', '2026-11-21', '2026-11-25');
const dayTest = fc.oneof(fc.record({ before: day }), fc.record({ after: day }));
const attributes = fc
  .tuple(
    fc.dictionary(fc.constantFrom(...ATTRIBUTES), test, { maxKeys: 2 }),
    fc.dictionary(fc.constant('ends'), dayTest, { maxKeys: 1 }),
  )
  .map(([some, days]) => ({ ...some, ...days }));

type WrittenWhen = WrittenPolicy['rules'][number]['when'];

/** Any condition, to a depth of three. */
export const aWhen = (flags: readonly string[] = ['new']): fc.Arbitrary<WrittenWhen> =>
  fc.letrec<{ when: WrittenWhen }>((tie) => ({
    when: fc.oneof(
      { maxDepth: 3, depthSize: 'small' },
      fc.record({ attributes }),
      fc.record({ groups: fc.uniqueArray(fc.constantFrom('g', 'h'), { minLength: 1, maxLength: 2 }) }),
      flags.length > 0 ? fc.record({ flag: fc.constantFrom(...flags) }) : fc.record({ attributes }),
      fc.record({ all: fc.array(tie('when'), { minLength: 1, maxLength: 3 }) }),
      fc.record({ any: fc.array(tie('when'), { minLength: 1, maxLength: 3 }), attributes }),
      fc.record({ not: tie('when') }),
    ),
  })).when;

const entitlementsAt = fc.dictionary(
  fc.constantFrom(...TARGETS),
  fc.uniqueArray(fc.constantFrom(...ENTITLEMENTS), { maxLength: 2 }),
);

/** A role includes later ones only. */
const roles = fc.tuple(
  ...ROLES.map((_, position) =>
    fc.record({
      entitlements: entitlementsAt,
      includes: fc.uniqueArray(fc.constantFrom(...ROLES.slice(position + 1), 'none'), { maxLength: 2 }),
    }),
  ),
);

const side = fc.oneof(
  fc.record({ role: fc.constantFrom(...ROLES) }),
  fc.record({ target: fc.constantFrom(...TARGETS), entitlement: fc.constantFrom(...ENTITLEMENTS) }),
);
const waivers = fc.oneof(
  { weight: 3, arbitrary: fc.constant([]) },
  fc
    .constantFrom('2026-12-31', '2026-01-31')
    .map((until) => [{ person: 'staff-1', until, reason: 'cover', approvedBy: 'audit' }]),
);
const duties = fc.array(fc.record({ exclude: fc.array(side, { minLength: 2, maxLength: 3 }), waivers }), {
  maxLength: 2,
});
const rules = fc.array(
  fc.record({ when: aWhen(), roles: fc.uniqueArray(fc.constantFrom(...ROLES), { minLength: 1, maxLength: 2 }) }),
  { maxLength: 5 },
);

export const randomPolicy: fc.Arbitrary<Policy> = fc
  .record({ roles, rules, duties, percent: fc.constantFrom(0, 50, 100), cohort: aWhen([]) })
  .map(({ roles: all, rules: some, duties: separate, percent, cohort }) =>
    Policy.parse({
      roles: Object.fromEntries(all.map((role, position) => [ROLES[position], written(role)])),
      rules: some.map((rule, position) => ({ id: `rule${position}`, ...rule })),
      duties: separate.map((duty, position) => ({ id: `duty${position}`, owner: 'it', description: 'd', ...duty })),
      mappings: Object.fromEntries(TARGETS.map((target) => [target, { userName: '{userName}' }])),
      flags: { new: { owner: 'it', description: 'A flag', cohort: 'early' } },
      cohorts: { early: { percent, when: cohort } },
    } as WrittenPolicy),
  );

function written({ entitlements, includes }: { entitlements: object; includes: readonly string[] }) {
  const named = includes.filter((name) => name !== 'none');
  return { owner: 'it', risk: 'low', description: 'r', entitlements, ...(named.length > 0 && { includes: named }) };
}

export const randomSubject: fc.Arbitrary<Subject> = fc
  .record({
    status: fc.constantFrom('active', 'active', 'paused', 'left', 'expected', 'unknown'),
    attributes: fc.dictionary(fc.constantFrom(...ATTRIBUTES), value),
    ends: fc.option(fc.constantFrom('2026-11-20', '2026-11-23', '2026-12-24', 'never'), { nil: undefined }),
    groups: fc.option(fc.constantFrom('g', 'h;g', ''), { nil: undefined }),
    userName: fc.option(fc.constant('mara'), { nil: undefined }),
  })
  .map(({ status, attributes: some, ...others }) => ({
    person: 'staff-1',
    status: status as Subject['status'],
    attributes: {
      ...some,
      ...(Object.fromEntries(Object.entries(others).filter(([, one]) => one !== undefined)) as {
        [name: string]: string;
      }),
    },
  }));
