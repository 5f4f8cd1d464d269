import { describe, expect, it } from 'vitest';
import { weakerThanBase } from '../../../shared/core/policy/lint/weaker.ts';
import { Policy, type WrittenPolicy } from '../../../shared/model/policy/policy.ts';

const gives = (entitlement: string, fields: object = {}) => ({
  owner: 'it',
  risk: 'low' as const,
  description: 'x',
  entitlements: { app: [entitlement] },
  ...fields,
});

function policyWith(parts: Partial<WrittenPolicy>): Policy {
  return Policy.parse({
    roles: {},
    rules: [{ id: 'all', when: { attributes: {} }, roles: ['employee'] }],
    mappings: { app: { userName: '{userName}' } },
    ...parts,
  });
}

describe('compared with the version before, what protects less is named:', () => {
  const side = { target: 'app', entitlement: 'group:everyone' };
  const duty = { id: 'd', owner: 'it', description: 'x', exclude: [{ role: 'employee' }, { role: 'asked' }, side] };
  const waiver = { person: 'hr-1', until: '2027-02-01', reason: 'x', approvedBy: 'hr-2' };
  const roles = { employee: gives('group:everyone'), asked: gives('group:a', { requestable: true, risk: 'high' }) };
  const approval = (fields: object) => ({ approvers: [{ person: 'hr-1' }, { person: 'hr-2' }], quorum: 2, ...fields });
  const before: Partial<WrittenPolicy> = {
    roles,
    limits: { hourPercent: 1, dayPercent: 2 },
    duties: [{ ...duty, waivers: [waiver] }],
    approvals: { risks: { high: approval({}), low: 'automatic' } },
    leases: { asked: { hours: 8 } },
    entitlements: { app: { 'group:a': { owner: 'it', risk: 'high' } } },
  };
  const weaker = (changed: Partial<WrittenPolicy>) =>
    weakerThanBase({ policy: policyWith({ ...before, ...changed }), base: policyWith(before) }).map(
      ({ code, path, message }) => [code, path.join('.'), message],
    );

  it('nothing, where nothing is weaker', () => {
    expect(weaker({})).toEqual([]);
    expect(
      weaker({
        limits: { hourPercent: 0.5, dayPercent: 2 },
        duties: [{ ...duty, exclude: [...duty.exclude].reverse(), waivers: [] }],
        approvals: { risks: { high: approval({ approvers: [{ person: 'hr-2' }], quorum: 3 }), low: 'automatic' } },
        leases: { asked: { hours: 4 } },
      }),
    ).toEqual([]);
  });

  it.each<[string, Partial<WrittenPolicy>, readonly string[]]>([
    ['a duty that is gone', { duties: [] }, ['duty-weaker', 'duties', 'duty "d" is gone']],
    [
      'a side of a duty that is gone',
      { duties: [{ ...duty, exclude: [{ role: 'employee' }, side], waivers: [waiver] }] },
      ['duty-weaker', 'duties.0', 'role "asked" of duty "d" is gone'],
    ],
    [
      'a waiver that lasts longer',
      { duties: [{ ...duty, waivers: [{ ...waiver, until: '2027-02-02' }] }] },
      ['duty-weaker', 'duties.0.waivers.0', 'duty "d" is waived for "hr-1" for longer than before'],
    ],
    [
      'a waiver that is new',
      { duties: [{ ...duty, waivers: [waiver, { ...waiver, person: 'hr-3', until: '2027-01-01' }] }] },
      ['duty-weaker', 'duties.0.waivers.1', 'duty "d" is waived for "hr-3" for longer than before'],
    ],
    [
      'a limit',
      { limits: { hourPercent: 1, dayPercent: 3 } },
      ['limit-weaker', 'limits.dayPercent', 'dayPercent lets 3 % lose something, not 2 %: more than before'],
    ],
    [
      'a smaller quorum',
      { approvals: { risks: { high: approval({ quorum: 1 }), low: 'automatic' } } },
      ['approval-weaker', 'roles.asked', 'role "asked" is approved more easily than before'],
    ],
    [
      'another approver',
      {
        approvals: {
          risks: { high: approval({ approvers: [{ person: 'hr-1' }, { person: 'hr-9' }] }), low: 'automatic' },
        },
      },
      ['approval-weaker', 'roles.asked', 'role "asked" is approved more easily than before'],
    ],
    [
      'an approval by itself',
      { approvals: { risks: { high: 'automatic', low: 'automatic' } } },
      ['approval-weaker', 'roles.asked', 'role "asked" is approved more easily than before'],
    ],
    [
      'an approval that is gone',
      { approvals: { risks: { low: 'automatic' } } },
      ['approval-weaker', 'approvals', 'the approval of risk "high" is gone'],
    ],
    ['a lease that is gone', { leases: {} }, ['lease-weaker', 'leases', 'the lease of role "asked" is gone']],
    [
      'a longer lease',
      { leases: { asked: { hours: 9 } } },
      ['lease-weaker', 'leases.asked', 'role "asked" stays longer than before'],
    ],
    [
      'a lease that may be renewed',
      { leases: { asked: { hours: 8, renewable: true } } },
      ['lease-weaker', 'leases.asked', 'role "asked" stays longer than before'],
    ],
    [
      'a lower risk in the catalogue',
      { entitlements: { app: { 'group:a': { owner: 'it' } } } },
      ['risk-weaker', 'entitlements.app.group:a', '"group:a" at "app" is of a lower risk than before'],
    ],
  ])('%s', (_, changed, told) => {
    expect(weaker(changed)).toEqual([told]);
  });

  it('a lower risk of a role, with the approval that follows from it', () => {
    const lower = { ...roles, asked: gives('group:a', { requestable: true, risk: 'low' }) };
    const ofRole = ['risk-weaker', 'roles.asked.risk', 'role "asked" is of a lower risk than before'];
    expect(weaker({ roles: lower })).toEqual([ofRole]);
    expect(weaker({ roles: lower, entitlements: {} })).toEqual([
      ['approval-weaker', 'roles.asked', 'role "asked" is approved more easily than before'],
      ofRole,
      ['risk-weaker', 'entitlements.app.group:a', '"group:a" at "app" is of a lower risk than before'],
    ]);
  });
});
