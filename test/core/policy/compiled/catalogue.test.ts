// Numbers of entitlements: sorted as their names are, and no two targets in one word.
import { describe, expect, it } from 'vitest';
import { catalogueOf } from '../../../../shared/core/policy/compiled/catalogue.ts';
import { Policy } from '../../../../shared/model/policy/policy.ts';

const known = { owner: 'it', risk: 'low', description: 'x' } as const;
const many = Array.from({ length: 40 }, (_, at) => `group:${String(at).padStart(2, '0')}`);

const catalogue = catalogueOf(
  Policy.parse({
    roles: {
      lead: { ...known, entitlements: { wiki: ['group:b'], app: ['group:z'] }, includes: ['member'] },
      member: { ...known, entitlements: { wiki: ['group:b', 'group:a', 'group:b'], app: [] } },
      huge: { ...known, entitlements: { many } },
    },
    rules: [],
    mappings: { wiki: { userName: 'x' }, app: { userName: 'x' }, many: { userName: 'x' } },
  }),
);

describe('a catalogue of entitlements', () => {
  it('gives each target words of its own, in the order of the targets', () => {
    expect(catalogue.sections).toEqual([
      { target: 'app', from: 0, to: 1 },
      { target: 'many', from: 1, to: 3 },
      { target: 'wiki', from: 3, to: 4 },
    ]);
    expect(catalogue.entitlements).toHaveLength(4 * 32);
    expect([0, 1, 31, 32, 64, 95, 96, 127, 128].map(catalogue.targetOf)).toEqual([
      'app',
      'app',
      'app',
      'many',
      'many',
      'many',
      'wiki',
      'wiki',
      undefined,
    ]);
  });

  it('numbers names in their order, the account among them, each once', () => {
    expect(catalogue.entitlements.slice(0, 3)).toEqual(['account', 'group:z', undefined]);
    expect(catalogue.entitlements.slice(32, 74)).toEqual(['account', ...many, undefined]);
    expect(catalogue.entitlements.slice(96, 100)).toEqual(['account', 'group:a', 'group:b', undefined]);
    expect(catalogue.numberOf('wiki', 'group:b')).toBe(98);
    expect(catalogue.numberOf('wiki', 'group:z')).toBe(undefined);
    expect(catalogue.numberOf('nowhere', 'group:b')).toBe(undefined);
  });

  it('knows what a role has of its own, and what is within it', () => {
    expect(catalogue.own('lead')).toEqual([96, 98, 0, 1]);
    expect(catalogue.own('member')).toEqual([96, 98, 97, 0]);
    expect(catalogue.own('ghost')).toEqual([]);
    expect(catalogue.own('constructor')).toEqual([]);
    expect(catalogue.within('lead')).toEqual(['lead', 'member']);
    expect(catalogue.within('ghost')).toEqual([]);
  });

  it('looks at each role once', () => {
    expect(catalogue.own('lead')).toBe(catalogue.own('lead'));
    expect(catalogue.within('lead')).toBe(catalogue.within('lead'));
  });
});
