import { describe, expect, it } from 'vitest';
import type { WrittenPolicy } from '../../../shared/model/policy/policy.ts';
import { found, gives, role } from '../../builders/lint-policy.ts';

describe('the risk of a role', () => {
  const rules = [{ id: 'all', when: { attributes: {} }, roles: ['employee', 'clerk'] }];
  const roles = { employee: gives('group:everyone'), clerk: gives('group:pays', { risk: 'high' }) };
  const told = (parts: Partial<WrittenPolicy>) =>
    found({ rules, roles, ...parts }).map(({ code, path, message }) => [code, path.join('.'), message]);
  const easy = { ...roles, easy: role({ requestable: true, includes: ['clerk'] }) };

  it('follows that of a role which it includes, however deep', () => {
    const approvals = { risks: { high: { approvers: [{ person: 'hr-1' }] } } };
    expect(told({ roles: { ...easy, clerk: role({ includes: ['below'] }), below: roles.clerk }, approvals })).toEqual([
      ['role-risk-too-low', 'roles.clerk.risk', expect.stringContaining('role "below", whose risk is high')],
      ['role-risk-too-low', 'roles.easy.risk', expect.stringContaining('role "below", whose risk is high')],
    ]);
  });

  it('follows what the catalogue says of its entitlements, also where it gives nothing else', () => {
    const entitlements = { app: { 'group:everyone': { owner: 'it', risk: 'medium' as const } } };
    expect(told({ entitlements })).toEqual([
      [
        'role-risk-too-low',
        'roles.employee.risk',
        'role "employee" says that its risk is low, and gives "group:everyone" at "app", whose risk is medium; write "risk: medium"',
      ],
    ]);
  });

  it('decides who approves a request, whatever the role says of itself', () => {
    const approvals = { risks: { low: 'automatic' as const } };
    expect(told({ roles: easy, approvals }).slice(1)).toEqual([
      [
        'request-unapprovable',
        'roles.easy.requestable',
        'nobody could approve a request for "easy": approvals.yaml has no line for it, nor for risk "high"',
      ],
    ]);
  });
});
