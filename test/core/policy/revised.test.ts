// Who is touched by a policy's change: those whom it can concern, and nobody else.
import { describe, expect, it } from 'vitest';
import { listedOf } from '../../../shared/core/policy/listed.ts';
import { revised } from '../../../shared/core/policy/revised.ts';
import { type Roll, rollOf } from '../../../shared/core/policy/roll.ts';
import type { Subject } from '../../../shared/core/policy/subject.ts';
import { Policy, type WrittenPolicy } from '../../../shared/model/policy/policy.ts';

const NOON = Date.parse('2026-06-15T12:00:00Z');
const known = { owner: 'it', risk: 'low', description: 'x' } as const;
const waiver = { person: 'hr-3', until: '2026-12-31', reason: 'x', approvedBy: 'y' };
const duty = { id: 'apart', owner: 'audit', description: 'x', exclude: [{ role: 'payer' }, { role: 'engineer' }] };
const ruleOf = (id: string, attributes: object, ...roles: readonly string[]) =>
  ({ id, when: { attributes }, roles: [...roles] }) as WrittenPolicy['rules'][0];

const parts: WrittenPolicy = {
  roles: {
    member: { ...known, entitlements: { app: ['group:one'] } },
    engineer: { ...known, entitlements: { app: ['group:two'] } },
    payer: { ...known, entitlements: { bank: ['group:pay'] } },
  },
  rules: [
    ruleOf('a', {}, 'member'),
    ruleOf('b', { department: 'Engineering' }, 'engineer'),
    ruleOf('c', { site: 'Oslo' }, 'payer'),
  ],
  mappings: { app: { userName: '{mail}' }, bank: { userName: '{mail}' } },
};

const subjectOf = (attributes: Subject['attributes'], at: number, status: Subject['status'] = 'active'): Subject => ({
  person: `hr-${at}`,
  status,
  attributes,
});
/** By position: nobody special, an engineer, at Oslo, both, gone (would be both), nobody special with a day. */
const people = listedOf([
  subjectOf({}, 0),
  subjectOf({ department: 'Engineering' }, 1),
  subjectOf({ site: 'Oslo' }, 2),
  subjectOf({ department: 'Engineering', site: 'Oslo' }, 3),
  subjectOf({ department: 'Engineering', site: 'Oslo' }, 4, 'left'),
  subjectOf({ starts: '2026-06-01' }, 5),
]);

const rollWith = (changed: Partial<WrittenPolicy> = {}) => rollOf(Policy.parse({ ...parts, ...changed }), people, NOON);

/** Whom a change touches; the roll afterwards has been compared with one that asks everybody. */
function touchedBy(changed: Partial<WrittenPolicy>, before: Partial<WrittenPolicy> = {}): readonly number[] {
  const after = Policy.parse({ ...parts, ...before, ...changed });
  const { roll, touched } = revised(rollWith(before), after);
  expect(roll.policy).toBe(after);
  expect(roll.groups.every(({ members }) => members.length > 0)).toBe(true);
  expect(told(roll)).toEqual(told(rollOf(after, people, NOON)));
  return touched;
}

function told({ groups }: Roll) {
  const lines = groups.flatMap(({ entitled: { targets, withheld, reasons }, rules, waived, members }) =>
    members.map((member) => ({ member, targets, withheld, reasons: reasons(), rules, waived })),
  );
  return lines.sort((one, other) => one.member - other.member);
}

describe('a roll', () => {
  it('groups people by the rules that hold for them, and those of whom none is asked by themselves', () => {
    const groups = rollWith().groups.map(({ rules, waived, members }) => ({ rules, waived, members }));
    expect(groups).toEqual([
      { rules: [0], waived: [], members: [0, 5] },
      { rules: [0, 1], waived: [], members: [1] },
      { rules: [0, 2], waived: [], members: [2] },
      { rules: [0, 1, 2], waived: [], members: [3] },
      { rules: undefined, waived: [], members: [4] },
    ]);
  });

  it('has whoever is waived of a duty apart', () => {
    const { groups } = rollWith({ duties: [{ ...duty, waivers: [waiver] }] });
    expect(groups.find(({ members }) => members.includes(3))).toMatchObject({ waived: ['apart'], members: [3] });
  });
});

describe('a change touches', () => {
  it('nobody where nothing changes', () => {
    expect(touchedBy({})).toEqual([]);
    const roll = rollWith();
    const { groups } = revised(roll, Policy.parse(parts)).roll;
    expect(groups).toEqual(roll.groups);
    for (const [at, { entitled, rules, members }] of groups.entries()) {
      expect(entitled).toBe(roll.groups[at]?.entitled);
      expect(rules).toBe(roll.groups[at]?.rules);
      expect(members).toBe(roll.groups[at]?.members);
    }
  });

  it('those of whom a rule with another condition holds now, or held', () => {
    const c = ruleOf('c', { department: 'Engineering' }, 'payer');
    expect(touchedBy({ rules: [...parts.rules.slice(0, 2), c] })).toEqual([1, 2]);
  });

  it('nobody where another condition holds for the same people, and they keep the value that they have', () => {
    const roll = rollWith();
    const c = ruleOf('c', { site: ['Oslo', 'Bergen'] }, 'payer');
    const { touched, roll: after } = revised(roll, Policy.parse({ ...parts, rules: [...parts.rules.slice(0, 2), c] }));
    expect(touched).toEqual([]);
    expect(after.groups.map(({ entitled }) => roll.groups.some((group) => group.entitled === entitled))).toEqual(
      after.groups.map(() => true),
    );
  });

  it('those of whom a new rule holds, and the positions of the others move', () => {
    const first = ruleOf('0', { site: 'Oslo' }, 'engineer');
    expect(touchedBy({ rules: [first, ...parts.rules] })).toEqual([2, 3]);
    expect(touchedBy({ rules: [ruleOf('0', { site: 'Bergen' }, 'engineer'), ...parts.rules] })).toEqual([]);
    expect(touchedBy({ rules: [...parts.rules, ruleOf('ab', { site: 'Bergen' }, 'engineer')] })).toEqual([]);
    expect(touchedBy({ rules: [...parts.rules, ruleOf('d', {}, 'engineer')] })).toEqual([0, 1, 2, 3, 5]);
  });

  it('those of whom a rule held that is gone', () => {
    expect(touchedBy({ rules: parts.rules.slice(1) })).toEqual([0, 1, 2, 3, 5]);
    expect(touchedBy({ rules: parts.rules.slice(0, 2) })).toEqual([2, 3]);
  });

  it('those who have the same by another rule, since their reasons are others', () => {
    expect(touchedBy({ rules: [...parts.rules.slice(0, 2), ruleOf('d', { site: 'Oslo' }, 'payer')] })).toEqual([2, 3]);
  });

  it('those of whom two rules with other conditions hold the other way around', () => {
    const turned = [ruleOf('b', { site: 'Oslo' }, 'engineer'), ruleOf('c', { department: 'Engineering' }, 'payer')];
    expect(touchedBy({ rules: [ruleOf('a', {}, 'member'), ...turned] })).toEqual([1, 2]);
  });

  it('those to whom a rule gives another role, or a role something else', () => {
    const member = { ...known, entitlements: { app: ['group:three'] } };
    expect(touchedBy({ roles: { ...parts.roles, member } })).toEqual([0, 1, 2, 3, 5]);
    const elsewhere = { ...known, entitlements: { other: ['group:one'] } };
    const mappings = { ...parts.mappings, other: { userName: '{mail}' } };
    expect(touchedBy({ roles: { ...parts.roles, member: elsewhere } }, { mappings })).toEqual([0, 1, 2, 3, 5]);
    const payer = { ...known, entitlements: { bank: [] } };
    expect(touchedBy({ roles: { ...parts.roles, payer } })).toEqual([2, 3]);
    const described = { ...parts.roles, payer: { ...parts.roles.payer, description: 'y' } };
    expect(touchedBy({ roles: described as WrittenPolicy['roles'] })).toEqual([]);
  });

  it('those who have an account at a target with another mapping', () => {
    expect(touchedBy({ mappings: { ...parts.mappings, bank: { userName: '{login}' } } })).toEqual([2, 3]);
    expect(touchedBy({ mappings: { ...parts.mappings, more: { userName: '{login}' } } })).toEqual([]);
  });

  it('those whom a duty that is new or gone concerns', () => {
    expect(touchedBy({ duties: [duty] })).toEqual([3]);
    expect(touchedBy({ duties: [] }, { duties: [duty] })).toEqual([3]);
    expect(touchedBy({ duties: [] }, { duties: [{ ...duty, waivers: [waiver] }] })).toEqual([3]);
  });

  it('those whose waiver is new, gone or for another time, whatever they have', () => {
    const [with_, without] = [{ duties: [{ ...duty, waivers: [waiver] }] }, { duties: [duty] }];
    expect(touchedBy(with_, without)).toEqual([3]);
    expect(touchedBy(without, with_)).toEqual([3]);
    const nobody = { duties: [{ ...duty, waivers: [{ ...waiver, person: 'hr-0' }] }] };
    expect(touchedBy(nobody, without)).toEqual([0]);
    const gone = { duties: [{ ...duty, waivers: [{ ...waiver, person: 'hr-4' }] }] };
    expect(touchedBy(gone, without)).toEqual([4]);
  });

  it('those with a day that is compared with today now, or was, since the next moment is another one', () => {
    const starting = { rules: [...parts.rules, ruleOf('d', { starts: { after: 'today' } }, 'payer')] };
    expect(touchedBy(starting)).toEqual([5]);
    expect(touchedBy({ rules: parts.rules }, starting)).toEqual([5]);
    const either = ruleOf('d', { starts: { after: 'today' }, ends: { after: 'today' } }, 'payer');
    expect(touchedBy({ rules: [...parts.rules, either] })).toEqual([5]);
  });

  it('more than ten people in the order of their positions', () => {
    const many = listedOf(Array.from({ length: 12 }, (_, at) => subjectOf({}, at)));
    const { touched } = revised(rollOf(Policy.parse(parts), many, NOON), Policy.parse({ ...parts, rules: [] }));
    expect(touched).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]);
  });
});
