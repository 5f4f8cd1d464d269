import { describe, expect, test } from 'vitest';
import { houseInMemory } from './house.ts';
import { plantedHouses, soundHouse } from './planted-houses.ts';
import { violationLine } from './rule.ts';
import { houseRules } from './rules/house-rules.ts';

describe('a rule of the house', () => {
  for (const { rule: name, plant, files, says } of plantedHouses)
    test(`catches ${plant}: ${name}`, () => {
      const rule = houseRules.find((candidate) => candidate.name === name);
      const found = rule?.find(houseInMemory(files)).map(violationLine) ?? [];
      expect(found).toEqual([expect.stringContaining(says)]);
    });

  test('has at least one planted violation that it catches', () => {
    const planted = new Set(plantedHouses.map(({ rule }) => rule));
    expect(houseRules.map(({ name }) => name).filter((name) => !planted.has(name))).toEqual([]);
  });

  for (const { name, find } of houseRules)
    test(`finds nothing in a sound house: ${name}`, () => {
      expect(find(houseInMemory(soundHouse)).map(violationLine)).toEqual([]);
    });

  test('works on an empty house, while its folders are still to come', () => {
    expect(houseRules.flatMap(({ find }) => find([]))).toEqual([]);
  });
});
