// Texts of a condition that no attribute ever has: values are kept in one form, and what is written in another one never holds.
import { asKept } from '../value.ts';
import type { Test, When } from './condition.ts';
import type { Parts } from './parts.ts';
import type { CrossFault } from './references.ts';

type Place = CrossFault['path'];

/** Each at its text, with the form in which values are kept. */
export function unsaidTexts({ rules, cohorts }: Parts): readonly CrossFault[] {
  return [
    ...rules.flatMap(({ when }, index) => inWhen(when, ['rules', index, 'when'])),
    ...Object.entries(cohorts).flatMap(([name, { when }]) => (when ? inWhen(when, ['cohorts', name, 'when']) : [])),
  ];
}

function inWhen({ all = [], any = [], not, attributes = {}, groups = [] }: When, path: Place): readonly CrossFault[] {
  return [
    ...all.flatMap((part, index) => inWhen(part, [...path, 'all', index])),
    ...any.flatMap((part, index) => inWhen(part, [...path, 'any', index])),
    ...(not ? inWhen(not, [...path, 'not']) : []),
    ...Object.entries(attributes).flatMap(([name, test]) => inTest(test, [...path, 'attributes', name])),
    ...groups.flatMap((group, index) => inGroup(group, [...path, 'groups', index])),
  ];
}

function inTest(test: Test, path: Place): readonly CrossFault[] {
  if (typeof test === 'string') return whole(test, path);
  if (Array.isArray(test)) return test.flatMap((value, index) => whole(value, [...path, index]));
  const { is, in: among = [], startsWith, matches } = test as Exclude<Test, string | readonly string[]>;
  return [
    ...(is === undefined ? [] : whole(is, [...path, 'is'])),
    ...among.flatMap((value, index) => whole(value, [...path, 'in', index])),
    ...(startsWith === undefined ? [] : beginning(startsWith, [...path, 'startsWith'])),
    ...(matches === undefined ? [] : whole(matches, [...path, 'matches'])),
  ];
}

function inGroup(group: string, path: Place): readonly CrossFault[] {
  if (!group.includes(';')) return whole(group, path);
  return [{ path, message: `is no name of a group: a ";" stands between two groups; write each of them for itself` }];
}

function whole(text: string, path: Place): readonly CrossFault[] {
  return unlike(text, asKept(text), path);
}

/** What begins a value may end in a space: more comes after it. */
function beginning(text: string, path: Place): readonly CrossFault[] {
  return unlike(text, asKept(`${text}|`).slice(0, -1), path);
}

function unlike(text: string, kept: string, path: Place): readonly CrossFault[] {
  if (text === kept) return [];
  if (kept === '') return [{ path, message: 'is nothing but space, and no value is; ask for "exists: false" instead' }];
  const message = `can never hold: values are kept without space around them, with single spaces, and with marks and letters in one; write it as ${JSON.stringify(kept)}${because(text, kept)}`;
  return [{ path, message }];
}

/** Where the two look alike, the character that is not as it seems. */
function because(text: string, kept: string): string {
  const [written, wanted] = [[...text], [...kept]];
  const at = written.findIndex((character, index) => character !== wanted[index]);
  const odd = written
    .slice(Math.max(0, at))
    .find((character) => /[^ -~]/.test(character) && !wanted.includes(character));
  if (odd === undefined) return '';
  const code = (odd.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0');
  return ` (its character ${written.indexOf(odd) + 1} is U+${code})`;
}
