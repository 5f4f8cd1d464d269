// Random policies, people and moments, from so few names that things coincide; among the names are those that every object has.
import fc from 'fast-check';
import type { Subject } from '../../../shared/core/policy/subject.ts';
import type { Test, When } from '../../../shared/model/policy/condition.ts';
import { Policy } from '../../../shared/model/policy/policy.ts';

const ATTRIBUTES = ['department', 'site', 'constructor', 'toString', 'starts', 'ends', 'groups', 'timezone', 'zone'];
const ROLES = ['basic', 'constructor', '10', '9', 'lead', 'valueof'];
const TARGETS = ['app', 'constructor', '7'];
const ENTITLEMENTS = ['group:a', 'group:b', 'role:constructor', 'aa:z', 'group:__proto__'];
const FLAGS = ['early', 'constructor'];
const COHORTS = ['half', 'constructor', 'north'];
const PEOPLE = ['hr-1', 'hr-2', 'constructor', '__proto__'];
const WORDS = ['a', 'b', 'ab', 'a;b', ' b ;c', '__proto__', 'constructor', 'Ünal', '🙂a', 'groups'];
const DAYS = [
  '2026-06-14',
  '2026-06-15',
  '2026-06-16',
  '2026-07-01',
  '2026-06-15T23:30:00Z',
  '0001-01-01',
  '9999-12-31',
];
const ZONES = ['UTC', 'Pacific/Kiritimati', 'America/St_Johns', 'Pacific/Apia', 'No/Zone', 'constructor'];

const oneOf = <T>(all: readonly T[]) => fc.constantFrom(...all);
const word = fc.oneof(oneOf(WORDS), oneOf(DAYS), oneOf(ZONES));
const line = word.filter((text) => !/\p{C}/u.test(text));
const day = fc.oneof(
  oneOf(['2026-06-15', '2026-06-16', '2026-07-01']),
  oneOf(['today', 'today+1d', 'today-1d', 'today+2w', 'today-9999w']),
);

const optional = { requiredKeys: [] as never[] };
const nonEmpty = (value: object) => Object.keys(value).length > 0;
const condition: fc.Arbitrary<Test> = fc.oneof(
  line,
  fc.array(line, { minLength: 1, maxLength: 3 }),
  fc
    .record(
      {
        is: line,
        in: fc.array(line, { minLength: 1, maxLength: 3 }),
        startsWith: oneOf(['a', '2026', 'b', 'Ü']),
        matches: oneOf(['*', 'a*', '?', '*b*', '2026-??-*']),
        before: day,
        after: day,
        exists: fc.boolean(),
      },
      optional,
    )
    .filter(nonEmpty),
);

const whenOf = (flags: boolean): fc.Arbitrary<When> =>
  fc.letrec<{ when: When; leaf: When }>((tie) => ({
    leaf: fc
      .record(
        {
          attributes: fc.dictionary(oneOf(ATTRIBUTES), condition, { minKeys: 0, maxKeys: 2, noNullPrototype: true }),
          groups: fc.array(oneOf(['a', 'b', 'c', 'constructor']), { minLength: 1, maxLength: 2 }),
          ...(flags && { flag: oneOf(FLAGS) }),
        },
        optional,
      )
      .filter(nonEmpty),
    when: fc.oneof(
      { maxDepth: 3, withCrossShrink: true },
      tie('leaf'),
      fc
        .record(
          {
            all: fc.array(tie('when'), { minLength: 1, maxLength: 4 }),
            any: fc.array(tie('when'), { minLength: 1, maxLength: 4 }),
            not: tie('when'),
          },
          optional,
        )
        .filter(nonEmpty),
      tie('leaf'),
    ),
  })).when;

const lists = fc.dictionary(oneOf(TARGETS), fc.array(oneOf(ENTITLEMENTS), { maxLength: 3 }), { noNullPrototype: true });

/** Roles include only those after them: no role includes itself. */
const roles = fc.tuple(...ROLES.map(() => fc.tuple(lists, fc.array(fc.nat(5), { maxLength: 2 })))).map((all) =>
  Object.fromEntries(
    all.map(([entitlements, below], at) => {
      const includes = below.flatMap((other) => (other > at ? [ROLES[other] ?? ''] : []));
      const known = { owner: 'it', risk: 'low', description: 'x', entitlements };
      return [ROLES[at] ?? '', { ...known, ...(includes.length > 0 && { includes }) }];
    }),
  ),
);

const rule = fc.record({
  when: fc.oneof({ weight: 3, arbitrary: whenOf(true) }, { weight: 1, arbitrary: fc.constant({ attributes: {} }) }),
  roles: fc.array(oneOf(ROLES), { minLength: 1, maxLength: 3 }),
});
const rules = fc
  .tuple(
    fc.array(rule, { maxLength: 8 }),
    fc.shuffledSubarray(['r1', 'r10', 'r2', '7', 'constructor', 'b', 'a_', 'a-'], { minLength: 8 }),
  )
  .map(([all, ids]) => all.map((one, at) => ({ id: ids[at] ?? '', ...one })));

const side = fc.oneof(
  fc.record({ role: oneOf(ROLES) }),
  fc.record({ target: oneOf(TARGETS), entitlement: oneOf(ENTITLEMENTS) }),
);
const waiver = fc.record({
  person: oneOf(PEOPLE),
  until: oneOf(['2026-06-14', '2026-06-15', '2026-12-31']),
  reason: fc.constant('x'),
  approvedBy: fc.constant('y'),
});
const duties = fc
  .array(fc.tuple(fc.array(side, { minLength: 2, maxLength: 3 }), fc.array(waiver, { maxLength: 2 })), { maxLength: 3 })
  .map((all) =>
    all.map(([exclude, waivers], at) => ({ id: `d${9 - at}`, owner: 'it', description: 'x', exclude, waivers })),
  );

const shaped = fc.record(
  {
    template: oneOf(['{department}', '{toString}-{site}', 'x{constructor}@{a b}', '{', '{missing}', '$&{site}']),
    maxLength: fc.integer({ min: 1, max: 6 }),
    characters: oneOf(['a-z', 'a-z0-9@-', 'A-Z']),
    unique: fc.boolean(),
    flag: oneOf(FLAGS),
  },
  { requiredKeys: ['template'] },
);
const field = fc.oneof(
  oneOf(['{department}', '{site}{starts}', 'fixed']),
  shaped,
  fc.array(shaped, { minLength: 1, maxLength: 3 }),
);
const mapping = fc.record(
  { userName: field, constructor: field, toString: field, name: field },
  { requiredKeys: ['userName'], noNullPrototype: true },
);
const cohort = fc.record({ percent: oneOf([0, 33.3, 50, 100]), when: whenOf(false) }, optional).filter(nonEmpty);
const named = <T>(names: readonly string[], value: fc.Arbitrary<T>) =>
  fc.tuple(...names.map(() => value)).map((all) => Object.fromEntries(all.map((one, at) => [names[at] ?? '', one])));
const flag = fc.record({ owner: fc.constant('it'), description: fc.constant('x'), cohort: oneOf(COHORTS) });

/** Parsed, as every policy is that comes in. */
export const aRandomPolicy: fc.Arbitrary<Policy> = fc
  .record({
    roles,
    rules,
    duties,
    mappings: named(TARGETS, mapping),
    cohorts: named(COHORTS, cohort),
    flags: named(FLAGS, flag),
  })
  .map((written) => Policy.parse(written));

export const aRandomSubject: fc.Arbitrary<Subject> = fc.record(
  {
    person: oneOf(PEOPLE),
    status: fc.oneof(
      { weight: 8, arbitrary: oneOf(['active', 'paused'] as const) },
      { weight: 1, arbitrary: oneOf(['left', 'expected', 'unknown'] as const) },
    ),
    attributes: fc
      .dictionary(oneOf([...ATTRIBUTES, '__proto__']), fc.oneof(word, fc.constant('')), {
        minKeys: 2,
        noNullPrototype: true,
      })
      .map((all) => Object.fromEntries(Object.entries(all))),
    numbers: fc.dictionary(
      oneOf(['app.userName', '7.toString', 'constructor.constructor', 'app']),
      fc.integer({ min: 2, max: 12 }),
      { noNullPrototype: true },
    ),
  },
  { requiredKeys: ['person', 'status', 'attributes'] },
);

/** Around days that the conditions name, to the hour and the millisecond. */
export const aRandomMoment: fc.Arbitrary<number> = fc
  .tuple(fc.integer({ min: -60, max: 60 }), oneOf([-1, 0, 1]))
  .map(([hours, ms]) => Date.parse('2026-06-15T00:00:00Z') + hours * 3_600_000 + ms);
