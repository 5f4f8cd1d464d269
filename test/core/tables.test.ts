// Two tables: what a fault means, and when a list with people missing is believed.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { retry } from '../../shared/core/retry.ts';
import { sanity, tolerated } from '../../shared/core/snapshot.ts';
import { DAY, MINUTE } from '../../shared/core/timing.ts';
import type { Fault } from '../../shared/model/fault.ts';

const NOW = Date.parse('2026-11-21T10:00:00Z');
const first = (fault: Fault) => retry(fault, { tries: 1, now: NOW, random: 0.5 });

describe('what a fault means', () => {
  it.each([
    ['throttled', { kind: 'throttled' }, { kind: 'again', inDoubt: false, stopsTarget: true }],
    ['unavailable', { kind: 'unavailable' }, { kind: 'again', inDoubt: false, stopsTarget: true }],
    ['an unknown outcome', { kind: 'unknownOutcome' }, { kind: 'again', inDoubt: true, stopsTarget: false }],
    ['denied', { kind: 'denied' }, { kind: 'again', inDoubt: false, stopsTarget: true }],
    ['a conflict', { kind: 'conflict' }, { kind: 'again', inDoubt: false, stopsTarget: false }],
    ['already there', { kind: 'alreadyExists', ref: 'x' }, { kind: 'again', inDoubt: false, stopsTarget: false }],
    ['absent', { kind: 'absent' }, { kind: 'again', inDoubt: false, stopsTarget: false }],
    ['invalid', { kind: 'invalid' }, { kind: 'park', cause: 'invalid' }],
    ['unsupported', { kind: 'unsupported' }, { kind: 'park', cause: 'unsupported' }],
    ['no seats', { kind: 'quotaExceeded' }, { kind: 'again', inDoubt: false, stopsTarget: false }],
    ['a part of it', { kind: 'partial', failed: ['x'] }, { kind: 'again', inDoubt: true, stopsTarget: false }],
    ['nonsense', { kind: 'contractBreach' }, { kind: 'again', inDoubt: true, stopsTarget: false }],
  ] as const)('%s', (_, fault, meaning) => {
    expect(first(fault as Fault)).toMatchObject(meaning);
  });

  it('every fault parks in the end, and outages of a day are ridden out', () => {
    for (const kind of [
      'throttled',
      'unavailable',
      'unknownOutcome',
      'denied',
      'conflict',
      'quotaExceeded',
      'contractBreach',
    ] as const)
      expect(retry({ kind } as Fault, { tries: 5_000, now: NOW, random: 0 }).kind).toBe('park');
    let waited = 0;
    for (let tries = 1; ; tries++) {
      const verdict = retry({ kind: 'unavailable' }, { tries, now: 0, random: 0 });
      if (verdict.kind === 'park') break;
      waited += verdict.at;
    }
    expect(waited).toBeGreaterThan(12 * 60 * MINUTE);
  });

  it('waits grow, are spread, never exceed five minutes unless the target asks for longer, and end within a day', () => {
    const tries = fc.integer({ min: 1, max: 39 });
    const asked = fc.option(fc.integer({ min: 0, max: 3 * DAY }), { nil: undefined });
    fc.assert(
      fc.property(tries, fc.double({ min: 0, max: 0.999, noNaN: true }), asked, (count, random, retryAfterMs) => {
        const fault: Fault = { kind: 'throttled', ...(retryAfterMs !== undefined && { retryAfterMs }) };
        const verdict = retry(fault, { tries: count, now: NOW, random });
        if (verdict.kind !== 'again') throw new Error('parked');
        const wait = verdict.at - NOW;
        expect(wait).toBeGreaterThanOrEqual(Math.min(retryAfterMs ?? 0, DAY));
        expect(wait).toBeLessThanOrEqual(Math.max(5 * MINUTE, Math.min(retryAfterMs ?? 0, DAY)) + 1);
      }),
    );
  });
});

describe('how many may be missing from a list', () => {
  it.each([
    [1, 2],
    [19, 2],
    [20, 10],
    [200, 10],
    [219, 10],
    [220, 11],
    [5_000, 250],
    [50_000, 2_500],
  ])('of %i people: %i', (people, missing) => {
    expect(tolerated(people)).toBe(missing);
  });
});

describe('a list', () => {
  const columns = ['id', 'userName'];
  const last = { people: 100, columns, takenAt: NOW - DAY };
  const facts = { people: 100, missing: 0, changedIds: 0, columns, takenAt: NOW, certified: true };

  it.each([
    ['as before', {}, { kind: 'sane' }],
    ['with ten missing', { missing: 10 }, { kind: 'sane' }],
    ['with eleven missing', { missing: 11 }, { kind: 'stop', what: 'removals' }],
    ['without a certificate and one missing', { missing: 1, certified: false }, { kind: 'stop', what: 'removals' }],
    ['without a certificate and nobody missing', { certified: false }, { kind: 'sane' }],
    [
      'from a clock that went back, with one missing',
      { missing: 1, takenAt: NOW - 2 * DAY },
      { kind: 'stop', what: 'removals' },
    ],
    ['with a column gone', { columns: ['id'] }, { kind: 'stop', what: 'everything' }],
    ['with a column more', { columns: [...columns, 'title'] }, { kind: 'sane' }],
    ['in which eleven ids have changed', { missing: 11, changedIds: 11 }, { kind: 'stop', what: 'everything' }],
    ['with fifty new people', { people: 150, changedIds: 50 }, { kind: 'sane' }],
  ] as const)('%s', (_, change, verdict) => {
    expect(sanity({ ...facts, ...change }, last)).toMatchObject(verdict);
  });

  it('without one before it has nobody to miss', () => {
    expect(sanity({ ...facts, certified: false }, undefined)).toEqual({ kind: 'sane' });
  });
});
