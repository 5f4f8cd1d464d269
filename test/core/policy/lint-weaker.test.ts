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
      ['approval-weaker', 'approvals.risks.high', 'the approval of risk "high" is easier than before'],
    ],
    [
      'another approver',
      {
        approvals: {
          risks: { high: approval({ approvers: [{ person: 'hr-1' }, { person: 'hr-9' }] }), low: 'automatic' },
        },
      },
      ['approval-weaker', 'approvals.risks.high', 'the approval of risk "high" is easier than before'],
    ],
    [
      'an approval by itself',
      { approvals: { risks: { high: 'automatic', low: 'automatic' } } },
      ['approval-weaker', 'approvals.risks.high', 'the approval of risk "high" is easier than before'],
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

  it('an approval by which nobody goes today', () => {
    const base = policyWith({
      ...before,
      approvals: { risks: { medium: approval({}) }, roles: { employee: approval({}) } },
    });
    const changed = { risks: { medium: 'automatic' as const }, roles: { employee: approval({ quorum: 1 }) } };
    expect(
      weakerThanBase({ policy: policyWith({ ...before, approvals: changed }), base }).map(({ path }) => path.join('.')),
    ).toEqual(['approvals.risks.medium', 'approvals.roles.employee']);
  });

  it('a role that people may ask for anew, and one that goes by a line of its own which is easier', () => {
    const told = [['approval-weaker', 'roles.employee', 'role "employee" is approved more easily than before']];
    const anew = { ...roles, employee: gives('group:everyone', { requestable: true }) };
    expect(weaker({ roles: anew })).toEqual(told);
    const own = { risks: { high: approval({}), low: 'automatic' as const }, roles: { asked: approval({ quorum: 1 }) } };
    expect(weaker({ approvals: own }).map(([, path]) => path)).toEqual(['roles.asked']);
  });

  it('a name that was unique at its target', () => {
    const shaped = (...unique: readonly boolean[]) => ({
      app: { userName: unique.map((one) => ({ template: '{userName}', unique: one })) },
    });
    const told = (from: readonly boolean[], to: Partial<WrittenPolicy>) =>
      weakerThanBase({ policy: policyWith({ roles, ...to }), base: policyWith({ roles, mappings: shaped(...from) }) });
    const finding = {
      code: 'mapping-weaker',
      path: ['mappings', 'app', 'userName'],
      message: 'userName at "app" is less often unique than before',
    };
    expect(told([true], { mappings: shaped(false) })).toEqual([finding]);
    expect(told([true], {})).toEqual([finding]);
    expect(told([true, true], { mappings: shaped(true, false) })).toEqual([finding]);
    expect(told([true, false], { mappings: shaped(true) })).toEqual([]);
    expect(told([false], { mappings: shaped(true) })).toEqual([]);
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
