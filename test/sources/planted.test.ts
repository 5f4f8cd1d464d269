// The suite of laws is itself tested: each planted fault must break the law that is there for it.
import { describe, expect, test } from 'vitest';
import { lawsFor } from './laws.ts';
import { planted as first } from './planted.ts';
import { plantedMore } from './planted-more.ts';
import { bambooWorld } from './worlds/bamboohr.ts';
import { oktaWorld } from './worlds/okta.ts';
import { standardWorld } from './worlds/standard.ts';

const planted = [...first, ...plantedMore];

async function isBroken(title: string, world: (typeof planted)[number]['world']): Promise<boolean> {
  const law = lawsFor(world).find((one) => one.title.startsWith(title));
  if (!law) throw new Error(`no law that begins with "${title}" is asked of this world`);
  return law.check(world).then(
    () => false,
    () => true,
  );
}

describe('the laws of sources catch a source that', () => {
  for (const { fault, world, caughtBy } of planted)
    test(fault, async () => expect(await isBroken(caughtBy, world)).toBe(true), 30_000);
});

test('there are at least twenty planted faults, each of its own', () => {
  expect(new Set(planted.map(({ fault }) => fault)).size).toBe(planted.length);
  expect(planted.length).toBeGreaterThanOrEqual(20);
});

test('there is no law that no bad source breaks', () => {
  const titles = new Set([standardWorld, bambooWorld, oktaWorld].flatMap(lawsFor).map(({ title }) => title));
  const uncaught = [...titles].filter((title) => !planted.some(({ caughtBy }) => title.startsWith(caughtBy)));
  expect(uncaught).toEqual([]);
});
