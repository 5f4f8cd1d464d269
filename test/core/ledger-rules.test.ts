// The rules that the ledger's prototype paid for (design.md), one by one, on the pure functions that keep them.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { claim, isWorkable, withoutDeadClaim } from '../../shared/core/claim.ts';
import { confirm } from '../../shared/core/confirm.ts';
import { dueOf } from '../../shared/core/ledger.ts';
import { type Result, settle } from '../../shared/core/settle.ts';
import { CLAIM, FUNCTION_TIMEOUT, GRACE, GRID, MINUTE } from '../../shared/core/timing.ts';
import { endOf, wished } from '../../shared/core/wish.ts';
import type { Reading } from '../../shared/model/access.ts';
import type { Standing } from '../../shared/model/person.ts';
import { aPerson, aStanding, aWish } from '../builders/a-person.ts';

const NOW = Date.parse('2026-11-21T10:00:00Z');
const LANDING = 30_000;
const context = { now: NOW, random: () => 0.5, landing: () => LANDING, readLag: () => 0 };
const grant = aWish({ entitlements: ['group:one'] });
const nothing = aWish({ account: 'suspended', entitlements: [] });

function result(fields: Partial<Result> = {}): Result {
  return {
    target: 'app',
    rev: 1,
    attempt: 'a1',
    outcome: { kind: 'changed', remoteId: 'r1' },
    removal: false,
    ...fields,
  };
}

function claimed(fields: Partial<Standing> = {}): Standing {
  return aStanding({ state: 'claimed', attempt: 'a1', claimed: NOW - 5_000, ...fields });
}

const settledAs = (standing: Standing, results: readonly Result[], at = context) =>
  settle(aPerson({ standings: { app: standing } }), results, at);

describe('rule 1: every write raises the version, decisions alone the revision', () => {
  it('a claim and a settle raise the version by one each and leave the revision', () => {
    const person = aPerson({ v: 7, rev: 4, standings: { app: aStanding({ state: 'open', rev: 4 }) } });
    const at = claim(person, ['app'], { attempt: 'a1', now: NOW });
    expect([at.v, at.rev]).toEqual([8, 4]);
    const { person: after } = settle(at, [result({ rev: 4 })], context);
    expect([after.v, after.rev]).toEqual([9, 4]);
  });
});

describe('rule 2: a result counts only for its own revision and attempt', () => {
  it.each([
    ['another revision', { rev: 2 }],
    ['another attempt', { attempt: 'b2' }],
    ['nobody any more', { state: 'open' as const }],
    ['verified already', { state: 'verified' as const }],
  ])('when the target is at %s, nothing of it is written but a look', (_, moved) => {
    const before = claimed(moved);
    const { person, ended } = settledAs(before, [result()]);
    expect(person.standings.app).toEqual({ ...before, look: NOW });
    expect(ended).toEqual([]);
  });

  it('a worker that held two targets while one moved on writes the other alone', () => {
    const moved = aStanding({ state: 'open', rev: 2, wish: nothing });
    const person = aPerson({ standings: { app: claimed(), wiki: moved } });
    const { person: after } = settle(person, [result(), result({ target: 'wiki' })], context);
    expect(after.standings.app).toMatchObject({ state: 'applied', remoteId: 'r1' });
    expect(after.standings.wiki).toEqual({ ...moved, look: NOW });
  });

  it('a late answer that cannot have done anything asks for nothing', () => {
    const before = claimed({ rev: 2 });
    const { person } = settledAs(before, [result({ outcome: { kind: 'fault', fault: { kind: 'unavailable' } } })]);
    expect(person.standings.app).toEqual(before);
  });
});

describe('rule 3: somebody looks at every person in time', () => {
  const moment = fc.option(fc.integer({ min: NOW - 10 * MINUTE, max: NOW + 10 * MINUTE }), { nil: undefined });
  const state = fc.constantFrom('open', 'claimed', 'applied', 'verified', 'parked', 'refused');
  const standing = fc
    .record({ state, next: moment, verify: moment, look: moment, claimed: moment })
    .map(({ state: at, ...moments }) => {
      const set = Object.fromEntries(Object.entries(moments).filter(([, value]) => value !== undefined));
      return aStanding({ ...set, state: at });
    });

  it('whatever is unfinished has a moment, at most a grace and a grid later than it must be', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.constantFrom('app', 'wiki'), standing), moment, (standings, nextFact) => {
        const due = dueOf({ standings, nextFact, now: NOW });
        const all = Object.values(standings);
        const isOpen = all.some(
          ({ state: at, look }) => ['open', 'claimed', 'applied'].includes(at) || look !== undefined,
        );
        if (!isOpen && nextFact === undefined) {
          expect(due).toBeUndefined();
          return;
        }
        expect(due).toBeGreaterThan(NOW);
        expect((due ?? 1) % GRID).toBe(0);
        const wanted = all.flatMap(({ state: at, next, verify, look, claimed: since }) => [
          ...(at === 'open' ? [next ?? NOW + GRACE] : []),
          ...(at === 'claimed' ? [(since ?? NOW) + CLAIM] : []),
          ...(at === 'applied' ? [verify ?? NOW + GRACE] : []),
          ...(look === undefined ? [] : [look]),
        ]);
        const first = Math.min(...wanted, ...(nextFact === undefined ? [] : [nextFact]));
        expect(due).toBeLessThan(Math.max(first, NOW + GRACE) + GRID);
      }),
      { numRuns: 500 },
    );
  });

  it('a write does not postpone what is overdue: whoever is to be found by the sweep stays found', () => {
    const overdue = aStanding({ state: 'applied', verify: NOW - 3 * MINUTE });
    const person = aPerson({ due: NOW - 2 * MINUTE, standings: { app: overdue, wiki: aStanding({ state: 'open' }) } });
    expect(claim(person, ['wiki'], { attempt: 'a1', now: NOW }).due).toBe(NOW - 2 * MINUTE);
  });

  it('a worker that died between claim and settle is found when its claim is old, and not before', () => {
    const dead = claimed({ claimed: NOW - CLAIM });
    expect(withoutDeadClaim(dead, { now: NOW, landing: 0 }).state).toBe('open');
    const alive = claimed({ claimed: NOW - CLAIM + 1 });
    expect(withoutDeadClaim(alive, { now: NOW, landing: 0 })).toBe(alive);
  });
});

describe('rule 4: what may still land puts the target in doubt', () => {
  const landed = NOW - 5_000 + FUNCTION_TIMEOUT + LANDING;
  const over = (wish: Standing['wish'], before: Standing, takesAway: boolean) =>
    wished(before, { wish, rev: 2, takesAway, now: NOW, landing: LANDING });

  it('a grant over an open claim waits until the old call cannot land any more', () => {
    const standing = over(aWish({ entitlements: ['group:two'] }), claimed(), false);
    expect(standing).toMatchObject({ state: 'open', doubt: landed, next: landed });
    expect(isWorkable(standing, landed - 1)).toBe(false);
    expect(isWorkable(standing, landed)).toBe(true);
  });

  it('a removal overtakes, and is looked at again then', () => {
    const standing = over(nothing, claimed(), true);
    expect(standing).toMatchObject({ state: 'open', doubt: landed, look: landed });
    expect(standing.next).toBeUndefined();
    expect(isWorkable(standing, NOW)).toBe(true);
  });

  it('a group taken from an account that is still in the making waits like a grant: there is nothing to take it from', () => {
    const standing = over(aWish({ entitlements: [] }), claimed(), true);
    expect(standing).toMatchObject({ doubt: landed, next: landed });
  });

  it('a claim that was taken over is in doubt as well', () => {
    const dead = claimed({ claimed: NOW - CLAIM });
    const until = NOW - CLAIM + FUNCTION_TIMEOUT + LANDING;
    expect(withoutDeadClaim(dead, { now: NOW, landing: LANDING })).toMatchObject({ doubt: until, next: until });
  });

  it('a removal of a worker that died is taken up at once, and looked at again when nothing can land any more', () => {
    const dead = claimed({ claimed: NOW - CLAIM, wish: nothing, had: ['group:one'], remoteId: 'r1' });
    const until = NOW - CLAIM + FUNCTION_TIMEOUT + LANDING;
    const standing = withoutDeadClaim(dead, { now: NOW, landing: LANDING });
    expect(standing).toMatchObject({ state: 'open', doubt: until, look: until });
    expect(isWorkable(standing, NOW)).toBe(true);
  });

  it('an unknown outcome stays in flight, is no end state, and is waited out', () => {
    const lost = result({ outcome: { kind: 'fault', fault: { kind: 'unknownOutcome' } } });
    const { person, ended } = settledAs(claimed(), [lost]);
    expect(person.standings.app).toMatchObject({ state: 'open', doubt: landed, next: landed });
    expect(ended).toEqual([]);
  });

  describe('until the worker of the old call says that it has ended', () => {
    const two = aWish({ entitlements: ['group:two'] });
    const lag = { ...context, readLag: () => MINUTE };

    it('then a grant goes at once, to the account that the old call made', () => {
      const { person, lifted } = settledAs(over(two, claimed(), false), [result()]);
      expect(lifted).toBe(true);
      expect(person.standings.app).toMatchObject({ state: 'open', rev: 2, remoteId: 'r1' });
      for (const field of ['doubt', 'next', 'look', 'attempt']) expect(person.standings.app).not.toHaveProperty(field);
    });

    it('a removal needs no second look any more', () => {
      const { person } = settledAs(over(nothing, claimed(), true), [result()]);
      expect(person.standings.app).toMatchObject({ state: 'open', had: ['group:one'] });
      expect(person.standings.app).not.toHaveProperty('look');
    });

    it('also over two decisions', () => {
      const again = wished(over(two, claimed(), false), {
        ...{ wish: nothing, rev: 3, takesAway: true },
        ...{ now: NOW, landing: LANDING },
      });
      expect(settledAs(again, [result()]).lifted).toBe(true);
    });

    it.each(['unknownOutcome', 'partial', 'contractBreach'] as const)(
      'an end that nobody knows (%s) lifts nothing',
      (kind) => {
        const { person, lifted } = settledAs(over(two, claimed(), false), [
          result({ outcome: { kind: 'fault', fault: { kind } } as Result['outcome'] }),
        ]);
        expect(lifted).toBe(false);
        expect(person.standings.app).toMatchObject({ doubt: landed, next: landed, look: NOW });
      },
    );

    it('another call than the newest says nothing: also where an earlier one is in doubt still', () => {
      const older = claimed({ wish: nothing, doubt: NOW + MINUTE });
      expect(settledAs(over(two, claimed(), false), [result({ attempt: 'b2' })]).lifted).toBe(false);
      expect(settledAs(over(two, older, false), [result()]).lifted).toBe(false);
    });

    it('a call that failed may have made what a lagging search does not show yet', () => {
      const failed = result({ outcome: { kind: 'fault', fault: { kind: 'unavailable' } } });
      const { person } = settledAs(over(two, claimed(), false), [failed], lag);
      expect(person.standings.app).toMatchObject({ doubt: NOW + MINUTE, next: NOW + MINUTE });
    });
  });

  it('nothing is in doubt where nobody ever claimed', () => {
    expect(over(nothing, aStanding({ state: 'open' }), true)).not.toHaveProperty('doubt');
  });
});

describe('rule 5: also at targets that check versions', () => {
  it('doubt does not ask what the target can check: it has nothing to check before the account exists', () => {
    const standing = wished(claimed(), { wish: grant, rev: 2, takesAway: false, now: NOW, landing: 0 });
    expect(standing.doubt).toBe(NOW - 5_000 + FUNCTION_TIMEOUT);
  });
});

const gone: Reading = { kind: 'absent' };
const there: Reading = {
  ...{ kind: 'found', remoteId: 'r1', account: 'active', ours: true, entitlements: ['group:one'] },
  profile: {},
};

describe('rule 6: doubt is compared with the start of the read that proves the state', () => {
  const doubt = NOW - 1_000;
  const removal = claimed({ wish: nothing, doubt });
  const removed = (readAt: number) =>
    settledAs(removal, [result({ removal: true, judgement: { kind: 'met' }, readAt })]).person.standings.app;

  it('a removal read back before the end of doubt is looked at again at that end', () => {
    expect(removed(doubt - 1)).toMatchObject({ state: 'verified', doubt, look: doubt });
  });

  it('one whose read began after it is done for good', () => {
    expect(removed(doubt)).not.toHaveProperty('look');
    expect(removed(doubt)).not.toHaveProperty('doubt');
  });

  it('an early look does not replace the one at the end of doubt', () => {
    const early = aStanding({ wish: nothing, doubt: NOW + MINUTE, look: NOW });
    const checked = { target: 'app', rev: 1, readAt: NOW, profile: {}, reading: gone };
    const { person } = confirm(aPerson({ standings: { app: early } }), [checked], NOW);
    expect(person.standings.app).toMatchObject({ doubt: NOW + MINUTE, look: NOW + MINUTE });
  });

  it('a grant in doubt is not verified by a read that began before the doubt ended', () => {
    const applied = aStanding({ state: 'applied', verify: NOW, doubt: NOW + MINUTE });
    const checked = { target: 'app', rev: 1, readAt: NOW, profile: {}, reading: there };
    const { person, ended } = confirm(aPerson({ standings: { app: applied } }), [checked], NOW);
    expect(person.standings.app).toMatchObject({ state: 'applied', verify: NOW + MINUTE });
    expect(ended).toEqual([]);
  });
});

describe('rule 9: end states are final', () => {
  it.each([
    ['open', 'superseded'],
    ['claimed', 'superseded'],
    ['applied', 'superseded'],
    ['verified', undefined],
    ['parked', undefined],
    ['refused', undefined],
  ] as const)('an operation that a new wish replaces while %s ends as %s', (state, end) => {
    expect(endOf(aStanding({ state }))).toBe(end);
  });

  it('a read that finds another state ends nothing: it becomes a wish at the next revision', () => {
    const applied = aStanding({ state: 'applied', verify: NOW });
    const checked = { target: 'app', rev: 1, readAt: NOW, profile: {}, reading: gone };
    const { missed, ended, changed } = confirm(aPerson({ standings: { app: applied } }), [checked], NOW);
    expect({ missed, ended, changed }).toEqual({ missed: ['app'], ended: [], changed: false });
  });

  it('a reading for another revision tells nothing', () => {
    const applied = aStanding({ state: 'applied', verify: NOW, rev: 2 });
    const checked = { target: 'app', rev: 1, readAt: NOW, profile: {}, reading: there };
    expect(confirm(aPerson({ standings: { app: applied } }), [checked], NOW)).toMatchObject({
      changed: false,
      ended: [],
    });
  });
});
