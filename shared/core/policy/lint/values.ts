// Whether claims about one attribute leave it any value at all. "No" is certain; "yes" may mean that nobody knows.
import type { Test } from '../../../model/policy/condition.ts';
import { comparedDay, dayOf } from '../calendar.ts';
import { passes } from '../condition.ts';
import { canBeBetween } from './days.ts';
import type { Atom } from './formula.ts';
import { canBothMatch, firstLetters, isOneText } from './texts.ts';

export interface Demands {
  /** Each of them passes: there is a value. */
  readonly holding: readonly Atom[];
  /** None of them passes; all of them are so where there is no value. */
  readonly failing: readonly Atom[];
}

/** Claims that cannot hold of one value, whatever day it is. */
export function isImpossible({ holding, failing }: Demands): boolean {
  if (holding.length === 0) return false;
  const named = valuesNamed(holding);
  if (named) return !named.some((value) => canBe(value, { holding, failing }));
  return (
    failing.some((denied) => denied.kind === 'exists' || holding.some((atom) => implies(atom, denied))) ||
    !canBeBetween(holding) ||
    holding.some((a, index) => holding.slice(index + 1).some((b) => !canBothMatch(a, b)))
  );
}

/** Where a test names its values, no other can be. */
function valuesNamed(holding: readonly Atom[]): readonly string[] | undefined {
  for (const atom of holding) {
    if (atom.kind === 'in') return atom.values;
    if (atom.kind === 'matches' && isOneText(atom.pattern)) return [atom.pattern];
  }
  return undefined;
}

function canBe(value: string, { holding, failing }: Demands): boolean {
  return daysToTry(value, [...holding, ...failing]).some(
    (today) =>
      holding.every((atom) => passes(testOf(atom), value, today)) &&
      !failing.some((atom) => passes(testOf(atom), value, today)),
  );
}

/** Days on which the tests of this value may answer otherwise than on the others: around each at which one turns. */
function daysToTry(value: string, atoms: readonly Atom[]): readonly string[] {
  const day = dayOf(value);
  const turns = atoms.flatMap((atom) => {
    if ((atom.kind !== 'before' && atom.kind !== 'after') || !atom.day.startsWith('today') || day === undefined)
      return [];
    const back = atom.day.replace(/[+-]/, (sign) => (sign === '+' ? '-' : '+'));
    const turn = comparedDay(back, day);
    return turn === undefined ? [] : ['today-1d', 'today', 'today+1d'].flatMap((near) => comparedDay(near, turn) ?? []);
  });
  return turns.length === 0 ? ['2027-01-01'] : turns;
}

function testOf(atom: Atom): Test {
  switch (atom.kind) {
    case 'in':
      return [...atom.values];
    case 'startsWith':
      return { startsWith: atom.text };
    case 'matches':
      return { matches: atom.pattern };
    case 'before':
      return { before: atom.day };
    case 'after':
      return { after: atom.day };
    case 'exists':
      return { exists: true };
  }
}

/** Whether whatever passes `a` passes `b`. */
function implies(a: Atom, b: Atom): boolean {
  switch (b.kind) {
    case 'exists':
      return true;
    case 'startsWith':
      return firstLetters(a).startsWith(b.text);
    case 'matches':
      return (a.kind === 'matches' && a.pattern === b.pattern) || coversBeginning(b.pattern, firstLetters(a));
    case 'before':
      return a.kind === 'before' && isSameClock(a.day, b.day) && compared(a.day) <= compared(b.day);
    case 'after':
      return a.kind === 'after' && isSameClock(a.day, b.day) && compared(a.day) >= compared(b.day);
    case 'in':
      return false;
  }
}

/** `Eng*` covers all that begins with `Engineer`. */
function coversBeginning(pattern: string, beginning: string): boolean {
  return /^[^*?]*\*+$/.test(pattern) && beginning.startsWith(pattern.replaceAll('*', ''));
}

function isSameClock(a: string, b: string): boolean {
  return a.startsWith('today') === b.startsWith('today');
}

/** Days that move are compared as if it were one day. */
function compared(day: string): string {
  return comparedDay(day, '5000-01-01') ?? '';
}
