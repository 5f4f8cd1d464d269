import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { matches } from '../../../shared/core/policy/condition.ts';
import { holdsWherever } from '../../../shared/core/policy/lint/possible.ts';
import { rulesReached } from '../../../shared/core/policy/lint/rules-reached.ts';
import { widerRules } from '../../../shared/core/policy/lint/wider-rules.ts';
import { circumstancesOf, resolveNaively } from '../../../shared/core/policy/reference.ts';
import { Policy } from '../../../shared/model/policy/policy.ts';
import { aPolicyToCheck, somebodyToCheck } from './lint-conditions.ts';

const people = fc.sample(somebodyToCheck, { numRuns: 1_000, seed: 7 });
const found = (policy: Policy, code: string) =>
  rulesReached({ policy })
    .filter((one) => one.code === code)
    .map(({ path }) => Number(path[1]));

describe('the rules that hold wherever another one does', () => {
  it('are those that are found by holding each against each', () => {
    let seen = 0;
    fc.assert(
      fc.property(aPolicyToCheck, (policy) => {
        const { never, of } = widerRules(policy);
        const rules = policy.rules.map(({ when }, position) => ({ when, position }));
        const possible = rules.filter(({ position }) => !never.has(position));
        for (const { when, position } of possible) {
          const wider = possible.filter(
            (other) => other.position !== position && holdsWherever(other.when, when, policy),
          );
          seen += wider.length;
          expect([...of(position, () => true)].sort()).toEqual(wider.map((other) => other.position).sort());
        }
      }),
      { numRuns: 2_000 },
    );
    expect(seen).toBeGreaterThan(500);
  });
});

describe('5,000 rules that give one role', () => {
  const rules = (when: (at: number) => object) =>
    Array.from({ length: 5_000 }, (_, at) => ({ id: `r${at}`, when: when(at), roles: ['one'] }));
  it.each([
    ['a department each', (at: number) => ({ attributes: { department: `d${at}`, country: 'NO' } })],
    [
      'a title each, or another one',
      (at: number) => ({
        any: [{ attributes: { title: [`a${at}`, `b${at}`] } }, { attributes: { title: { startsWith: `c${at}.` } } }],
      }),
    ],
    ['a group each', (at: number) => ({ groups: [`g${at}`], attributes: { country: ['NO', 'SE'] } })],
  ])('with %s are not held each against each', (_, when) => {
    const role = { owner: 'it', risk: 'low', description: 'x' };
    const policy = Policy.parse({ roles: { one: role }, rules: rules(when), mappings: {} });
    const { of } = widerRules(policy);
    let asked = 0;
    for (const position of policy.rules.keys()) for (const _ of of(position, () => ++asked > 0));
    expect(asked).toBeLessThan(5_000);
  });
});

describe('what is said about rules is true of everybody', () => {
  it('a rule that is called unreachable holds of nobody of 1,000 random people', () => {
    let seen = 0;
    fc.assert(
      fc.property(aPolicyToCheck, (policy) => {
        for (const position of found(policy, 'rule-unreachable')) {
          seen++;
          const when = policy.rules[position]?.when ?? {};
          expect(people.filter(({ subject, at }) => matches(when, circumstancesOf(policy, subject, at)))).toEqual([]);
        }
      }),
      { numRuns: 500 },
    );
    expect(seen).toBeGreaterThan(100);
  });

  it('a rule that is called shadowed can be removed, and nobody of 1,000 random people gets anything else', () => {
    let seen = 0;
    fc.assert(
      fc.property(aPolicyToCheck, (policy) => {
        for (const position of found(policy, 'rule-shadowed')) {
          seen++;
          const without = { ...policy, rules: policy.rules.filter((_, at) => at !== position) };
          for (const { subject, at } of people)
            expect(wishes(without, { subject, at })).toEqual(wishes(policy, { subject, at }));
        }
      }),
      { numRuns: 300 },
    );
    expect(seen).toBeGreaterThan(30);
  });

  it('all rules that are called one or the other can be removed together', () => {
    fc.assert(
      fc.property(aPolicyToCheck, (policy) => {
        const needless = new Set([...found(policy, 'rule-unreachable'), ...found(policy, 'rule-shadowed')]);
        if (needless.size < 2) return;
        const without = { ...policy, rules: policy.rules.filter((_, at) => !needless.has(at)) };
        for (const one of people.slice(0, 200)) expect(wishes(without, one)).toEqual(wishes(policy, one));
      }),
      { numRuns: 500 },
    );
  });
});

function wishes(policy: Policy, { subject, at }: (typeof people)[number]) {
  const { targets, withheld } = resolveNaively(policy, subject, at);
  return { app: targets.app?.wish, withheld };
}
