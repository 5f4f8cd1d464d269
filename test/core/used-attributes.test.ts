import { expect, test } from 'vitest';
import { usedAttributes } from '../../shared/core/policy/used.ts';
import { Policy } from '../../shared/model/policy/policy.ts';

const policy = Policy.parse({
  roles: { member: { owner: 'it', risk: 'low', description: 'Everybody', entitlements: { app: [] } } },
  rules: [
    {
      id: 'nested',
      when: { all: [{ attributes: { site: 'Berlin' } }, { not: { any: [{ attributes: { grade: 'A' } }] } }] },
      roles: ['member'],
    },
  ],
  mappings: { app: { userName: '{userName}', displayName: '{givenName} {familyName}' } },
});

test('an operator sees the attributes that the policy looks at, and no salary that came along', () => {
  const used = { userName: 'mara', givenName: 'Mara', familyName: 'Lind', site: 'Berlin', grade: 'A' };
  expect(usedAttributes(policy, { ...used, salary: '90000', password: 'canary' })).toEqual(used);
});
