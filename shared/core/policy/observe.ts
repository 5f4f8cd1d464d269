// A condition as it was met: every single test of it with the value that it saw, in the order in which it is read.
import type { Test, When } from '../../model/policy/condition.ts';
import { isInCohort } from './cohort.ts';
import { type Circumstances, matches, passes } from './condition.ts';
import { attributeOf, groupsOf } from './subject.ts';

const VERBS = ['exists', 'is', 'in', 'startsWith', 'matches', 'before', 'after'] as const;
export type Verb = (typeof VERBS)[number];

/** One test with what it saw; `value` is missing where the person has none. */
export type Tested = { readonly holds: boolean } & (
  | {
      readonly kind: 'attribute';
      readonly attribute: string;
      readonly test: Verb;
      readonly wants: string | boolean | readonly string[];
      readonly value?: string;
      /** The day in the person's own zone, where the test compares with today. */
      readonly today?: string;
    }
  | { readonly kind: 'groups'; readonly wants: readonly string[]; readonly value: readonly string[] }
  | { readonly kind: 'flag'; readonly flag: string; readonly cohort: SeenCohort }
);

/** Why somebody is in a cohort or not: the share, if it names one, and its own condition. */
export interface SeenCohort {
  readonly name: string;
  readonly percent?: number;
  /** Whether the person is within that share. */
  readonly isWithin?: boolean;
  readonly when?: Observed;
}

/** A tree of conditions. `all` and `any` name parts, `not` has one. */
export type Observed =
  | { readonly kind: 'all' | 'any' | 'not'; readonly holds: boolean; readonly parts: readonly Observed[] }
  | Tested;

/** What conditions are asked about, and of whom. */
export interface Observing extends Circumstances {
  readonly person: string;
  readonly cohortOf: (flag: string) => CohortOf | undefined;
}

/** A flag's cohort by its name. */
export type CohortOf = Parameters<typeof isInCohort>[0];

/** The condition with what each part of it saw; `holds` is what `matches` says. */
export function observe(when: When, of: Observing): Observed {
  const { all, any, not, attributes, groups, flag } = when;
  const parts = [
    ...(all ?? []).map((part) => observe(part, of)),
    ...(any
      ? [
          group(
            'any',
            any.map((part) => observe(part, of)),
          ),
        ]
      : []),
    ...(not ? [group('not', [observe(not, of)])] : []),
    ...(flag === undefined ? [] : [observeFlag(flag, of)]),
    ...(groups ? [observeGroups(groups, of)] : []),
    ...Object.entries(attributes ?? {}).flatMap(([name, test]) => observeTest(name, test, of)),
  ];
  const [only] = parts;
  return only && parts.length === 1 ? only : group('all', parts);
}

function group(kind: 'all' | 'any' | 'not', parts: readonly Observed[]): Observed {
  const holds = (part: Observed) => part.holds;
  if (kind === 'not') return { kind, holds: !parts.every(holds), parts };
  return { kind, holds: kind === 'all' ? parts.every(holds) : parts.some(holds), parts };
}

function observeGroups(wants: readonly string[], { attributes }: Circumstances): Tested {
  const value = groupsOf(attributes);
  return { kind: 'groups', holds: value.some((one) => wants.includes(one)), wants, value };
}

/** A test that names several things is several tests. */
function observeTest(attribute: string, test: Test, { attributes, today }: Circumstances): readonly Tested[] {
  const value = attributeOf(attributes, attribute);
  return spelledOut(test).map(([verb, wants]): Tested => {
    const isToday = typeof wants === 'string' && (verb === 'before' || verb === 'after') && wants.startsWith('today');
    return {
      kind: 'attribute',
      holds: passes({ [verb]: wants }, value, today),
      attribute,
      test: verb,
      wants,
      ...(value !== undefined && { value }),
      ...(isToday && { today }),
    };
  });
}

type Wants = { readonly [verb in Verb]?: string | boolean | readonly string[] };

function spelledOut(test: Test): readonly (readonly [Verb, string | boolean | readonly string[]])[] {
  const wants: Wants = typeof test === 'string' ? { is: test } : Array.isArray(test) ? { in: test } : { ...test };
  return VERBS.flatMap((verb) => (wants[verb] === undefined ? [] : [[verb, wants[verb]] as const]));
}

/** A cohort's own condition is asked without flags. */
function observeFlag(flag: string, of: Observing): Tested {
  const cohort = of.cohortOf(flag);
  if (!cohort) return { kind: 'flag', holds: false, flag, cohort: { name: '' } };
  const { percent, when } = cohort.cohort;
  const without = { ...of, isOn: () => false, cohortOf: () => undefined };
  const share = percent !== undefined && isInCohort({ ...cohort, cohort: { percent } }, of.person, () => true);
  const seen = when && observe(when, without);
  return {
    kind: 'flag',
    holds: isInCohort(cohort, of.person, (condition) => matches(condition, without)),
    flag,
    cohort: {
      name: cohort.name,
      ...(percent !== undefined && { percent, isWithin: share }),
      ...(seen && { when: seen }),
    },
  };
}
