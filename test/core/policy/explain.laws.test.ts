// Why and why not: the explanation is the policy's own answer, and every reason in it is one.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { matches } from '../../../shared/core/policy/condition.ts';
import { explain } from '../../../shared/core/policy/explain.ts';
import { distance, firstFailure } from '../../../shared/core/policy/failure.ts';
import { type Observing, observe } from '../../../shared/core/policy/observe.ts';
import { circumstancesOf } from '../../../shared/core/policy/reference.ts';
import { resolve } from '../../../shared/core/policy/resolve.ts';
import type { Subject } from '../../../shared/core/policy/subject.ts';
import type { Test, When } from '../../../shared/model/policy/condition.ts';
import type { Policy } from '../../../shared/model/policy/policy.ts';
import { AT, aWhen, ENTITLEMENTS, randomPolicy, randomSubject, TARGETS } from './random-policies.ts';

const asked = fc.record({
  target: fc.constantFrom(...TARGETS),
  entitlement: fc.constantFrom(...ENTITLEMENTS, 'account', 'group:unknown'),
});

const isGiven = (policy: Policy, { target, entitlement }: { target: string; entitlement: string }, subject: Subject) =>
  resolve(policy, subject, AT).targets[target]?.reasons.some((reason) => reason.entitlement === entitlement) === true;

describe('an explanation', () => {
  it('says what the policy answers, whatever policy and person', () => {
    fc.assert(
      fc.property(randomPolicy, randomSubject, asked, (policy, subject, about) => {
        const { verdict } = explain({ policy, subject, at: AT, ...about });
        expect(verdict).toBe(isGiven(policy, about, subject) ? 'yes' : 'no');
      }),
      { numRuns: 1_000 },
    );
  });

  it('names every way that the policy knows, and no other', () => {
    fc.assert(
      fc.property(randomPolicy, randomSubject, asked, (policy, subject, about) => {
        const { ways, verdict } = explain({ policy, subject, at: AT, ...about });
        const named = ways.flatMap(({ rule, roles }) =>
          roles.filter(({ withheld }) => !withheld).map(({ role, through }) => [rule, role, through ?? role].join(' ')),
        );
        const reasons = (resolve(policy, subject, AT).targets[about.target]?.reasons ?? [])
          .filter(({ entitlement }) => entitlement === about.entitlement)
          .map(({ rule, role, through }) => [rule, role, through ?? role].join(' '));
        if (verdict === 'yes') expect(named.toSorted()).toEqual(reasons.toSorted());
      }),
      { numRuns: 1_000 },
    );
  });

  it('gives reasons that carry it: without the rules that it names, nobody has it any more', () => {
    fc.assert(
      fc.property(randomPolicy, randomSubject, asked, (policy, subject, about) => {
        const { ways } = explain({ policy, subject, at: AT, ...about });
        const named = new Set(ways.map(({ rule }) => rule));
        const without = { ...policy, rules: policy.rules.filter(({ id }) => !named.has(id)) };
        expect(isGiven(without, about, subject)).toBe(false);
      }),
      { numRuns: 1_000 },
    );
  });

  it('puts the nearest rule that fails first, and names the test in its way', () => {
    fc.assert(
      fc.property(randomPolicy, randomSubject, asked, (policy, subject, about) => {
        const { misses } = explain({ policy, subject, at: AT, ...about });
        expect(misses.map((miss) => miss.distance)).toEqual(
          misses.map((miss) => miss.distance).toSorted((a, b) => a - b),
        );
        for (const { failure, distance: far } of misses) {
          expect(far).toBeGreaterThan(0);
          expect(failure === undefined).toBe(far === 1_000);
        }
      }),
      { numRuns: 1_000 },
    );
  });
});

const observing = (policy: Policy, subject: Parameters<typeof circumstancesOf>[1]): Observing => ({
  ...circumstancesOf(policy, subject, AT),
  person: subject.person,
  cohortOf: (flag) => {
    const name = policy.flags[flag]?.cohort ?? '';
    return policy.cohorts[name] && { name, cohort: policy.cohorts[name] };
  },
});

/** Each test of the condition gets an attribute of its own, so that one value moves one test. */
function apart(when: When, count = { next: 0 }): When {
  const { attributes = {}, all, any, not } = when;
  const renamed = Object.values(attributes)
    .flatMap((test): Test[] =>
      typeof test === 'object' && !Array.isArray(test)
        ? Object.entries(test).map(([verb, wants]) => ({ [verb]: wants }))
        : [test],
    )
    .map((test) => [`a${count.next++}`, test] as const);
  return {
    attributes: Object.fromEntries(renamed),
    ...(all && { all: all.map((part) => apart(part, count)) }),
    ...(any && { any: any.map((part) => apart(part, count)) }),
    ...(not && { not: apart(not, count) }),
  };
}

/** Values among which one passes, and one fails, every test that is asked here. */
const CANDIDATES = ['x', 'y', 'xy', 'q', '2026-01-01', '2026-11-22', '2027-06-01', undefined];

describe('the condition that is named as failing', () => {
  it('is the whole reason, as the condition itself is', () => {
    fc.assert(
      fc.property(randomPolicy, randomSubject, aWhen(), (policy, subject, when) => {
        const of = observing(policy, subject);
        const seen = observe(when as When, of);
        expect(seen.holds).toBe(matches(when as When, of));
        expect(distance(seen) === 0).toBe(seen.holds);
        expect(firstFailure(seen) === undefined).toBe(seen.holds || distance(seen) === Number.POSITIVE_INFINITY);
      }),
      { numRuns: 1_000 },
    );
  });

  it('with another value lets the walk get one test further, until the rule matches', () => {
    const values = fc.dictionary(
      fc.constantFrom('a0', 'a1', 'a2', 'a3', 'a4'),
      fc.constantFrom('x', 'q', '2026-11-22'),
    );
    fc.assert(
      fc.property(aWhen([]), values, (written, given) => {
        const when = apart(written as When);
        let attributes: { [name: string]: string } = given;
        const seenBy = (of: typeof attributes) =>
          observe(when, {
            attributes: of,
            today: '2026-11-21',
            isOn: () => false,
            person: 'p',
            cohortOf: () => undefined,
          });
        fc.pre(Number.isFinite(distance(seenBy(attributes))));
        for (let seen = seenBy(attributes); !seen.holds; seen = seenBy(attributes)) {
          const tested = firstFailure(seen)?.tested;
          const name = tested?.kind === 'attribute' ? tested.attribute : '';
          const next = CANDIDATES.map((value) => mended(attributes, name, value)).find(
            (one) => distance(seenBy(one)) === distance(seen) - 1,
          );
          expect(next).toBeDefined();
          attributes = next ?? attributes;
        }
        expect(matches(when, { attributes, today: '2026-11-21', isOn: () => false })).toBe(true);
      }),
      { numRuns: 1_000 },
    );
  });
});

function mended(attributes: { readonly [name: string]: string }, name: string, value: string | undefined) {
  const { [name]: _, ...others } = attributes;
  return value === undefined ? others : { ...others, [name]: value };
}
