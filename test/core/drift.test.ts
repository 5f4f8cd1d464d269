// Drift as a comparison of values: what agrees is none, and every difference is of one class.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { certify } from '../../shared/core/certify.ts';
import { driftOf, type Expected, isSettled, looksDrifted, type Shown } from '../../shared/core/drift.ts';
import {
  beforeAnotherScan,
  driftRate,
  NO_DRIFT,
  needsSomebody,
  reportLine,
  tallied,
} from '../../shared/core/drift-tally.ts';
import type { Reading } from '../../shared/model/access.ts';
import type { DriftReport } from '../../shared/model/drift.ts';
import type { Standing } from '../../shared/model/person.ts';
import { aStanding, aWish } from '../builders/a-person.ts';

const groups = ['group:a', 'group:b', 'group:c'];
const account = fc.constantFrom('active' as const, 'suspended' as const);
const situation = fc.record({
  wished: account,
  wishes: fc.subarray(groups),
  shown: account,
  holds: fc.subarray(groups),
  userName: fc.constantFrom('mara', 'other'),
});

interface Situation {
  readonly wished: 'active' | 'suspended';
  readonly wishes: readonly string[];
  readonly shown: 'active' | 'suspended';
  readonly holds: readonly string[];
  readonly userName: string;
}

function asValues({ wished, wishes, shown, holds, userName }: Situation) {
  const seen: Shown = { remoteId: 'r1', account: shown, entitlements: holds, userName };
  return { about: expected({ wish: aWish({ account: wished, entitlements: wishes }) }), reading: found(seen), seen };
}

function expected(fields: Partial<Standing> = {}): Expected {
  return { person: 'staff-1', standing: aStanding({ remoteId: 'r1', ...fields }), userName: 'mara' };
}

function found(shown: Partial<Shown> = {}, ours = true): Reading {
  const { userName = 'mara', ...rest } = { account: 'active' as const, entitlements: ['group:one'], ...shown };
  return { kind: 'found', remoteId: 'r1', ours, profile: { userName }, ...rest };
}

const classesOf = (reading: Reading, fields: Partial<Standing> = {}) =>
  driftOf(expected(fields), reading).findings.map((finding) => finding.class);

describe('drift of one account', () => {
  it.each<[string, Reading, readonly string[]]>([
    ['as wished', found(), []],
    ['gone', { kind: 'absent' }, ['missing', 'repairable']],
    ['that could not be read', { kind: 'unknown', why: 'no answer' }, []],
    ['without a group', found({ entitlements: [] }), ['missing', 'repairable']],
    ['with a group more', found({ entitlements: ['group:one', 'group:x'] }), ['extra']],
    ['with another group', found({ entitlements: ['group:x'] }), ['missing', 'extra', 'repairable']],
    ['suspended by hand', found({ account: 'suspended' }), ['changed']],
    ['suspended by hand, without its group', found({ account: 'suspended', entitlements: [] }), ['changed']],
    ['renamed', found({ userName: 'else' }), ['changed']],
    ['without our mark', found({}, false), ['changed']],
    ['replaced by somebody else’s of that name', { ...found({}, false), remoteId: 'r9' } as Reading, ['missing']],
  ])('%s', (_, reading, said) => {
    const { repairable } = driftOf(expected(), reading);
    expect([...classesOf(reading), ...(repairable ? ['repairable'] : [])]).toEqual(said);
  });

  it.each<[string, Reading, readonly string[]]>([
    ['is gone', { kind: 'absent' }, []],
    ['is suspended', found({ account: 'suspended', entitlements: [] }), []],
    ['works again', found({ entitlements: [] }), ['extra']],
    ['still holds a group', found({ account: 'suspended' }), ['extra']],
    ['is somebody else’s now', found({}, false), []],
  ])('of a leaver that %s', (_, reading, classes) => {
    expect(classesOf(reading, { wish: aWish({ account: 'suspended', entitlements: [] }) })).toEqual(classes);
  });

  it('is none where target and wish agree, and only missing access is repairable', () => {
    fc.assert(
      fc.property(situation, (world) => {
        const { about, reading } = asValues(world);
        const { findings, repairable } = driftOf(about, reading);
        const isAsWished = world.wished === world.shown && world.wishes.join() === world.holds.join();
        if (isAsWished && (world.userName === 'mara' || world.wished === 'suspended')) expect(findings).toEqual([]);
        if (world.wished === 'active' && !(isAsWished && world.userName === 'mara')) expect(findings).not.toEqual([]);
        expect(repairable).toBe(findings.some((finding) => finding.class === 'missing'));
        if (repairable) expect([world.wished, world.shown]).toEqual(['active', 'active']);
      }),
    );
  });

  it('never escapes the look at the list', () => {
    fc.assert(
      fc.property(situation, (world) => {
        const { about, reading, seen } = asValues(world);
        if (driftOf(about, reading).findings.length > 0) expect(looksDrifted(about, seen)).toBe(true);
      }),
    );
  });
});

describe('what is on its way', () => {
  const now = 1_000;
  it.each<[string, Partial<Standing>, boolean]>([
    ['verified', {}, true],
    ['open', { state: 'open' }, false],
    ['claimed', { state: 'claimed' }, false],
    ['applied, not read back', { state: 'applied' }, false],
    ['parked', { state: 'parked' }, false],
    ['refused', { state: 'refused' }, false],
    ['held', { held: { rev: 2, wish: aWish() } }, false],
    ['to be looked at again', { look: 500 }, false],
    ['in doubt', { doubt: now + 1 }, false],
    ['in doubt no more', { doubt: now }, true],
  ])('%s: settled %s', (_, fields, settled) => {
    expect(isSettled(aStanding(fields), now)).toBe(settled);
  });
});

describe('a certificate', () => {
  const certificate = { complete: true, accounts: 6, pages: 2, startedAt: 1, endedAt: 2 } as const;
  it('counts only when it agrees with what came to us', () => {
    expect(certify(certificate, { accounts: 6, pages: 2, distinct: 6 })).toEqual({ kind: 'proven', certificate });
    expect(certify(certificate, { accounts: 5, pages: 2, distinct: 5 }).kind).toBe('unproven');
    expect(certify(certificate, { accounts: 6, pages: 3, distinct: 6 }).kind).toBe('unproven');
    expect(certify(certificate, { accounts: 6, pages: 2, distinct: 5 }).kind).toBe('unproven');
    expect(certify(undefined, { accounts: 6, pages: 2, distinct: 6 }).kind).toBe('unproven');
  });
});

describe('the sums', () => {
  const finding = (of: 'missing' | 'extra', what: string) => ({ class: of, person: 'staff-1', what }) as const;
  const report: DriftReport = {
    ...{ target: 'app', run: 'r', cause: 'schedule', startedAt: 1, endedAt: 2, complete: true },
    ...{ accounts: 1_000, compared: 1_000, inFlight: 0, unclear: 0, drift: NO_DRIFT, repaired: 0, examples: [] },
  };

  it('count a person once in a class, and keep a few examples however bad the day is', () => {
    let tally: Parameters<typeof tallied>[0] = { drift: NO_DRIFT, examples: [] };
    for (let count = 0; count < 500; count++)
      tally = tallied(tally, [
        finding('missing', 'group:a'),
        finding('missing', 'group:b'),
        finding('extra', 'group:c'),
      ]);
    expect(tally.drift).toEqual({ ...NO_DRIFT, missing: 500, extra: 500 });
    expect(tally.examples).toHaveLength(20);
    expect(beforeAnotherScan(tally, 3).drift).toEqual({ ...NO_DRIFT, missing: 3 });
  });

  it('give a rate of the people compared; foreign accounts are nobody’s drift', () => {
    expect(driftRate({ ...report, drift: { ...NO_DRIFT, missing: 1, foreign: 400 } })).toBe(0.001);
    expect(driftRate(report)).toBe(0);
    expect(driftRate({ compared: 0, drift: { ...NO_DRIFT, orphan: 2 } })).toBe(1);
  });

  it('ask for a person when something is left or nothing is proven', () => {
    expect(needsSomebody(report)).toBe(false);
    expect(needsSomebody({ ...report, drift: { ...NO_DRIFT, missing: 2 }, repaired: 2 })).toBe(false);
    expect(needsSomebody({ ...report, drift: { ...NO_DRIFT, missing: 2 }, repaired: 1 })).toBe(true);
    expect(needsSomebody({ ...report, drift: { ...NO_DRIFT, foreign: 2 } })).toBe(false);
    expect(needsSomebody({ ...report, complete: false, why: 'x' })).toBe(true);
    expect(reportLine({ ...report, complete: false, why: 'x' })).toContain('incomplete: x');
  });
});
