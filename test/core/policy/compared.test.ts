// What two versions of a policy differ in, as an operator reads it.
import { describe, expect, it } from 'vitest';
import { comparePolicies } from '../../../shared/core/policy/compared.ts';
import { Policy } from '../../../shared/model/policy/policy.ts';
import { aPolicy } from '../../builders/a-person.ts';

describe('two versions', () => {
  it('that say the same differ in nothing, whatever the order of their rules', () => {
    const policy = aPolicy();
    expect(comparePolicies({ bundle: policy }, { bundle: { ...policy, rules: [...policy.rules].reverse() } })).toEqual(
      [],
    );
  });

  it('differ by part and name, with where it is written, or was', () => {
    const before = aPolicy();
    const { employee } = before.roles as { [name: string]: Policy['roles'][string] };
    const after = Policy.parse({
      ...before,
      roles: { employee: { ...employee, owner: 'hr' } },
      rules: before.rules.slice(0, 1),
      duties: [],
      limits: { hourPercent: 3, dayPercent: 5 },
      cohorts: { pilot: { percent: 5 } },
      approvals: { risks: { low: 'automatic' }, roles: { employee: 'automatic' } },
    });
    const old = {
      bundle: before,
      origin: { places: { 'rule engineering': 'rules.yaml:7', 'role employee': 'old.yaml:1' } },
    };
    const now = { bundle: after, origin: { places: { 'role employee': 'roles.yaml:2' } } };
    expect(comparePolicies(old, now)).toEqual([
      { part: 'role', name: 'employee', change: 'changed', at: 'roles.yaml:2' },
      { part: 'role', name: 'engineer', change: 'removed' },
      { part: 'rule', name: 'engineering', change: 'removed', at: 'rules.yaml:7' },
      { part: 'limits', name: 'hourPercent', change: 'changed' },
      { part: 'approval', name: 'risk low', change: 'added' },
      { part: 'approval', name: 'role employee', change: 'added' },
      { part: 'cohort', name: 'pilot', change: 'added' },
    ]);
  });
});
