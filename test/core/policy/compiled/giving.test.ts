// What rules give is made once for all of whom they hold, cannot be changed, and says what it takes of the budget.
import { describe, expect, it } from 'vitest';
import { type Budget, budgetOf } from '../../../../shared/core/policy/compiled/budget.ts';
import { catalogueOf } from '../../../../shared/core/policy/compiled/catalogue.ts';
import { givingOf } from '../../../../shared/core/policy/compiled/giving.ts';
import { sharedBy } from '../../../../shared/core/policy/compiled/matched.ts';
import { separationOf } from '../../../../shared/core/policy/compiled/separation.ts';
import { Policy } from '../../../../shared/model/policy/policy.ts';
import { aCountingBudget } from '../../../builders/a-counting-budget.ts';

const known = { owner: 'it', risk: 'low', description: 'x' } as const;
const many = Array.from({ length: 40 }, (_, at) => `group:${String(at).padStart(2, '0')}`);
const pay = { target: 'bank', entitlement: 'group:pay' };
const check = { target: 'bank', entitlement: 'group:check' };

const policy = Policy.parse({
  roles: {
    member: { ...known, entitlements: { wiki: [], app: ['group:b', 'group:a'] } },
    lead: { ...known, entitlements: { app: ['group:c'] }, includes: ['member'] },
    payer: { ...known, entitlements: { bank: ['group:pay', 'group:see'] } },
    checker: { ...known, entitlements: { bank: ['group:check', 'group:see'] } },
    huge: { ...known, entitlements: { many } },
    bare: { ...known, entitlements: { app: [] } },
    first: { ...known, entitlements: { many: many.slice(0, 1) } },
  },
  rules: [
    { id: 'a', when: { attributes: {} }, roles: ['member', 'member'] },
    { id: 'b', when: { attributes: {} }, roles: ['lead'] },
    { id: 'c', when: { attributes: {} }, roles: ['payer'] },
    { id: 'd', when: { attributes: {} }, roles: ['checker'] },
    { id: 'e', when: { attributes: {} }, roles: ['huge'] },
    { id: 'f', when: { attributes: {} }, roles: ['payer', 'checker'] },
    { id: 'g', when: { attributes: {} }, roles: ['bare', 'first'] },
  ],
  duties: [
    { id: 'two', ...known, exclude: [pay, check] },
    { id: 'one', ...known, exclude: [{ role: 'lead' }, { role: 'huge' }] },
    { id: 'three', ...known, exclude: [{ role: 'bare' }, { role: 'first' }] },
  ].map(({ id, owner, description, exclude }) => ({ id, owner, description, exclude })),
  mappings: Object.fromEntries(['app', 'wiki', 'bank', 'many'].map((target) => [target, { userName: 'x' }])),
});

const giving = (budget: Budget = budgetOf()) => givingOf(policy, policy.rules, budget);
const catalogue = catalogueOf(policy);
const separate = separationOf(policy, catalogue);
const given = (...roles: readonly string[]) => roles.map((role) => ({ rule: 'r', role }));

describe('what rules give', () => {
  it('is by target what any of them gives, sorted, without the account', () => {
    expect(giving()([0, 1], []).targets).toEqual([
      { target: 'app', entitlements: ['group:a', 'group:b', 'group:c'] },
      { target: 'wiki', entitlements: [] },
    ]);
    expect(giving()([4], []).targets).toEqual([{ target: 'many', entitlements: many }]);
    expect(giving()([], []).targets).toEqual([]);
    expect(giving()([6], ['three']).targets).toEqual([
      { target: 'app', entitlements: [] },
      { target: 'many', entitlements: many.slice(0, 1) },
    ]);
  });

  it('has its reasons by target, each way once, in the order of entitlements, then rules', () => {
    const way = (entitlement: string, rule: string, role: string) => ({ entitlement, rule, role });
    const through = (entitlement: string) => ({ entitlement, rule: 'b', role: 'lead', through: 'member' });
    expect(giving()([0, 1], []).reasons()).toEqual([
      [
        way('account', 'a', 'member'),
        way('account', 'b', 'lead'),
        through('account'),
        way('group:a', 'a', 'member'),
        through('group:a'),
        way('group:b', 'a', 'member'),
        through('group:b'),
        way('group:c', 'b', 'lead'),
      ],
      [way('account', 'a', 'member'), through('account')],
    ]);
  });

  it('loses the sides that a duty withholds, with their reasons, unless that is waived', () => {
    const { targets, withheld, reasons } = giving()([5], []);
    expect(targets).toEqual([{ target: 'bank', entitlements: ['group:pay', 'group:see'] }]);
    expect(withheld).toEqual([{ duty: 'two', side: check, keeps: pay }]);
    expect(reasons()[0]?.map(({ entitlement }) => entitlement)).not.toContain('group:check');
    expect(giving()([6], []).targets).toEqual([{ target: 'app', entitlements: [] }]);
    const both = giving()([5], ['two']);
    expect(both.targets).toEqual([{ target: 'bank', entitlements: ['group:check', 'group:pay', 'group:see'] }]);
    expect(both.withheld).toEqual([]);
  });

  it('is the same list for all who have the same at a target, by whatever rule', () => {
    const give = giving();
    expect(give([2], []).targets[0]).toBe(give([2], []).targets[0]);
    expect(give([5], []).targets[0]).toBe(give([2], []).targets[0]);
    expect(give([1], []).targets[1]).toBe(give([0], []).targets[1]);
  });

  it('has its reasons made once, each of them the same for all', () => {
    const give = giving();
    const [one, other] = [give([0], []), give([0, 2], [])];
    expect(one.reasons()).toBe(one.reasons());
    expect(other.reasons()[0]?.[0]).toBe(one.reasons()[0]?.[0]);
  });

  it('cannot be changed', () => {
    const entitled = giving()([0, 1, 5], []);
    const { targets, withheld, reasons } = entitled;
    const all = [entitled, targets, targets[0], targets[0]?.entitlements, withheld, reasons(), reasons()[0]];
    expect(all.map((one) => Object.isFrozen(one))).toEqual(all.map(() => true));
    expect(Object.isFrozen(reasons()[0]?.[0])).toBe(true);
  });

  it('takes of the budget for its targets and lists, then for its reasons when they are asked for', () => {
    const budget = aCountingBudget();
    const give = giving(budget);
    const { reasons } = give([0], []);
    // Two lists of 3 and 1 names, each with 8 words, and 3 + 1 / 2 * 4 for its place; the answer with 2 targets.
    const lists = 3 + 8 + 1 + 8 + 2 * (3 + 2);
    expect(budget.taken()).toBe(lists + 64 + 2);
    reasons();
    expect(budget.taken()).toBe(lists + 64 + 2 + (4 + 3) + (4 + 1));
    reasons();
    expect(budget.taken()).toBe(lists + 64 + 2 + (4 + 3) + (4 + 1));
    give([0], []);
    expect(budget.taken()).toBe(lists + 2 * (64 + 2) + (4 + 3) + (4 + 1));
  });
});

describe('duties over roles', () => {
  it('come in the order of their ids, the side that is named first stays', () => {
    expect(separate(given('huge', 'lead', 'payer', 'checker'), [])).toEqual({
      given: given('lead', 'payer', 'checker'),
      withheld: [
        { duty: 'one', side: { role: 'huge' }, keeps: { role: 'lead' } },
        { duty: 'two', side: check, keeps: pay },
      ],
    });
  });

  it('keep nothing from whoever has one side, or a waiver', () => {
    for (const roles of [given('huge', 'payer'), given('lead', 'checker'), given('checker', 'ghost')])
      expect(separate(roles, [])).toEqual({ given: roles, withheld: [] });
    const both = given('lead', 'huge');
    expect(separate(both, ['one'])).toEqual({ given: both, withheld: [] });
    expect(separate(both, ['two']).withheld).toHaveLength(1);
  });
});

describe('a value for the rules that hold', () => {
  /** Eight clauses: two of rule 4, the others of rules 1 and 3; a second word of rules 0 and 9. */
  const rules = new Int32Array(64).fill(-1);
  rules.set([4, 1, 4, 3], 0);
  rules.set([9, 0], 32);
  const words = (...all: readonly number[]) => Int32Array.from(all);

  it('is the same whichever of their clauses hold, made of their positions, ascending, each once', () => {
    const made: (readonly number[])[] = [];
    const find = sharedBy(
      rules,
      (holding) => {
        made.push(holding);
        return { holding };
      },
      budgetOf(),
    );
    const first = find(words(0, 0b0001), 0, 2);
    expect(find(words(0, 0b0100), 0, 2)).toBe(first);
    expect(find(words(0, 0b0101), 0, 2)).toBe(first);
    expect(find(words(0, 0b1010, 1, 0b11), 0, 4)).toEqual({ holding: [0, 1, 3, 9] });
    expect(find(words(1, 0b01), 0, 2)).toEqual({ holding: [9] });
    expect(find(words(), 0, 0)).toEqual({ holding: [] });
    expect(made).toEqual([[4], [0, 1, 3, 9], [9], []]);
  });

  it('is made again when the budget is spent', () => {
    const budget = budgetOf(0);
    const find = sharedBy(rules, (holding) => ({ holding }), budget);
    const first = find(words(0, 1), 0, 2);
    expect(find(words(0, 0b100), 0, 2)).toBe(first);
    budget.check();
    expect(find(words(0, 1), 0, 2)).not.toBe(first);
    expect(find(words(0, 0b100), 0, 2)).toEqual(first);
  });

  it('takes sixteen words, two for each rule, and what its place takes', () => {
    const budget = aCountingBudget();
    sharedBy(rules, (holding) => holding, budget)(words(0, 0b1010, 1, 0b1), 0, 4);
    expect(budget.taken()).toBe(16 + 2 * 3 + 3 + (3 + 4) / 2);
  });
});
