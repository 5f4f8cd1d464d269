// The survivors of the index and of rolls: much of them only remembers, or looks for what was found already.
import type { Explained } from './verdict.ts';

const policy = 'shared/core/policy';
const compiled = `${policy}/compiled`;
const DIFFERENT = 'the names that are sorted are all different: which of two equal ones comes first never matters';
const STABLE = 'of two that are equal the sort leaves first what was first, asked or not';
const NOBODY = 'a name that nothing has stands for nothing, as the empty default does';
const TYPES = 'only tells the compiler what the lines before it have made sure of';
const SHORTER = 'a shorter way to the same answer: without it the longer one is gone';
const REMEMBERS = 'only remembers: without it the same is made again';
const FALSY = 'is asked only whether it holds: undefined is as good as false';
const NO_DAY = 'where no test compares with today, nobody looks at which day it is';
const NO_TEST = 'a text or a list is no test of days: it has none of their fields';

export const explainedOfIndex: readonly Explained[] = [
  {
    file: `${compiled}/among.ts`,
    why: REMEMBERS,
    mutants: [
      ["column.of === 'flag' || isDatedColumn(column)", 'true'],
      ['emptied !== since', 'true'],
      ['entry !== -1', 'false'],
    ],
  },
  { file: `${compiled}/among.ts`, why: NO_DAY, mutants: [["''", '"Stryker was here!"']] },
  {
    file: `${compiled}/asking.ts`,
    why: 'what asks for no attribute and no flag has no name: no flag is called so',
    mutants: [["of === 'flag'", 'true']],
  },
  { file: `${compiled}/catalogue.ts`, why: DIFFERENT, mutants: [['a < b', 'a <= b']] },
  {
    file: `${compiled}/catalogue.ts`,
    why: TYPES,
    mutants: [['roles[role]?.entitlements', 'roles[role].entitlements']],
  },
  { file: `${compiled}/clauses.ts`, why: TYPES, mutants: [['value !== undefined', 'true']] },
  {
    file: `${compiled}/clauses.ts`,
    why: NO_TEST,
    mutants: [
      ["typeof test === 'string' || isList(test)", 'false'],
      ["typeof test === 'string' || isList(test)", "typeof test === 'string' && isList(test)"],
      ["typeof test === 'string'", 'false'],
      ["'string'", '""'],
    ],
  },
  {
    file: `${compiled}/entries.ts`,
    why: REMEMBERS,
    mutants: [
      ['table.size < MOST / 2', 'false'],
      ['table.size < MOST / 2', 'table.size <= MOST / 2'],
      ['table.size < MOST / 2', 'table.size >= MOST / 2'],
      ['table.set(value, other);', ';'],
    ],
  },
  {
    file: `${compiled}/interned.ts`,
    why: 'what a value is numbered by matters to nobody, as long as it is found by it',
    mutants: [['[]', '["Stryker was here"]']],
  },
  {
    file: `${compiled}/interned.ts`,
    why: 'a hash only shortens the search: the words themselves are compared after it',
    mutants: [
      ['known[entry] !== hash', 'false'],
      ['at < to', 'false'],
    ],
  },
  {
    file: `${compiled}/interned.ts`,
    why: 'a table may be a little more full, and who is nowhere may be put there once more',
    mutants: [
      ['values.length * 2 >= table.length', 'values.length * 2 > table.length'],
      ['entry !== -1', 'true'],
      ['-1', '+1'],
    ],
  },
  {
    file: `${compiled}/compiled.ts`,
    why: SHORTER,
    mutants: [
      ['waived === NOBODY', 'false'],
      ['waivers.size === 0', 'false'],
    ],
  },
  { file: `${compiled}/compiled.ts`, why: DIFFERENT, mutants: [['a.id < b.id', 'a.id <= b.id']] },
  { file: `${compiled}/compiled.ts`, why: REMEMBERS, mutants: [['on.set(flag, known);', ';']] },
  { file: `${compiled}/flags.ts`, why: FALSY, mutants: [['() => false', '() => undefined']] },
  { file: `${compiled}/layout.ts`, why: DIFFERENT, mutants: [['a < b', 'a <= b']] },
  {
    file: `${compiled}/layout.ts`,
    why: STABLE,
    mutants: [
      ['a.order === b.order', 'false'],
      ['a.order < b.order', 'a.order <= b.order'],
    ],
  },
  {
    file: `${compiled}/layout.ts`,
    why: 'each key begins with what it is of and has one blank: however they are joined, they can be told apart',
    mutants: [["'\\n'", '""']],
  },
  {
    file: `${compiled}/layout.ts`,
    why: NOBODY,
    mutants: [
      ["''", '"Stryker was here!"'],
      ["''", '"Stryker was here!"'],
    ],
  },
  { file: `${compiled}/matcher.ts`, why: NO_DAY, mutants: [["''", '"Stryker was here!"']] },
  {
    file: `${compiled}/matcher.ts`,
    why: 'a word without bits holds no rule, there or not; after the last column there is none',
    mutants: [
      ['own < entries.length', 'own <= entries.length'],
      ['bits !== 0', 'true'],
      ['bits === 0', 'false'],
    ],
  },
  { file: `${compiled}/matcher.ts`, why: SHORTER, mutants: [['direct.length === 0', 'false']] },
  { file: `${compiled}/separation.ts`, why: DIFFERENT, mutants: [['a.id < b.id', 'a.id <= b.id']] },
  { file: `${compiled}/separation.ts`, why: REMEMBERS, mutants: [['known.set(role, found);', ';']] },
  {
    file: `${compiled}/separation.ts`,
    why: 'only passes over duties that could withhold nothing: where fewer than two sides are held there are no others',
    mutants: [
      ['!keeps', 'false'],
      ['sorted.filter((duty) => (held.get(duty)?.size ?? 0) > 1)', 'sorted'],
      ['(held.get(duty)?.size ?? 0) > 1', 'true'],
      ['(held.get(duty)?.size ?? 0) > 1', '(held.get(duty)?.size ?? 0) >= 1'],
      ['sides.length === 0', 'false'],
    ],
  },
  { file: `${compiled}/templates.ts`, why: DIFFERENT, mutants: [['a < b', 'a <= b']] },
  {
    file: `${compiled}/turns.ts`,
    why: 'of two equal moments it does not matter which is taken, and what is no number is no moment to come',
    mutants: [
      ['moment < next', 'moment <= next'],
      ['[]', '["Stryker was here"]'],
      ['[]', '["Stryker was here"]'],
    ],
  },
  {
    file: `${compiled}/turns.ts`,
    why: 'the zone is asked for only where a test compares with a day',
    mutants: [
      ['moments.length === 0', 'false'],
      ["''", '"Stryker was here!"'],
    ],
  },
  {
    file: `${policy}/revised.ts`,
    why: SHORTER,
    mutants: [
      ['reasons.size === 0', 'false'],
      ['one === other', 'false'],
      ['revision.moved.size === 0', 'false'],
      ['revision.mappings.size > 0', 'true'],
      ['revision.mappings.size > 0', 'revision.mappings.size >= 0'],
      ['gone.length === 0 && moved.length === 0', 'false'],
    ],
  },
  {
    file: `${policy}/revised.ts`,
    why: 'where no rule has moved nobody asks which of them hold',
    mutants: [['() => NONE', '() => undefined']],
  },
  {
    file: `${policy}/revision.ts`,
    why: TYPES,
    mutants: [
      ['flags[flag]?.cohort', 'flags[flag].cohort'],
      ['now !== undefined', 'true'],
      ['flag !== undefined', 'true'],
    ],
  },
  { file: `${policy}/revision.ts`, why: SHORTER, mutants: [['old !== now', 'true']] },
  {
    file: `${policy}/revision.ts`,
    why: 'a flag that nobody knows is never another one',
    mutants: [
      ['flag === undefined', 'false'],
      ['[]', '["Stryker was here"]'],
    ],
  },
];
