import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { entitledTo } from '../../../shared/core/policy/entitled.ts';
import { listedOf } from '../../../shared/core/policy/listed.ts';
import { resolveNaively } from '../../../shared/core/policy/reference.ts';
import { revised } from '../../../shared/core/policy/revised.ts';
import { type Roll, rollOf } from '../../../shared/core/policy/roll.ts';
import { Policy } from '../../../shared/model/policy/policy.ts';
import { aRandomMoment, aRandomPolicy, aRandomSubject } from './hostile-policies.ts';

const people = fc.array(aRandomSubject, { minLength: 1, maxLength: 30 });
const PARTS = ['roles', 'rules', 'duties', 'mappings', 'cohorts', 'flags'] as const;

/** Another policy that shares most with the first: one or two parts, or one role or rule, are another one's. */
const anEdit = fc
  .tuple(aRandomPolicy, aRandomPolicy, fc.subarray([...PARTS], { minLength: 1, maxLength: 2 }), fc.nat(9), fc.boolean())
  .map(([policy, other, parts, at, whole]) => {
    const [before, after] = [policy, { ...policy }];
    if (whole) for (const part of parts) Object.assign(after, { [part]: other[part] });
    else if (at % 2 === 0) {
      const [name = 'basic'] = Object.keys(policy.roles).slice(at % 6);
      after.roles = {
        ...policy.roles,
        [name]: { ...policy.roles[name], ...other.roles[name] } as Policy['roles'][string],
      };
    } else
      after.rules = [
        ...policy.rules.filter((_, position) => position !== at),
        ...other.rules.filter(({ id }) => !policy.rules.some((rule) => rule.id === id)).slice(0, 1),
      ];
    return { before, after: Policy.parse(after) };
  });

/** What is on a roll, by person. */
function told({ groups, listed: { people: all } }: Roll): readonly string[] {
  const lines = groups.flatMap(({ entitled: { targets, withheld, reasons }, members }) =>
    members.map((member) => [member, JSON.stringify([targets, withheld, reasons()])] as const),
  );
  expect(lines.length).toBe(all.length);
  return lines.sort(([a], [b]) => a - b).map(([, text]) => text);
}

describe('a roll under another policy', () => {
  it('is as if everybody had been asked, and whoever is not touched is answered as before, byte for byte', () => {
    const seen = { touched: 0, untouched: 0 };
    fc.assert(
      fc.property(anEdit, people, aRandomMoment, ({ before, after }, all, at) => {
        const { roll, touched } = revised(rollOf(before, listedOf(all), at), after);
        expect(told(roll)).toEqual(told(rollOf(after, listedOf(all), at)));
        for (const [position, subject] of all.entries()) {
          if (touched.includes(position)) seen.touched++;
          else {
            seen.untouched++;
            const answers = [before, after].map((policy) => JSON.stringify(resolveNaively(policy, subject, at)));
            expect(answers[1]).toBe(answers[0]);
          }
        }
      }),
      { numRuns: 300 },
    );
    for (const often of Object.values(seen)) expect(often).toBeGreaterThan(300);
  });

  it('touches nobody whose entitlements, reasons and profiles stay as they are because the policy says the same in another order', () => {
    fc.assert(
      fc.property(aRandomPolicy, people, aRandomMoment, (policy, all, at) => {
        const copy = Policy.parse(JSON.parse(JSON.stringify({ ...policy, rules: policy.rules.toReversed() })));
        expect(revised(rollOf(policy, listedOf(all), at), copy).touched).toEqual([]);
      }),
    );
  });

  it('can be revised again and again', () => {
    fc.assert(
      fc.property(
        fc.array(aRandomPolicy, { minLength: 2, maxLength: 5 }),
        people,
        aRandomMoment,
        (policies, all, at) => {
          const [first, ...others] = policies as [Policy, ...Policy[]];
          const last = others.reduce((roll, policy) => revised(roll, policy).roll, rollOf(first, listedOf(all), at));
          expect(told(last)).toEqual(told(rollOf(last.policy, listedOf(all), at)));
        },
      ),
      { numRuns: 50 },
    );
  });

  it('groups those of whom the same rules hold', () => {
    fc.assert(
      fc.property(aRandomPolicy, people, aRandomMoment, (policy, all, at) => {
        for (const { entitled, members } of rollOf(policy, listedOf(all), at).groups)
          for (const member of members)
            expect(entitledTo(policy, all[member] ?? (all[0] as never), at).targets).toEqual(entitled.targets);
      }),
      { numRuns: 50 },
    );
  });
});
