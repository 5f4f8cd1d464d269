// A policy about which `policy check` has nothing to say, to which a test adds what it is about.
import type { Known } from '../../shared/core/policy/lint/finding.ts';
import { lint } from '../../shared/core/policy/lint/lint.ts';
import { Policy, type WrittenPolicy } from '../../shared/model/policy/policy.ts';

export const role = (fields: object = {}) => ({ owner: 'it', risk: 'low' as const, description: 'x', ...fields });
export const gives = (entitlement: string, fields: object = {}) =>
  role({ entitlements: { app: [entitlement] }, ...fields });

export function policyWith(parts: Partial<WrittenPolicy>): Policy {
  return Policy.parse({
    roles: { employee: gives('group:everyone') },
    rules: [{ id: 'all', when: { attributes: { userName: { exists: true } } }, roles: ['employee'] }],
    mappings: { app: { userName: '{userName}' } },
    ...parts,
  });
}

export const found = (parts: Partial<WrittenPolicy>, known: Partial<Known> = {}) =>
  lint({ policy: policyWith(parts), today: '2027-01-01', ...known });
