// Values of the domain with everything in place: a test names only what it is about.
import type { LedgerWish, Person, Standing } from '../../shared/model/person.ts';
import { Policy } from '../../shared/model/policy/policy.ts';

export function aWish(fields: Partial<LedgerWish> = {}): LedgerWish {
  return { account: 'active', entitlements: ['group:one'], profile: '0a1b2c3d', ...fields };
}

/** Verified, as wished, under revision 1. */
export function aStanding(fields: Partial<Standing> = {}): Standing {
  return {
    wish: aWish(),
    rev: 1,
    state: 'verified',
    had: [],
    tries: 0,
    misses: 0,
    noop: false,
    queued: false,
    ...fields,
  };
}

export function aPerson(fields: Partial<Person> = {}): Person {
  return { tenant: 'acme', id: 'staff-1', v: 3, rev: 1, aud: 2, policy: 'p1', facts: [], standings: {}, ...fields };
}

/** Everybody gets an account and `group:one` at each target; Engineering gets `group:two` too. */
export function aPolicy(targets: readonly string[] = ['app'], limits?: Policy['limits']): Policy {
  const at = (entitlements: readonly string[]) => Object.fromEntries(targets.map((target) => [target, entitlements]));
  return Policy.parse({
    roles: {
      employee: { owner: 'it', risk: 'low', description: 'Everybody', entitlements: at(['group:one']) },
      engineer: { owner: 'it', risk: 'low', description: 'Engineers', entitlements: at(['group:two']) },
    },
    rules: [
      { id: 'everybody', when: { attributes: { userName: { exists: true } } }, roles: ['employee'] },
      { id: 'engineering', when: { attributes: { department: 'Engineering' } }, roles: ['engineer'] },
    ],
    mappings: Object.fromEntries(
      targets.map((target) => [target, { userName: '{userName}', email: '{email}', displayName: '{displayName}' }]),
    ),
    ...(limits && { limits }),
  });
}
