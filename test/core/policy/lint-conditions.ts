// Random conditions over so few values that they often contradict or contain each other.
import fc from 'fast-check';
import type { Test, When } from '../../../shared/model/policy/condition.ts';
import { Policy } from '../../../shared/model/policy/policy.ts';

const oneOf = <T>(...all: readonly T[]) => fc.constantFrom(...all);
const word = oneOf('a', 'ab', 'b', '2027-01-01', '2027-01-03');
const day = oneOf('2027-01-01', '2027-01-02', '2027-01-04', 'today', 'today+1d', 'today-1d', 'today+1w');
const optional = { requiredKeys: [] as never[], noNullPrototype: true };
const isNamed = (value: object) => Object.keys(value).length > 0;
/** One or two of the things that could be named. */
const few = <T extends object>(value: T, keys: readonly string[]): T =>
  Object.fromEntries(Object.entries(value).filter(([key]) => keys.includes(key))) as T;

const TESTS = {
  is: word,
  in: fc.array(word, { minLength: 1, maxLength: 2 }),
  startsWith: oneOf('a', 'ab', '2027'),
  matches: oneOf('*', 'a*', '*b', 'a?', 'ab', '2027-01-0?'),
  before: day,
  after: day,
  exists: fc.boolean(),
};

const test: fc.Arbitrary<Test> = fc.oneof(
  word,
  fc.array(word, { minLength: 1, maxLength: 3 }),
  fc
    .tuple(fc.record(TESTS), fc.subarray(Object.keys(TESTS), { minLength: 1, maxLength: 2 }))
    .map(([tests, keys]) => few(tests, keys)),
);

/** `depth`: how many conditions may stand within each other. */
function aCondition(flags: readonly string[], depth = 1): fc.Arbitrary<When> {
  const below = depth === 0 ? undefined : aCondition(flags, depth - 1);
  const some = below && fc.array(below, { minLength: 1, maxLength: 2 });
  const parts = {
    attributes: fc.dictionary(oneOf('x', 'y'), test, { minKeys: 1, maxKeys: 2, noNullPrototype: true }),
    groups: fc.array(oneOf('g', 'h'), { minLength: 1, maxLength: 2 }),
    ...(flags.length > 0 && { flag: oneOf(...flags) }),
    ...(some && { all: some, any: some, not: below }),
  };
  return fc
    .tuple(fc.record(parts) as fc.Arbitrary<When>, fc.subarray(Object.keys(parts), { minLength: 1, maxLength: 2 }))
    .map(([when, keys]) => few(when, keys));
}

const ROLES = ['one', 'two', 'three'];
const role = { owner: 'it', risk: 'low', description: 'x' };
const cohort = fc.record({ percent: oneOf(0, 50, 100), when: aCondition([]) }, optional).filter(isNamed);

/** Out of three conditions, so that one rule often asks for more or less than another. */
const conditions = fc
  .tuple(...[0, 1, 1].map((depth) => aCondition(['f', 'g'], depth)))
  .chain(([a = {}, b = {}, c = {}]) => {
    const when = oneOf<When>(
      a,
      b,
      c,
      { all: [a, b] },
      { any: [a, c] },
      { all: [b, c] },
      { not: a },
      { all: [a, { not: b }] },
    );
    const rule = fc.record({ when, roles: fc.uniqueArray(oneOf(...ROLES), { minLength: 1, maxLength: 3 }) });
    return fc.array(rule, { minLength: 1, maxLength: 5 });
  });

/** Up to five rules with three roles, flags and a duty. */
export const aPolicyToCheck: fc.Arbitrary<Policy> = fc
  .record({
    rules: conditions,
    cohorts: fc.record({ f: cohort, g: cohort }),
    includes: fc.boolean(),
    duty: fc.boolean(),
  })
  .map(({ rules, cohorts, includes, duty }) =>
    Policy.parse({
      roles: {
        one: { ...role, entitlements: { app: ['group:one'] }, ...(includes && { includes: ['two'] }) },
        two: { ...role, entitlements: { app: ['group:two'] } },
        three: { ...role, entitlements: { app: ['group:three'] } },
      },
      rules: rules.map((rule, at) => ({ id: `r${at}`, ...rule })),
      mappings: { app: { userName: '{x}' } },
      cohorts,
      flags: { f: { owner: 'it', description: 'x', cohort: 'f' }, g: { owner: 'it', description: 'x', cohort: 'g' } },
      ...(duty && {
        duties: [{ id: 'd', owner: 'it', description: 'x', exclude: [{ role: 'two' }, { role: 'three' }] }],
      }),
    }),
  );

const attribute = fc.option(fc.oneof(word, oneOf('abb', 'c', '2027-01-02', '2027-01-05')), { nil: undefined });

/** Somebody, on a day around those that the conditions name. */
export const somebodyToCheck = fc
  .record({
    person: fc.integer({ min: 1, max: 40 }).map((number) => `hr-${number}`),
    x: attribute,
    y: attribute,
    groups: oneOf(undefined, 'g', 'h', 'g;h', 'i'),
    at: fc.integer({ min: -3, max: 6 }).map((days) => Date.parse('2027-01-01T12:00:00Z') + days * 86_400_000),
  })
  .map(({ person, at, ...values }) => ({
    subject: {
      person,
      status: 'active' as const,
      attributes: Object.fromEntries(
        Object.entries(values).filter((entry): entry is [string, string] => entry[1] !== undefined),
      ),
    },
    at,
  }));
