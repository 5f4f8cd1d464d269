// One test of a condition in words: what it saw, and what was wanted.
import { type Failure, firstFailure } from './failure.ts';
import type { Observed, SeenCohort, Tested } from './observe.ts';

/** `wanted`: whether it is to hold; under a `not` it is not. `who` wants it: `the rule`, `the cohort`. */
interface Telling {
  readonly wanted: boolean;
  readonly who: string;
}

/** `department is "Sales", the rule wants "Engineering"`; where it is as wanted: `department is "Engineering", as the rule wants`. */
export function testWords(tested: Tested, telling: Telling): string {
  if (tested.kind === 'flag') return flagWords(tested, telling);
  const { wanted, who } = telling;
  const wants = wanted ? wantedWords(tested) : unwantedWords(tested);
  const isExact = tested.kind === 'attribute' && tested.test === 'is' && wanted;
  if (tested.holds !== wanted) return `${seenWords(tested)}, ${who} wants ${wants}`;
  return isExact ? `${seenWords(tested)}, as ${who} wants` : `${seenWords(tested)}, and ${who} wants ${wants}`;
}

/** The test in the way, and that no alternative to it held either. */
export function failureWords({ tested, unwanted, alternatives }: Failure, who: string): string {
  const others =
    alternatives === 1
      ? ', and its other alternative fails too'
      : alternatives > 1
        ? `, and its ${alternatives} other alternatives fail too`
        : '';
  return `${testWords(tested, { wanted: !unwanted, who })}${others}`;
}

/** Every test that let a condition hold, in order; of alternatives those that hold. */
export function heldWords(
  observed: Observed,
  { wanted, who }: Telling = { wanted: true, who: 'the rule' },
): readonly string[] {
  if (!('parts' in observed)) return [testWords(observed, { wanted, who })];
  const next = { wanted: observed.kind === 'not' ? !wanted : wanted, who };
  return observed.parts.filter(({ holds }) => holds === next.wanted).flatMap((part) => heldWords(part, next));
}

type Plain = Exclude<Tested, { kind: 'flag' }>;
type Attribute = Extract<Tested, { kind: 'attribute' }>;

function seenWords(tested: Plain): string {
  if (tested.kind === 'groups')
    return tested.value.length === 0 ? 'they are in no group' : `they are in ${listed(tested.value)}`;
  return tested.value === undefined
    ? `${tested.attribute} is missing`
    : `${tested.attribute} is ${quoted(tested.value)}`;
}

function wantedWords(tested: Plain): string {
  if (tested.kind === 'groups') return `somebody in ${oneOf(tested.wants)}`;
  const wants = wantsOf(tested);
  switch (tested.test) {
    case 'exists':
      return tested.wants === true ? 'it to be there' : 'it to be missing';
    case 'is':
      return wants;
    case 'in':
      return wants;
    case 'startsWith':
      return `it to begin with ${wants}`;
    case 'matches':
      return `it to match ${wants}`;
    case 'before':
    case 'after':
      return `a day ${tested.test} ${wants}`;
  }
}

function unwantedWords(tested: Plain): string {
  if (tested.kind === 'groups') return `nobody in ${oneOf(tested.wants)}`;
  const wants = wantsOf(tested);
  switch (tested.test) {
    case 'exists':
      return tested.wants === true ? 'it to be missing' : 'it to be there';
    case 'is':
      return `anything but ${wants}`;
    case 'in':
      return `none of ${listed(tested.wants as readonly string[])}`;
    case 'startsWith':
      return `it not to begin with ${wants}`;
    case 'matches':
      return `it not to match ${wants}`;
    case 'before':
    case 'after':
      return `no day ${tested.test} ${wants}`;
  }
}

function wantsOf({ wants, test, today }: Attribute): string {
  if (typeof wants === 'boolean') return '';
  if (typeof wants !== 'string') return oneOf(wants);
  if (test !== 'before' && test !== 'after') return quoted(wants);
  return today === undefined ? wants : `${wants} (today is ${today})`;
}

function flagWords({ flag, cohort, holds }: Extract<Tested, { kind: 'flag' }>, { wanted, who }: Telling): string {
  const seen = `flag "${flag}" is ${holds ? 'on' : 'off'}: ${cohortWords(cohort)}`;
  return holds === wanted ? seen : `${seen}; ${who} wants it ${wanted ? 'on' : 'off'}`;
}

function cohortWords({ name, percent, isWithin, when }: SeenCohort): string {
  if (name === '') return 'it names no cohort that there is';
  const cohort = `cohort "${name}"`;
  if (percent !== undefined && !isWithin) return `they are not among the ${percent} % of ${cohort}`;
  const failure = when && firstFailure(when);
  const seen = failure ? [failureWords(failure, cohort)] : when ? heldWords(when, { wanted: true, who: cohort }) : [];
  return [...(percent === undefined ? [] : [`they are among the ${percent} % of ${cohort}`]), ...seen].join(', ');
}

function oneOf(names: readonly string[]): string {
  return names.length === 1 ? quoted(names[0] ?? '') : `one of ${listed(names)}`;
}

function listed(names: readonly string[]): string {
  return names.map(quoted).join(', ');
}

function quoted(text: string): string {
  return `"${text}"`;
}
