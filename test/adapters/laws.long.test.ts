// The suite of laws is itself tested: a good adapter keeps them all (paper.laws.test.ts), and each bad one here is caught by name.
import { describe, expect, test } from 'vitest';
import { ask, type Law } from './law.ts';
import { laws } from './laws.ts';
import { startPaperWorld } from './paper/paper-world.ts';
import { plantedAnswers } from './paper/planted-answers.ts';
import { plantedWrites } from './paper/planted-writes.ts';

const planted = [...plantedWrites, ...plantedAnswers];
const lawsOf = (beginnings: readonly string[]): readonly Law[] =>
  beginnings.flatMap((beginning) => {
    const exact = laws.filter((law) => law.name === beginning);
    return exact.length > 0 ? exact : laws.filter((law) => law.name.startsWith(beginning));
  });

describe('a bad adapter is caught by the law it breaks', () => {
  for (const { name, breaks, ...spoiling } of planted)
    test(`one that ${name}`, { timeout: 120_000 }, async () => {
      for (const beginning of breaks) {
        const [law, ...more] = lawsOf([beginning]);
        expect(
          more.map((other) => other.name),
          `"${beginning}" names one law`,
        ).toEqual([]);
        expect(law, `"${beginning}" names a law`).toBeDefined();
        const verdict = await ask(law as Law, await startPaperWorld(spoiling));
        expect(verdict.kind, (law as Law).name).toBe('broken');
      }
    });
});

test('there is no law that no bad adapter breaks', () => {
  const broken = new Set(lawsOf(planted.flatMap(({ breaks }) => breaks)));
  expect(laws.filter((law) => !broken.has(law)).map((law) => law.name)).toEqual([]);
});

test('no two laws and no two bad adapters have one name', () => {
  const names = [...laws, ...planted].map(({ name }) => name);
  expect(new Set(names).size).toBe(names.length);
});
