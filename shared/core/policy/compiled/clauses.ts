// A condition as clauses: it holds where any of them does, and a clause where all its checks do. What would become too many is left as it is.
import type { Test, When } from '../../../model/policy/condition.ts';
import { passes } from '../condition.ts';
import { groupsOf } from '../subject.ts';

/** More clauses of one rule than this are not worth their bits. */
const MOST = 32;

/** One test of one attribute or flag, and whether it must pass or fail. */
export interface Check {
  readonly of: 'attribute' | 'flag';
  readonly name: string;
  /** The same text: the same test. */
  readonly test: string;
  /** Whether this value, or its absence, passes. A flag that is on has the value `on`. */
  readonly passes: (value: string | undefined, today: string) => boolean;
  readonly wanted: boolean;
  /** The only values that can make a difference; undefined where any can. */
  readonly values: readonly string[] | undefined;
  /** It compares with today. */
  readonly dated: boolean;
}

export type Clause = readonly Check[];

/** Undefined: more than `MOST`. */
export function clausesOf(when: When, wanted = true): readonly Clause[] | undefined {
  const { all = [], any, not } = when;
  const parts = [
    ...checksOf(when, wanted).map((check) => [[check]]),
    ...all.map((part) => clausesOf(part, wanted)),
    ...(any
      ? [
          joined(
            any.map((part) => clausesOf(part, wanted)),
            !wanted,
          ),
        ]
      : []),
    ...(not ? [clausesOf(not, !wanted)] : []),
  ];
  return joined(parts, wanted);
}

/** All of the parts hold, or any of them. */
function joined(parts: readonly (readonly Clause[] | undefined)[], together: boolean): readonly Clause[] | undefined {
  let clauses: readonly Clause[] = together ? [[]] : [];
  for (const part of parts) {
    if (!part) return undefined;
    clauses = together ? clauses.flatMap((one) => part.map((other) => [...one, ...other])) : [...clauses, ...part];
    if (clauses.length > MOST) return undefined;
  }
  return clauses;
}

function checksOf({ attributes = {}, groups, flag }: When, wanted: boolean): readonly Check[] {
  return [
    ...Object.entries(attributes).map(([name, test]) => attributeCheck(name, test, wanted)),
    ...(groups ? [groupsCheck(groups, wanted)] : []),
    ...(flag === undefined ? [] : [flagCheck(flag, wanted)]),
  ];
}

function attributeCheck(name: string, test: Test, wanted: boolean): Check {
  return {
    of: 'attribute',
    name,
    test: JSON.stringify(test),
    passes: (value, today) => passes(test, value, today),
    wanted,
    values: valuesOf(test),
    dated: isDated(test),
  };
}

function groupsCheck(groups: readonly string[], wanted: boolean): Check {
  return {
    of: 'attribute',
    name: 'groups',
    test: `groups ${JSON.stringify(groups)}`,
    passes: (value) => value !== undefined && groupsOf({ groups: value }).some((group) => groups.includes(group)),
    wanted,
    values: undefined,
    dated: false,
  };
}

function flagCheck(flag: string, wanted: boolean): Check {
  const passes = (value: string | undefined) => value === 'on';
  return { of: 'flag', name: flag, test: 'on', passes, wanted, values: ['on'], dated: false };
}

function valuesOf(test: Test): readonly string[] | undefined {
  if (typeof test === 'string') return [test];
  if (isList(test)) return test;
  const { startsWith, matches, before, after } = test;
  if ([startsWith, matches, before, after].some((one) => one !== undefined)) return undefined;
  return [...(test.is === undefined ? [] : [test.is]), ...(test.in ?? [])];
}

function isDated(test: Test): boolean {
  if (typeof test === 'string' || isList(test)) return false;
  return [test.before, test.after].some((text) => text?.startsWith('today'));
}

function isList(test: Test): test is readonly string[] & string[] {
  return Array.isArray(test);
}
