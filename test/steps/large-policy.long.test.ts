// A version that is far larger than an item of the store may be.
import { describe, expect, it } from 'vitest';
import { Policy } from '../../shared/model/policy/policy.ts';
import { publishPolicy } from '../../shared/steps/policies.ts';
import { aCompany } from '../builders/a-company.ts';

describe('a large version', () => {
  it('of 200 roles with 2,000 entitlements each is kept and read whole', async () => {
    const all = await aCompany();
    const names = Array.from({ length: 2_000 }, (_, at) => `group:team-${String(at).padStart(4, '0')}-\u00e4`);
    const role = { owner: 'it', risk: 'low' as const, description: 'all', entitlements: { app: names } };
    const roles = Object.fromEntries(Array.from({ length: 200 }, (_, at) => [`role-${at}`, role]));
    const bundle = Policy.parse({ roles, rules: [], mappings: { app: { userName: '{userName}' } } });
    const { version } = await publishPolicy(all.pipeline, bundle, { actor: 'alpha' });
    expect((await all.pipeline.policyVersion(version))?.bundle.roles).toEqual(bundle.roles);
    expect(all.table.contents('state').filter(({ sk }) => sk.startsWith('bundle')).length).toBeGreaterThan(20);
  }, 30_000);
});
