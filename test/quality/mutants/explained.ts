// Mutants that survive because they change nothing that anybody could notice. Any other survivor needs a test.
import { explainedOfIndex } from './explained-index.ts';
import type { Explained } from './verdict.ts';

const policy = 'shared/core/policy';
const DIFFERENT = 'the names that are sorted are all different: which of two equal ones comes first never matters';
const ABSENT = 'what is undefined is no key, day or number of what follows: the answer is the same without the check';
const NOBODY = 'a name that nothing has stands for nothing, as the empty default does';
const TYPES = 'only tells the compiler what the lines before it have made sure of';
const SHORTER = 'a shorter way to the same answer: without it the longer one is gone';
const REMEMBERS = 'only remembers: without it the same is made again';
const FALSY = 'is asked only whether it holds: undefined is as good as false';

export const explained: readonly Explained[] = [
  { file: 'shared/core/diff.ts', why: DIFFERENT, mutants: [['a < b', 'a <= b']] },
  { file: 'shared/core/diff.ts', why: REMEMBERS, mutants: [['known.set(text, digest);', ';']] },
  {
    file: 'shared/core/diff.ts',
    why: SHORTER,
    mutants: [
      ['last?.account === wish.account && isSameList(last.entitlements, wish.entitlements)', 'false'],
      ['{ return a.length === b.length && a.every((name, place) => name === b[place]); }', '{}'],
      ['a.length === b.length && a.every((name, place) => name === b[place])', 'false'],
      ['(name, place) => name === b[place]', '() => undefined'],
      ['name === b[place]', 'false'],
    ],
  },
  {
    file: 'shared/core/guard.ts',
    why: ABSENT,
    mutants: [
      ['from !== undefined', 'true'],
      ['from === undefined', 'false'],
    ],
  },
  {
    file: 'shared/core/losses.ts',
    why: SHORTER,
    mutants: [
      ['deltas.length === 0 && !input.prompt', 'false'],
      ['{ return events.length === 0 && (person.nextFact ?? Number.POSITIVE_INFINITY) > now; }', '{}'],
      ['events.length === 0 && (person.nextFact ?? Number.POSITIVE_INFINITY) > now', 'false'],
    ],
  },
  { file: 'shared/core/losses.ts', why: NOBODY, mutants: [['[]', '["Stryker was here"]']] },
  {
    file: 'shared/core/losses.ts',
    why: ABSENT,
    mutants: [
      ['person.lost !== undefined', 'true'],
      ['lost === undefined', 'false'],
    ],
  },
  {
    file: 'shared/core/trial.ts',
    why: NOBODY,
    mutants: [
      ['[]', '["Stryker was here"]'],
      ['[]', '["Stryker was here"]'],
      ['[]', '["Stryker was here"]'],
    ],
  },
  {
    file: 'shared/core/trial.ts',
    why: SHORTER,
    mutants: [
      ['given.length === 0 || rollOut === undefined', 'false'],
      ['given.length === 0 || rollOut === undefined', 'given.length === 0 && rollOut === undefined'],
      ['given.length === 0', 'false'],
      ['rollOut === undefined', 'false'],
    ],
  },
  { file: 'shared/core/trial.ts', why: DIFFERENT, mutants: [['a < b', 'a <= b']] },
  {
    file: 'shared/core/trial.ts',
    why: TYPES,
    mutants: [
      ['trial?.had', 'trial.had'],
      ['trial?.by', 'trial.by'],
    ],
  },
  { file: `${policy}/calendar.ts`, why: ABSENT, mutants: [['day === undefined', 'false']] },
  {
    file: `${policy}/calendar.ts`,
    why: SHORTER,
    mutants: [
      ["zone === 'UTC'", 'false'],
      ["'UTC'", '""'],
    ],
  },
  {
    file: `${policy}/canonical.ts`,
    why: DIFFERENT,
    mutants: [
      ['a.id < b.id', 'a.id <= b.id'],
      ['a < b', 'a <= b'],
    ],
  },
  {
    file: `${policy}/canonical.ts`,
    why: 'a text has no list of values: it goes through as it is',
    mutants: [
      ["typeof test === 'string'", 'false'],
      ["'string'", '""'],
    ],
  },
  { file: `${policy}/canonical.ts`, why: ABSENT, mutants: [['approval === undefined', 'false']] },
  {
    file: `${policy}/characters.ts`,
    why: REMEMBERS,
    mutants: [['known', 'false']],
  },
  { file: `${policy}/condition.ts`, why: ABSENT, mutants: [['start !== undefined', 'true']] },
  { file: `${policy}/duties.ts`, why: DIFFERENT, mutants: [['a.id < b.id', 'a.id <= b.id']] },
  { file: `${policy}/duties.ts`, why: NOBODY, mutants: [['[]', '["Stryker was here"]']] },
  {
    file: `${policy}/duties.ts`,
    why: 'where no side is held there are no others; a side that names a role has no target, one that names a target no role',
    mutants: [
      ['!keeps', 'false'],
      ["'role' in side", 'true'],
      ["'role' in side", 'false'],
      ["'role'", '""'],
    ],
  },
  { file: `${policy}/profile.ts`, why: DIFFERENT, mutants: [['a < b', 'a <= b']] },
  {
    file: `${policy}/profile.ts`,
    why: 'a text in which an attribute is missing is thrown away, whatever stands in its place',
    mutants: [["''", '"Stryker was here!"']],
  },
  { file: `${policy}/reference.ts`, why: DIFFERENT, mutants: [['a < b', 'a <= b']] },
  { file: `${policy}/reference.ts`, why: FALSY, mutants: [['() => false', '() => undefined']] },
  { file: `${policy}/reference.ts`, why: NOBODY, mutants: [["''", '"Stryker was here!"']] },
  {
    file: `${policy}/reference.ts`,
    why: TYPES,
    mutants: [['policy.roles[name]?.entitlements', 'policy.roles[name].entitlements']],
  },
  { file: `${policy}/roles.ts`, why: TYPES, mutants: [['roles[next]?.includes', 'roles[next].includes']] },
  { file: `${policy}/roles.ts`, why: NOBODY, mutants: [['[]', '["Stryker was here"]']] },
  {
    file: `${policy}/roll-out.ts`,
    why: ABSENT,
    mutants: [
      ['to === undefined', 'false'],
      ['name !== undefined', 'true'],
      ['name !== undefined', 'true'],
    ],
  },
  { file: `${policy}/roll-out.ts`, why: TYPES, mutants: [['flags[to]?.cohort', 'flags[to].cohort']] },
  {
    file: `${policy}/turning.ts`,
    why: 'a text is no condition and no test: it has none of their fields',
    mutants: [
      ['[]', '["Stryker was here"]'],
      ['[]', '["Stryker was here"]'],
      ['[]', '["Stryker was here"]'],
      ["typeof test === 'string' || Array.isArray(test)", 'false'],
      ["typeof test === 'string' || Array.isArray(test)", "typeof test === 'string' && Array.isArray(test)"],
      ["typeof test === 'string'", 'false'],
      ["'string'", '""'],
    ],
  },
  {
    file: `${policy}/turning.ts`,
    why: 'a test against a fixed day never turns over: leaving it out is a shorter way to the same answer',
    mutants: [["'today'", '""']],
  },
  { file: `${policy}/unique.ts`, why: DIFFERENT, mutants: [['a.name < b.name', 'a.name <= b.name']] },
  {
    file: `${policy}/used.ts`,
    why: 'a text is no condition and no test: it has none of their fields; the name in braces is always there',
    mutants: [
      ['[]', '["Stryker was here"]'],
      ["''", '"Stryker was here!"'],
      ["typeof test === 'object' && !Array.isArray(test)", 'true'],
      ["typeof test === 'object' && !Array.isArray(test)", "typeof test === 'object' || !Array.isArray(test)"],
      ["typeof test === 'object'", 'true'],
    ],
  },
  { file: `${policy}/version-for.ts`, why: ABSENT, mutants: [['person.pin !== undefined', 'true']] },
  {
    file: `${policy}/version-for.ts`,
    why: 'a share has no condition: nobody asks it',
    mutants: [
      ['true', 'false'],
      ['() => true', '() => undefined'],
    ],
  },
  { file: `${policy}/version-for.ts`, why: FALSY, mutants: [['() => false', '() => undefined']] },
  ...explainedOfIndex,
];
