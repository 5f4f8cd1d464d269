// What no part of a policy can check alone, and one text for one policy.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { policyText } from '../../../shared/core/policy/canonical.ts';
import { namesUsed } from '../../../shared/core/policy/used.ts';
import { Policy, type WrittenPolicy } from '../../../shared/model/policy/policy.ts';
import { crossFaults } from '../../../shared/model/policy/references.ts';

const role = { owner: 'it', risk: 'low' as const, description: 'Everybody', entitlements: { app: ['group:one'] } };

function written(parts: Partial<WrittenPolicy> = {}): WrittenPolicy {
  return {
    roles: { member: role, lead: { ...role, includes: ['member'] } },
    rules: [{ id: 'everybody', when: { attributes: {} }, roles: ['member'] }],
    mappings: { app: { userName: '{userName}' } },
    cohorts: { pilots: { percent: 10 } },
    flags: { 'new-names': { owner: 'it', description: 'Names anew', cohort: 'pilots' } },
    ...parts,
  };
}

const duty = { id: 'd', owner: 'audit', description: 'Apart', exclude: [{ role: 'member' }, { role: 'lead' }] };
const rule = { id: 'everybody', when: { attributes: {} }, roles: ['member'] };

describe('a policy whose parts do not fit together', () => {
  it.each<[string, Partial<WrittenPolicy>, string]>([
    ['a role includes itself', { roles: { member: { ...role, includes: ['member'] } } }, 'roles.member.includes'],
    [
      'roles include each other',
      { roles: { member: { ...role, includes: ['lead'] }, lead: { ...role, includes: ['member'] } } },
      'roles.member.includes,roles.lead.includes',
    ],
    ['a role includes a ghost', { roles: { member: { ...role, includes: ['ghost'] } } }, 'roles.member.includes.0'],
    ['a rule gives a ghost', { rules: [{ ...rule, roles: ['member', 'ghost'] }] }, 'rules.0.roles.1'],
    ['a rule is there twice', { rules: [rule, rule] }, 'rules.1.id'],
    [
      'a rule asks for a flag that is not there',
      { rules: [{ ...rule, when: { any: [{ flag: 'x' }] } }] },
      'rules.0.when.any.0.flag',
    ],
    ['a duty is there twice', { duties: [duty, duty] }, 'duties.1.id'],
    [
      'a duty names a ghost',
      { duties: [{ ...duty, exclude: [{ role: 'member' }, { role: 'ghost' }] }] },
      'duties.0.exclude.1.role',
    ],
    [
      'a duty names a target without a mapping',
      { duties: [{ ...duty, exclude: [{ role: 'member' }, { target: 'wiki', entitlement: 'group:x' }] }] },
      'duties.0.exclude.1.target',
    ],
    ['a lease is for a ghost', { leases: { ghost: { hours: 8 } } }, 'leases.ghost'],
    ['an approval is for a ghost', { approvals: { roles: { ghost: 'automatic' } } }, 'approvals.roles.ghost'],
    [
      'a ghost approves',
      { approvals: { risks: { high: { approvers: [{ role: 'ghost' }] } } } },
      'approvals.risks.high.approvers.0.role',
    ],
    [
      'a flag is for no cohort',
      { flags: { f: { owner: 'it', description: 'F', cohort: 'ghosts' } } },
      'flags.f.cohort',
    ],
    [
      'a cohort asks for a flag',
      { cohorts: { pilots: { when: { not: { flag: 'new-names' } } } } },
      'cohorts.pilots.when',
    ],
    [
      'a mapping asks for a flag that is not there',
      { mappings: { app: { userName: [{ template: 'x', flag: 'ghost' }] } } },
      'mappings.app.userName.0.flag',
    ],
    ['a name that every object has is no role', { rules: [{ ...rule, roles: ['constructor'] }] }, 'rules.0.roles.0'],
  ])('because %s is refused at that place', (_, parts, places) => {
    const { error } = Policy.safeParse(written(parts));
    expect(error?.issues.map(({ path }) => path.join('.')).join(',')).toBe(places);
  });

  it('fits otherwise', () => {
    expect(Policy.safeParse(written({ duties: [duty] })).success).toBe(true);
  });
});

describe('the text of a policy', () => {
  const policy = Policy.parse(
    written({
      rules: [
        { ...rule, roles: ['member', 'lead'] },
        { ...rule, id: 'b' },
        { ...rule, id: 'c' },
      ],
      duties: [duty, { ...duty, id: 'e' }],
    }),
  );

  it('does not depend on the order of rules, duties, roles and names', () => {
    fc.assert(
      fc.property(
        fc.shuffledSubarray([...policy.rules], { minLength: 3 }),
        fc.shuffledSubarray([...policy.duties], { minLength: 2 }),
        fc.shuffledSubarray(Object.entries(policy.roles), { minLength: 2 }),
        (rules, duties, roles) => {
          const turned = rules.map((one) => ({ ...one, roles: one.roles.toReversed() }));
          expect(policyText({ ...policy, rules: turned, duties, roles: Object.fromEntries(roles) })).toBe(
            policyText(policy),
          );
        },
      ),
    );
  });

  it('does not depend on the order within a list of values, groups or approvers, wherever it stands', () => {
    const listing = (turn: <T>(list: T[]) => T[]) => {
      const when = {
        any: [{ attributes: { site: turn(['Oslo', 'Lima']) } }, { not: { groups: turn(['g', 'h']) } }],
        all: [{ attributes: { title: { in: turn(['CEO', 'CFO']), exists: true }, team: 'x' } }],
      };
      const approvers = turn<{ person: string } | { role: 'lead' }>([{ person: 'hr-1' }, { role: 'lead' }]);
      const approval = { approvers };
      const approvals = { risks: { high: approval, low: 'automatic' as const }, roles: { lead: approval } };
      return policyText(
        Policy.parse(written({ rules: [{ ...rule, when }], cohorts: { pilots: { when } }, approvals })),
      );
    };
    expect(listing((list) => list.toReversed())).toBe(listing((list) => list));
  });

  it('says all that the policy says', () => {
    const when = {
      all: [{ attributes: { title: { exists: true, in: ['CEO', 'CFO'] }, team: 'x' } }],
      any: [{ attributes: { site: ['Lima', 'Oslo'] } }, { groups: ['g', 'h'] }],
      not: { flag: 'new-names' },
    };
    const approval = { approvers: [{ person: 'hr-1' }, { role: 'lead' as const }, { role: 'member' as const }] };
    const approvals = { risks: { high: approval, low: 'automatic' as const }, roles: { lead: approval } };
    const whole = Policy.parse(
      written({
        rules: [{ ...rule, when }],
        cohorts: { pilots: { percent: 5, when: { ...when, not: { groups: ['g'] } } } },
        approvals,
        duties: [duty],
      }),
    );
    expect(JSON.parse(policyText(whole))).toEqual(JSON.parse(JSON.stringify(whole)));
  });

  it('stands in the order of ids and names', () => {
    const read = (one: Policy): Policy => JSON.parse(policyText(one));
    const turned = { ...policy, rules: policy.rules.toReversed(), duties: policy.duties.toReversed() };
    expect(read(turned).rules.map(({ id }) => id)).toEqual(['b', 'c', 'everybody']);
    expect(read(turned).duties.map(({ id }) => id)).toEqual(['d', 'e']);
    expect(read(policy).rules.at(-1)?.roles).toEqual(['lead', 'member']);
    expect(read(policy).roles.member?.entitlements).toEqual({ app: ['group:one'] });
  });

  it('is another one where the sides of a duty change places: the first one stays with the person', () => {
    const turned = { ...duty, exclude: duty.exclude.toReversed() };
    expect(policyText(Policy.parse(written({ duties: [turned] })))).not.toBe(
      policyText(Policy.parse(written({ duties: [duty] }))),
    );
  });
});

describe('the attributes that a policy looks at', () => {
  const used = (parts: Partial<WrittenPolicy>) => [...namesUsed(Policy.parse(written(parts)))].sort();

  it('are those in every alternative of every field', () => {
    const fields = { userName: [{ template: '{login}', flag: 'new-names' }, { template: '{userName}' }] };
    expect(
      used({ mappings: { app: { ...fields, mail: { template: '{first}.{last}@example.com' }, kind: 'person' } } }),
    ).toEqual(['first', 'last', 'login', 'userName']);
  });

  it('are those of cohorts', () => {
    expect(used({ cohorts: { pilots: { when: { not: { attributes: { site: 'Oslo' } } } } } })).toEqual([
      'site',
      'userName',
    ]);
  });

  it('are those that name who approves', () => {
    const approvals = {
      risks: {
        low: 'automatic' as const,
        medium: undefined,
        high: { approvers: [{ attribute: 'manager' }, { role: 'lead' }] },
      },
      roles: { lead: { approvers: [{ person: 'hr-1' }, { attribute: 'sponsor' }] } },
    };
    expect(used({ approvals })).toEqual(['manager', 'sponsor', 'userName']);
  });

  it.each([
    [{ hired: 'today' }, false],
    [{ hired: ['today', '2026-01-01'] }, false],
    [{ hired: { is: '2026-01-01' } }, false],
    [{ hired: { after: 'today' } }, true],
    [{ hired: { before: '2026-01-01' } }, true],
  ])('%j has the time zone among them: %s', (attributes, expected) => {
    expect(used({ rules: [{ ...rule, when: { attributes } }] }).includes('timezone')).toBe(expected);
  });
});

it('an operator sees groups and the time zone only where a condition asks for them', () => {
  const asked = (when: WrittenPolicy['rules'][number]['when']) => [
    ...namesUsed(Policy.parse(written({ rules: [{ ...rule, when }] }))),
  ];
  expect(asked({ attributes: { site: 'Oslo' } })).toEqual(['site', 'userName']);
  expect(asked({ groups: ['oncall'] })).toEqual(['groups', 'userName']);
  expect(asked({ any: [{ attributes: { start: { before: 'today' } } }] })).toEqual([
    'start',
    'timezone',
    'zone',
    'userName',
  ]);
});

it('a list of thousands of rules is looked through for an id that is there twice a few times, and not once for each rule', () => {
  const asked = { times: 0 };
  const counting = (id: string) => ({
    ...rule,
    get id() {
      asked.times++;
      return id;
    },
  });
  const rules = Array.from({ length: 2_000 }, (_, at) => counting(`rule-${at}`));
  expect(crossFaults({ ...Policy.parse(written()), rules: [...rules, counting('rule-7')] })).toMatchObject([
    { path: ['rules', 2_000, 'id'], first: ['rules', 7, 'id'] },
  ]);
  expect(asked.times).toBeLessThan(10 * rules.length);
});
