// What two tests of a text can agree on, by the letters with which they make it begin and end.
import type { Atom } from './formula.ts';

/** A pattern without `*` and `?` names one text. */
export function isOneText(pattern: string): boolean {
  return !/[*?]/.test(pattern);
}

/** The letters with which every value begins that passes. */
export function firstLetters(atom: Atom): string {
  if (atom.kind === 'startsWith') return atom.text;
  return atom.kind === 'matches' ? (/^[^*?]*/.exec(atom.pattern)?.[0] ?? '') : '';
}

/** Whether some text may pass both; only beginnings and ends are looked at. */
export function canBothMatch(a: Atom, b: Atom): boolean {
  const [beginA, beginB] = [firstLetters(a), firstLetters(b)];
  const [endA, endB] = [lastLetters(a), lastLetters(b)];
  return (beginA.startsWith(beginB) || beginB.startsWith(beginA)) && (endA.endsWith(endB) || endB.endsWith(endA));
}

function lastLetters(atom: Atom): string {
  return atom.kind === 'matches' ? (/[^*?]*$/.exec(atom.pattern)?.[0] ?? '') : '';
}
