// The house keeps its own rules: floors, purity, homes of SDKs, signatures, sizes and names (docs: CONTRIBUTING.md).
import { resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import { houseOnDisk } from './quality/house.ts';
import { violationLine } from './quality/rule.ts';
import { houseRules } from './quality/rules/house-rules.ts';

describe('the house keeps its rules', () => {
  const house = houseOnDisk(resolve(import.meta.dirname, '..'));

  test('all of the house was read', () => {
    const folders = new Set(house.map(({ path }) => path.split('/').slice(0, 2).join('/')));
    expect([...folders]).toEqual(
      expect.arrayContaining(['shared/core', 'shared/model', 'shared/ports', 'test/quality']),
    );
    expect(house.filter(({ imports }) => imports.length > 0).length).toBeGreaterThan(house.length / 2);
  });

  for (const rule of houseRules)
    test(rule.name, () => {
      expect(rule.find(house).map(violationLine)).toEqual([]);
    });
});
