// The suite of laws is itself tested: each law has a fault that must break it on every adapter (laws.ts), and here are bad ones more.
import { AssertionError } from 'node:assert/strict';
import { describe, expect, test } from 'vitest';
import { ask, askOfBad, type Law } from './law.ts';
import { laws } from './laws.ts';
import { badHabits } from './paper/bad-habits.ts';
import { startPaperWorld } from './paper/paper-world.ts';
import { allPlanted, isNamed, plantedFor } from './planted/all.ts';
import { slowPlanted } from './planted/slow.ts';

const named = (beginning: string): readonly Law[] => laws.filter((law) => isNamed(law, beginning));

describe('a bad adapter on paper is caught by the law it breaks', () => {
  for (const { name, breaks, habits } of badHabits)
    test(`one that ${name}`, { timeout: 120_000 }, async () => {
      for (const law of breaks.flatMap(named)) {
        const verdict = await ask(law, await startPaperWorld(habits));
        expect(verdict.kind === 'broken' && verdict.error, law.name).toBeInstanceOf(AssertionError);
      }
    });
  for (const planted of slowPlanted)
    test(`one that ${planted.name}`, { timeout: 120_000 }, async () => {
      for (const [law, says] of Object.entries(planted.breaks)) {
        const verdict = await askOfBad(named(law)[0] as Law, await startPaperWorld(), planted);
        expect(verdict.kind === 'broken' && verdict.error.message).toMatch(says);
      }
    });
});

test('every law has a fault that is planted in every adapter and must break it', () => {
  expect(laws.filter((law) => plantedFor(law).length === 0).map(({ name }) => name)).toEqual([]);
});

test('every planted fault names laws that are there, each by a beginning of its own', () => {
  const beginnings = [
    ...[...allPlanted, ...slowPlanted].flatMap(({ breaks }) => Object.keys(breaks)),
    ...badHabits.flatMap(({ breaks }) => breaks),
  ];
  expect(beginnings.filter((beginning) => named(beginning).length !== 1)).toEqual([]);
});

test('no two laws and no two bad adapters have one name', () => {
  const names = [...laws, ...allPlanted, ...slowPlanted, ...badHabits].map(({ name }) => name);
  expect(new Set(names).size).toBe(names.length);
});
