import { describe, expect, it } from 'vitest';
import type { WrittenPolicy } from '../../../shared/model/policy/policy.ts';
import { found, gives, role } from '../../builders/lint-policy.ts';

const told = (parts: Partial<WrittenPolicy>) => found(parts).map(({ code, path }) => `${code} ${path.join('.')}`);

describe('the guard', () => {
  it('is off where half of the people may lose something before it holds', () => {
    expect(told({ limits: { hourPercent: 49.9, dayPercent: 49.9 } })).toEqual([]);
    expect(told({ limits: { hourPercent: 2, dayPercent: 50 } })).toEqual(['guard-off limits.dayPercent']);
    expect(told({ limits: { hourPercent: 99.9, dayPercent: 5 } })).toEqual(['guard-off limits.hourPercent']);
  });
});

describe('a policy that gives nobody anything', () => {
  it.each<[string, Partial<WrittenPolicy>]>([
    ['has nothing in it', { roles: {}, rules: [], mappings: {} }],
    ['has roles without entitlements', { roles: { employee: role() } }],
  ])('is told where it %s', (_, parts) => {
    expect(told(parts)).toEqual(['policy-empty rules']);
  });

  it('is none where people may ask for something', () => {
    const roles = { employee: gives('group:everyone', { requestable: true }) };
    expect(told({ roles, rules: [], approvals: { risks: { low: 'automatic' } } })).toEqual([]);
  });
});

describe('somebody who has left', () => {
  it('is replaced as an approver, and needs no waiver any more', () => {
    const waiver = { person: 'hr-1', until: '2027-06-30', reason: 'x', approvedBy: 'hr-2' };
    const exclude = [{ role: 'employee' }, { role: 'other' }];
    const parts: Partial<WrittenPolicy> = {
      roles: { employee: gives('group:everyone'), other: gives('group:b') },
      approvals: { risks: { low: { approvers: [{ person: 'hr-1' }] } } },
      duties: [{ id: 'd', owner: 'it', description: 'x', exclude, waivers: [waiver] }],
    };
    const said = found(parts, { people: () => 'left' }).filter(({ code }) => code === 'approver-left');
    expect(said.map(({ message }) => message)).toEqual([
      '"hr-1", who is named as an approver, has left; name somebody else',
      '"hr-1", who is named as somebody with a waiver of duty "d", has left; remove the waiver',
    ]);
  });
});

describe('an alternative of a field', () => {
  const flags = {
    f: { owner: 'it', description: 'x', cohort: 'c' },
    g: { owner: 'it', description: 'x', cohort: 'c' },
  };
  const shaped = (...asked: readonly (string | undefined)[]) =>
    told({
      flags,
      cohorts: { c: { percent: 5 } },
      mappings: { app: { userName: asked.map((flag) => ({ template: 'x', ...(flag && { flag }) })) } },
    }).filter((one) => one.startsWith('alternative'));

  it('is never taken after one that always holds, or holds with it', () => {
    expect(shaped('f', undefined, 'g')).toEqual(['alternative-unreachable mappings.app.userName.2']);
    expect(shaped(undefined, undefined)).toEqual(['alternative-unreachable mappings.app.userName.1']);
    expect(shaped('f', 'f')).toEqual(['alternative-unreachable mappings.app.userName.1']);
    expect(shaped('f', 'g', undefined)).toEqual([]);
  });
});
