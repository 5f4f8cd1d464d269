// The suites of laws are themselves tested: each law has a fault that must break it on every source (laws.ts, file-laws.ts), and here are more.
import { describe, expect, test } from 'vitest';
import { fileLaws } from './file-laws.ts';
import { laws } from './laws.ts';
import { allPlanted, plantedFor } from './planted/all.ts';
import { expectCaught } from './planted/caught.ts';
import { plantedFiles } from './planted/files.ts';
import { plantedStandard } from './planted/standard.ts';
import { standardWorld } from './worlds/standard.ts';

describe('the laws of sources catch a source of Standard Webhooks that', () => {
  for (const law of laws)
    for (const planted of plantedFor(law, plantedStandard))
      test(planted.fault, () => expectCaught(law, standardWorld, planted), 30_000);
});

test('every law has a fault that is planted in every source and must break it', () => {
  const without = [
    ...laws.filter((law) => plantedFor(law, allPlanted).length === 0),
    ...fileLaws.filter((law) => plantedFor(law, plantedFiles).length === 0),
  ];
  expect(without.map(({ title }) => title)).toEqual([]);
});

test('every planted fault has one law that catches it, and a name of its own', () => {
  const caughtOnce = (
    titles: readonly string[],
    list: readonly { readonly fault: string; readonly caughtBy: string }[],
  ) => list.filter(({ caughtBy }) => titles.filter((title) => title.startsWith(caughtBy)).length !== 1);
  const ofSources = [...allPlanted, ...plantedStandard];
  expect(
    caughtOnce(
      laws.map(({ title }) => title),
      ofSources,
    ),
  ).toEqual([]);
  expect(
    caughtOnce(
      fileLaws.map(({ title }) => title),
      plantedFiles,
    ),
  ).toEqual([]);
  const names = [...ofSources, ...plantedFiles].map(({ fault }) => fault);
  expect(new Set(names).size).toBe(names.length);
});
