// The difference between what is wished and what should be, and what a profile is in the ledger.
import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { compare, diff, profileDigest } from '../../shared/core/diff.ts';
import type { Desired } from '../../shared/core/policy/desired.ts';
import { aStanding, aWish } from '../builders/a-person.ts';

const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');
const reasons = [{ entitlement: 'group:one', rule: 'everybody', role: 'employee' }];
const desired = (fields: Partial<Desired['wish']> = {}, others: Partial<Desired> = {}): Desired => ({
  wish: { account: 'active', entitlements: ['group:one'], profile: { userName: 'mara' }, ...fields },
  reasons,
  ...others,
});
const profile = profileDigest({ userName: 'mara' }, sha256);

describe('a profile in the ledger', () => {
  it('is eight characters, the same for the same fields in any order, and others for other values', () => {
    const digest = profileDigest({ a: '1', b: '2', c: '3' }, sha256);
    expect(digest).toMatch(/^[0-9a-f]{8}$/);
    expect(profileDigest({ c: '3', a: '1', b: '2' }, sha256)).toBe(digest);
    expect(profileDigest({ a: '1', b: '2', c: '4' }, sha256)).not.toBe(digest);
    expect(profileDigest({ a: '1', b: '2' }, sha256)).not.toBe(digest);
  });

  it('is the one that ledgers have had from the beginning', () => {
    const written = '[["email","m@example.com"],["userName","mara"]]';
    expect(profileDigest({ userName: 'mara', email: 'm@example.com' }, sha256)).toBe(sha256(written).slice(0, 8));
  });
});

describe('what must change', () => {
  it('for a newcomer is all that they get, with the reasons', () => {
    expect(diff({}, { app: desired() }, sha256)).toEqual({
      deltas: [
        {
          target: 'app',
          wish: { account: 'active', entitlements: ['group:one'], profile },
          gains: ['account', 'group:one'],
          loses: [],
          profileOnly: false,
          reasons,
        },
      ],
      blocked: [],
    });
  });

  it('for a newcomer who is on leave is nothing: no account is made to be suspended', () => {
    expect(diff({}, { app: desired({ account: 'suspended' }) }, sha256)).toEqual({ deltas: [], blocked: [] });
  });

  it('where nothing is wanted any more is a suspension, without reasons, under the profile that is there', () => {
    const { deltas } = diff({ app: aStanding() }, {}, sha256);
    expect(deltas).toEqual([
      {
        target: 'app',
        wish: { account: 'suspended', entitlements: [], profile: '0a1b2c3d' },
        gains: [],
        loses: ['account', 'group:one'],
        profileOnly: false,
        reasons: [],
      },
    ]);
  });

  it('is nothing where nothing differs, and the profile alone where only that does', () => {
    const as = (wish: Parameters<typeof aWish>[0]) => ({ app: aStanding({ wish: aWish({ profile, ...wish }) }) });
    expect(diff(as({}), { app: desired() }, sha256).deltas).toEqual([]);
    expect(diff(as({ profile: 'another0' }), { app: desired() }, sha256).deltas).toMatchObject([
      { gains: [], loses: [], profileOnly: true },
    ]);
    expect(diff(as({ entitlements: [] }), { app: desired() }, sha256).deltas).toMatchObject([
      { gains: ['group:one'], loses: [], profileOnly: false },
    ]);
  });

  it('is a suspension also where the profile cannot be made any more', () => {
    const leave = { app: desired({ account: 'suspended' }, { blocked: 'userName' }) };
    const { deltas, blocked } = diff({ app: aStanding() }, leave, sha256);
    expect(deltas).toMatchObject([{ target: 'app', loses: ['account'], wish: { account: 'suspended' } }]);
    expect(blocked).toEqual([]);
  });

  it('is told target by target, blocked ones apart', () => {
    const want = { wiki: desired(), app: desired({}, { blocked: 'userName' }), vault: desired() };
    const { deltas, blocked } = diff({ zoo: aStanding() }, want, sha256);
    expect(deltas.map(({ target }) => target)).toEqual(['vault', 'wiki', 'zoo']);
    expect(blocked).toEqual([{ target: 'app', missing: 'userName' }]);
  });
});

describe('two wishes', () => {
  const wish = aWish({ entitlements: ['group:a', 'group:b'] });

  it('that name the same in another order differ in nothing but their profiles', () => {
    const turned = { ...wish, entitlements: ['group:b', 'group:a'] };
    expect(compare(turned, wish)).toEqual({ gains: [], loses: [], profileOnly: false });
    expect(compare({ ...turned, profile: 'another0' }, wish)).toEqual({ gains: [], loses: [], profileOnly: true });
  });

  it('differ in what each names alone, whatever their profiles are', () => {
    const other = { ...wish, entitlements: ['group:b', 'group:c'], profile: 'another0' };
    expect(compare(wish, other)).toEqual({ gains: ['group:c'], loses: ['group:a'], profileOnly: false });
    const half = { ...wish, entitlements: ['group:a', 'group:c'] };
    expect(compare(wish, half)).toMatchObject({ gains: ['group:c'], loses: ['group:b'] });
    expect(compare(wish, { ...wish, entitlements: ['group:a'] })).toMatchObject({ gains: [], loses: ['group:b'] });
    expect(compare({ ...wish, entitlements: ['group:a'] }, wish)).toMatchObject({ gains: ['group:b'], loses: [] });
  });

  it('differ in the account', () => {
    const suspended = { ...wish, account: 'suspended' as const, profile: 'another0' };
    expect(compare(wish, suspended)).toEqual({ gains: [], loses: ['account'], profileOnly: false });
    expect(compare(suspended, wish)).toEqual({ gains: ['account'], loses: [], profileOnly: false });
  });

  it('are the second one alone where there is no first', () => {
    expect(compare(undefined, wish)).toEqual({
      gains: ['account', 'group:a', 'group:b'],
      loses: [],
      profileOnly: false,
    });
    const nothing = { ...wish, account: 'suspended' as const, entitlements: [] };
    expect(compare(undefined, nothing)).toEqual({ gains: [], loses: [], profileOnly: false });
  });
});
