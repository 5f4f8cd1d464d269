import { describe, expect, it } from 'vitest';
import type { WrittenPolicy } from '../../../shared/model/policy/policy.ts';
import { found, gives, role } from '../../builders/lint-policy.ts';

const asked = { requestable: true } as const;
const by = (name: string) => ({ approvers: [{ role: name }] });
const unapprovable = (parts: Partial<WrittenPolicy>) =>
  found(parts)
    .filter(({ code }) => code === 'request-unapprovable')
    .map(({ message }) => message.replace('nobody could approve a request for ', ''));

describe('a role that people may only ask for', () => {
  it('is approved by nobody where only its own holders could', () => {
    const roles = { employee: gives('group:everyone'), admin: gives('group:a', asked) };
    expect(unapprovable({ roles, approvals: { roles: { admin: by('admin') } } })).toEqual([
      '"admin": it takes 1 and names 0, and nobody could be the first to get role "admin"',
    ]);
  });

  it('is approved by nobody where two approve each other, also through a role that includes one', () => {
    const roles = {
      employee: gives('group:everyone'),
      a: role(asked),
      b: role({ ...asked, includes: ['below'] }),
      below: gives('group:b'),
    };
    expect(unapprovable({ roles, approvals: { roles: { a: by('below'), b: by('a') } } })).toEqual([
      '"a": it takes 1 and names 0, and nobody could be the first to get role "below"',
      '"b": it takes 1 and names 0, and nobody could be the first to get role "a"',
    ]);
  });

  it('is approved where the chain begins with somebody', () => {
    const roles = { employee: gives('group:everyone'), a: role(asked), b: role(asked), c: role(asked) };
    const approvals = { roles: { a: by('b'), b: by('c'), c: { approvers: [{ person: 'hr-1' }] } } };
    expect(unapprovable({ roles, approvals })).toEqual([]);
    expect(unapprovable({ roles, approvals: { roles: { ...approvals.roles, c: by('employee') } } })).toEqual([]);
  });

  it('is approved by nobody where the approvers have their role by a rule that holds of nobody', () => {
    const roles = { employee: gives('group:everyone'), boss: gives('group:b'), a: role(asked) };
    const when = (department: string) => ({ attributes: { department: { is: 'A', in: [department] } } });
    const rules = (department: string) => [
      { id: 'all', when: { attributes: {} }, roles: ['employee'] },
      { id: 'bosses', when: when(department), roles: ['boss'] },
    ];
    const approvals = { roles: { a: by('boss') } };
    expect(unapprovable({ roles, approvals, rules: rules('A') })).toEqual([]);
    expect(unapprovable({ roles, approvals, rules: rules('B') })).toEqual([
      '"a": it takes 1 and names 0, and nobody gets role "boss"',
    ]);
  });
});

describe('power that hangs by one rule', () => {
  const settings = { owned: ['*'], targets: ['app'], targetsWithProtected: [] };
  const lastAdmin = (parts: Partial<WrittenPolicy>) =>
    found(parts, { settings })
      .filter(({ code }) => code === 'last-admin')
      .map(({ path }) => path.join('.'));
  const rule = (id: string, department: string, given: string) => ({
    id,
    when: { attributes: { department: { is: 'A', in: [department] } } },
    roles: [given],
  });

  const roles = { employee: gives('group:administrators', { risk: 'high' }) };

  it('is what a role of high risk gives administrators too, where the catalogue says nothing', () => {
    expect(lastAdmin({ roles })).toEqual(['rules.0']);
    expect(lastAdmin({ roles: { employee: gives('group:administrators') } })).toEqual([]);
    expect(lastAdmin({ roles: { employee: gives('group:finance', { risk: 'high' }) } })).toEqual([]);
    const known = { app: { 'group:administrators': { owner: 'it', risk: 'low' as const } } };
    expect(lastAdmin({ roles, entitlements: known })).toEqual([]);
  });

  it('hangs by it still where the other rule holds of nobody', () => {
    const all = { id: 'all', when: { attributes: { userName: { exists: true } } }, roles: ['employee'] };
    expect(lastAdmin({ roles, rules: [all, rule('other', 'A', 'employee')] })).toEqual([]);
    expect(lastAdmin({ roles, rules: [all, rule('never', 'B', 'employee')] })).toEqual(['rules.0']);
  });
});
