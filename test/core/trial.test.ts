// What a version on trial has given somebody, and that taking exactly it back is no loss that anybody counts.
import { describe, expect, it } from 'vitest';
import type { DecisionInput, Trial } from '../../shared/core/decision-input.ts';
import type { Delta } from '../../shared/core/diff.ts';
import { NO_TALLIES } from '../../shared/core/guard.ts';
import { isTakenBack, onTrialAfter, trialOf } from '../../shared/core/trial.ts';
import type { Identity, OnTrial } from '../../shared/model/person.ts';
import type { InForce } from '../../shared/model/policy/in-force.ts';
import { aPerson, aPolicy, aStanding, aWish } from '../builders/a-person.ts';

const NOW = Date.parse('2026-11-21T10:00:00Z');
const identity: Identity = { status: 'active', attributes: { userName: 'mara' } };
/** Gives everybody an account and `group:one`, at app alone. */
const base = aPolicy();

function input(trial: Omit<Trial, 'base'> | undefined, onTrial?: OnTrial): DecisionInput {
  return {
    person: aPerson(onTrial && { onTrial }),
    ...(trial && { trial: { ...trial, base } }),
    ...{ events: [], causedBy: [], policy: { version: 'p2', bundle: aPolicy(['app', 'wiki']) } },
    ...{ canonical: (_, wish) => wish, landing: () => 0, isProtected: () => false, numbers: {}, taken: [] },
    ...{ limits: base.limits, tallies: NO_TALLIES, now: NOW, askedAt: NOW, sha256: (text) => text },
  };
}

const delta = (target: string, gains: readonly string[], loses: readonly string[] = []): Delta => ({
  ...{ target, gains, loses, wish: aWish(), profileOnly: false, reasons: [] },
});
const had = (targets: OnTrial['targets']): OnTrial => ({ rollOut: 'r1', targets });

describe('how a decision stands to what is on trial', () => {
  const inForce: InForce = {
    v: 1,
    base: { version: 'one' },
    pins: {},
    reverted: [
      { id: 'r0', version: 'zero' },
      { id: 'r5', version: 'five' },
    ],
  };
  const live: InForce = {
    ...inForce,
    rollOut: {
      ...{ id: 'r1', candidate: { version: 'two' }, percent: 1, steps: [], startedAt: NOW, since: NOW, watch: 0 },
    },
  };
  const of = (rollOut: string) => ({ rollOut, targets: {} });

  it('is not at all where nothing is, or was', () => {
    expect(trialOf(inForce, { onTrial: undefined, by: undefined })).toBeUndefined();
    expect(trialOf(live, { onTrial: of('r7'), by: undefined })).toBeUndefined();
  });

  it.each([
    ['the candidate decides', live, undefined, 'r1', { by: 'r1' }],
    ['its roll-out goes on', live, of('r1'), undefined, { had: 'live' }],
    ['both', live, of('r1'), 'r1', { by: 'r1', had: 'live' }],
    ['its roll-out was taken back', live, of('r0'), undefined, { had: 'reverted' }],
    ['it was taken back while nothing else is on trial', inForce, of('r0'), undefined, { had: 'reverted' }],
    ['another one decides by now', live, of('r7'), 'r1', { by: 'r1' }],
  ] as const)('is told where %s', (...[, one, onTrial, by, expected]) => {
    expect(trialOf(one, { onTrial, by })).toStrictEqual(expected);
  });
});

describe('a loss is what is taken back', () => {
  const given = had({ app: ['account', 'group:new'] });

  it('where a returned version gave all of it', () => {
    expect(isTakenBack(input({ had: 'reverted' }, given), delta('app', [], ['group:new']))).toBe(true);
    expect(isTakenBack(input({ had: 'reverted' }, given), delta('app', [], ['account', 'group:new']))).toBe(true);
  });

  it('and not with one name more, at another target, while the trial goes on, or without one', () => {
    expect(isTakenBack(input({ had: 'reverted' }, given), delta('app', [], ['group:new', 'group:one']))).toBe(false);
    expect(isTakenBack(input({ had: 'reverted' }, given), delta('wiki', [], ['group:new']))).toBe(false);
    expect(isTakenBack(input({ had: 'reverted' }), delta('app', [], ['group:new']))).toBe(false);
    expect(isTakenBack(input({ had: 'live' }, given), delta('app', [], ['group:new']))).toBe(false);
    expect(isTakenBack(input(undefined, given), delta('app', [], ['group:new']))).toBe(false);
  });
});

describe('what somebody has on trial after a decision', () => {
  const wish = aWish({ entitlements: ['group:b', 'group:new', 'group:one'] });
  const standings = { app: aStanding({ wish }), vault: aStanding({ wish }), wiki: aStanding({ wish }) };
  const lasting = (one: DecisionInput, deltas: readonly Delta[] = [], fields: Partial<{ standings: object }> = {}) =>
    onTrialAfter(one, { identity, deltas, standings, ...fields } as Parameters<typeof onTrialAfter>[1]);

  it('is what the candidate gave that the version for everybody does not, sorted', () => {
    const app = delta('app', ['account', 'group:new', 'group:one', 'group:b']);
    const given = [delta('vault', ['group:b']), delta('wiki', ['account', 'group:one']), app];
    const left = lasting(input({ by: 'r2' }), given);
    expect(left).toEqual({
      rollOut: 'r2',
      targets: { app: ['group:b', 'group:new'], vault: ['group:b'], wiki: ['account', 'group:one'] },
    });
    expect(Object.keys(left?.targets ?? {})).toEqual(['app', 'vault', 'wiki']);
  });

  it('stays what it was, under the roll-out that gave it last', () => {
    const before = had({ app: ['group:new'] });
    expect(lasting(input({ had: 'live' }, before))).toEqual(before);
    expect(lasting(input({ had: 'reverted' }, before))).toEqual(before);
    expect(lasting(input({ had: 'live' }, before), [delta('app', ['group:b'])])).toEqual(before);
    const more = lasting(input({ had: 'live', by: 'r2' }, before), [delta('app', ['group:b', 'group:new'])]);
    expect(more).toEqual({ rollOut: 'r2', targets: { app: ['group:b', 'group:new'] } });
  });

  it('is nothing where it was taken away, or everybody has it by now', () => {
    const gone = { wiki: aStanding({ wish: aWish({ account: 'suspended', entitlements: ['group:one'] }) }) };
    const before = had({ wiki: ['account', 'group:new'] });
    expect(lasting(input({ had: 'reverted' }, before), [], { standings: gone })).toBeUndefined();
    expect(lasting(input({ had: 'live' }, had({ app: ['account', 'group:one'] })))).toBeUndefined();
    expect(lasting(input({ had: 'live' }, had({ zoo: ['group:new'] })))).toBeUndefined();
  });

  it('keeps a target at which something is left, and no other', () => {
    const before = had({ app: ['group:one'], wiki: ['group:new'] });
    expect(lasting(input({ had: 'live' }, before))).toEqual(had({ wiki: ['group:new'] }));
  });

  it('is nothing without a trial, or where the candidate only took something', () => {
    expect(lasting(input(undefined, had({ app: ['group:new'] })), [delta('app', ['group:new'])])).toBeUndefined();
    expect(lasting(input({ by: 'r2' }, had({ app: ['group:new'] })), [delta('app', [], ['group:x'])])).toBeUndefined();
    expect(lasting(input({ had: 'live' }), [delta('app', ['group:new'])])).toBeUndefined();
  });
});
