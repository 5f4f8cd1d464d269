// The judge of a read-back: applied becomes verified here or nowhere, whatever the target replied.
import { describe, expect, it } from 'vitest';
import { judge } from '../../shared/core/verify.ts';
import type { Reading } from '../../shared/model/access.ts';
import { aWish } from '../builders/a-person.ts';

const found: Extract<Reading, { kind: 'found' }> = {
  ...{ kind: 'found', remoteId: 'r1', account: 'active', ours: true, entitlements: ['group:one'] },
  profile: { userName: 'mara' },
};
const active = { wish: aWish(), gone: ['group:two'], profile: { userName: 'mara' } };
const suspended = { ...active, wish: aWish({ account: 'suspended', entitlements: [] }), gone: ['group:one'] };
const shut = { ...found, account: 'suspended', entitlements: [], sessions: 0 } as const;

describe('an account that should work', () => {
  it.each([
    ['is as wished', found, { kind: 'met' }],
    ['has more than we gave', { ...found, entitlements: ['group:one', 'group:theirs'] }, { kind: 'met' }],
    ['is not there', { kind: 'absent' }, { kind: 'unmet', what: 'no account' }],
    ['is suspended', { ...found, account: 'suspended' }, { kind: 'unmet', what: 'the account is suspended' }],
    ['lacks a group', { ...found, entitlements: [] }, { kind: 'unmet', what: 'lacks group:one' }],
    [
      'still has what was taken',
      { ...found, entitlements: ['group:one', 'group:two'] },
      { kind: 'unmet', what: 'still has group:two' },
    ],
    ['has another name', { ...found, profile: { userName: 'other' } }, { kind: 'unmet', what: 'another user name' }],
    ['belongs to somebody else', { ...found, ours: false }, { kind: 'unmet', what: 'the account is not ours' }],
    ['could not be read', { kind: 'unknown', why: 'throttled' }, { kind: 'unclear', why: 'throttled' }],
  ] as const)('%s', (_, reading, judgement) => {
    expect(judge(active, reading)).toEqual(judgement);
  });
});

describe('an account that should not work', () => {
  it.each([
    ['is suspended and empty', shut, { kind: 'met' }],
    ['is not there at all', { kind: 'absent' }, { kind: 'met' }],
    ['was never ours', { ...found, ours: false }, { kind: 'met' }],
    ['works', found, { kind: 'unmet', what: 'the account is active' }],
    ['has a session open', { ...shut, sessions: 1 }, { kind: 'unmet', what: 'sessions are open' }],
    ['still has a group', { ...shut, entitlements: ['group:one'] }, { kind: 'unmet', what: 'still has group:one' }],
    ['could not be read', { kind: 'unknown', why: 'denied' }, { kind: 'unclear', why: 'denied' }],
  ] as const)('%s', (_, reading, judgement) => {
    expect(judge(suspended, reading)).toEqual(judgement);
  });
});
