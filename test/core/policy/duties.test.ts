// Nobody holds both sides of a duty without a waiver that is still good, however the sides are reached.
import { describe, expect, it } from 'vitest';
import { resolveNaively } from '../../../shared/core/policy/reference.ts';
import { resolve } from '../../../shared/core/policy/resolve.ts';
import { Policy, type WrittenPolicy } from '../../../shared/model/policy/policy.ts';

const NOON = Date.parse('2026-06-15T12:00:00Z');

function aPolicyOf(parts: Partial<WrittenPolicy>): Policy {
  const role = (entitlements: string[], includes?: string[]) => ({
    owner: 'finance',
    risk: 'high' as const,
    description: 'Money',
    entitlements: { app: entitlements },
    ...(includes && { includes }),
  });
  return Policy.parse({
    roles: {
      payer: role(['group:pay']),
      approver: role(['group:approve']),
      controller: role(['group:control'], ['approver']),
    },
    rules: [
      { id: 'payers', when: { groups: ['pay'] }, roles: ['payer'] },
      { id: 'approvers', when: { groups: ['approve'] }, roles: ['approver'] },
      { id: 'controllers', when: { groups: ['control'] }, roles: ['controller'] },
    ],
    mappings: { app: { userName: '{userName}' } },
    ...parts,
  });
}

const both = { id: 'four-eyes', owner: 'audit', description: 'Who pays does not approve' };
const roles = { ...both, exclude: [{ role: 'payer' }, { role: 'approver' }] };

function answering(resolve: typeof resolveNaively) {
  return (policy: Policy, groups: string, at = NOON) => {
    const answer = resolve(policy, { person: 'hr-1', status: 'active', attributes: { userName: 'mara', groups } }, at);
    return { held: answer.targets.app?.wish.entitlements, withheld: answer.withheld, nextAt: answer.nextAt };
  };
}

describe.each([
  ['read aloud', resolveNaively],
  ['found by the index', resolve],
])('a duty, %s,', (_, answer) => {
  const groupsOf = answering(answer);

  it('leaves the first side that it names and withholds the others', () => {
    const { held, withheld } = groupsOf(aPolicyOf({ duties: [roles] }), 'pay;approve');
    expect(held).toEqual(['group:pay']);
    expect(withheld).toEqual([{ duty: 'four-eyes', side: { role: 'approver' }, keeps: { role: 'payer' } }]);
  });

  it('leaves whoever holds one side alone', () => {
    expect(groupsOf(aPolicyOf({ duties: [roles] }), 'approve')).toMatchObject({
      held: ['group:approve'],
      withheld: [],
    });
  });

  it('sees a side inside of another role, and takes that role whole', () => {
    expect(groupsOf(aPolicyOf({ duties: [roles] }), 'pay;control').held).toEqual(['group:pay']);
  });

  it('may name entitlements, whatever role gives them', () => {
    const side = (entitlement: string) => ({ target: 'app', entitlement });
    const duties = [{ ...both, exclude: [side('group:pay'), side('group:approve')] }];
    expect(groupsOf(aPolicyOf({ duties }), 'pay;control').held).toEqual(['group:control', 'group:pay']);
  });

  it('leaves one of three', () => {
    const duties = [{ ...both, exclude: [{ role: 'controller' }, { role: 'payer' }, { role: 'approver' }] }];
    const { held, withheld } = groupsOf(aPolicyOf({ duties }), 'pay;approve');
    expect(held).toEqual(['group:pay']);
    expect(withheld).toHaveLength(1);
  });

  it('does not take for held what an earlier one has withheld', () => {
    const duties = [
      { ...both, id: 'a', exclude: [{ role: 'payer' }, { role: 'approver' }] },
      { ...both, id: 'b', exclude: [{ role: 'approver' }, { role: 'controller' }] },
    ];
    expect(groupsOf(aPolicyOf({ duties }), 'pay;approve').held).toEqual(['group:pay']);
  });

  it('comes in the order of ids, wherever it is written', () => {
    const duties = [
      { ...both, id: 'b', exclude: [{ role: 'approver' }, { role: 'payer' }] },
      { ...both, id: 'a', exclude: [{ role: 'payer' }, { role: 'approver' }] },
      { ...both, id: 'c', exclude: [{ role: 'controller' }, { role: 'payer' }] },
    ];
    for (const written of [duties, duties.toReversed()]) {
      const { held, withheld } = groupsOf(aPolicyOf({ duties: written }), 'pay;approve;control');
      expect(held).toEqual(['group:pay']);
      expect(withheld).toEqual([{ duty: 'a', side: { role: 'approver' }, keeps: { role: 'payer' } }]);
    }
  });

  it('does not take for held an entitlement that an earlier one has withheld', () => {
    const side = (entitlement: string) => ({ target: 'app', entitlement });
    const duties = [
      { ...both, id: 'a', exclude: [side('group:pay'), side('group:approve')] },
      { ...both, id: 'b', exclude: [side('group:approve'), side('group:control')] },
    ];
    const { held, withheld } = groupsOf(aPolicyOf({ duties }), 'pay;control');
    expect(held).toEqual(['group:control', 'group:pay']);
    expect(withheld.map(({ duty }) => duty)).toEqual(['a']);
  });

  it('about an entitlement that nobody gives, or that another target has too, keeps nothing from anybody', () => {
    const side = (target: string, entitlement: string) => ({ target, entitlement });
    const mappings = { app: { userName: '{userName}' }, wiki: { userName: '{userName}' } };
    const idle = [{ ...both, exclude: [side('wiki', 'group:pay'), side('app', 'group:approve')] }];
    expect(groupsOf(aPolicyOf({ duties: idle, mappings }), 'pay;approve')).toMatchObject({
      held: ['group:approve', 'group:pay'],
      withheld: [],
    });
    const extra = {
      owner: 'it',
      risk: 'low' as const,
      description: 'Elsewhere',
      entitlements: { wiki: ['group:approve'] },
    };
    const policy = aPolicyOf({
      mappings,
      duties: [{ ...both, exclude: [side('app', 'group:pay'), side('wiki', 'group:approve')] }],
    });
    const roles = { ...policy.roles, reader: extra };
    const rules = [...policy.rules, { id: 'readers', when: { groups: ['approve'] }, roles: ['reader'] }];
    expect(groupsOf({ ...policy, roles, rules }, 'pay;approve')).toMatchObject({
      held: ['group:approve', 'group:pay'],
      withheld: [{ side: side('wiki', 'group:approve') }],
    });
  });

  it('without an end of the calendar is waived for good', () => {
    const waivers = [{ person: 'hr-1', until: '9999-12-31', reason: 'Founder', approvedBy: 'hr-9' }];
    const policy = aPolicyOf({ duties: [{ ...roles, waivers }] });
    expect(groupsOf(policy, 'pay;approve')).toMatchObject({ held: ['group:approve', 'group:pay'], nextAt: undefined });
  });

  it('does not bind whoever has a waiver, until its last day is over in UTC', () => {
    const waivers = [{ person: 'hr-1', until: '2026-06-30', reason: 'Year end', approvedBy: 'hr-9' }];
    const policy = aPolicyOf({ duties: [{ ...roles, waivers }] });
    const end = Date.parse('2026-07-01T00:00:00Z');
    expect(groupsOf(policy, 'pay;approve')).toMatchObject({ held: ['group:approve', 'group:pay'], nextAt: end });
    expect(groupsOf(policy, 'pay;approve', end - 1).held).toHaveLength(2);
    expect(groupsOf(policy, 'pay;approve', end)).toMatchObject({ held: ['group:pay'], nextAt: undefined });
    const other = aPolicyOf({ duties: [{ ...roles, waivers: [{ ...waivers[0], person: 'hr-2' } as never] }] });
    expect(groupsOf(other, 'pay;approve').held).toEqual(['group:pay']);
  });

  it('keeps the account where only an entitlement is withheld', () => {
    const duties = [
      {
        ...both,
        exclude: [
          { target: 'app', entitlement: 'group:pay' },
          { target: 'app', entitlement: 'group:approve' },
        ],
      },
    ];
    const { targets } = answer(
      aPolicyOf({ duties }),
      { person: 'hr-1', status: 'active', attributes: { userName: 'mara', groups: 'pay;approve' } },
      NOON,
    );
    expect(targets.app?.reasons.map(({ entitlement }) => entitlement)).toEqual(['account', 'account', 'group:pay']);
  });
});
