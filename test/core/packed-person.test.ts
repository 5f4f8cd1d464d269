// The packed forms of the ledger: a person and the guard come back as they were written.
import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Tallies } from '../../shared/core/guard.ts';
import { personItem, personOf } from '../../shared/core/ledger.ts';
import { packTallies, unpackTallies } from '../../shared/core/packed-tallies.ts';
import { packStanding, unpackStandings } from '../../shared/core/standing.ts';
import type { Fact, LedgerWish, Person, Standing } from '../../shared/model/person.ts';

const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');
const maybe = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: undefined });
const moment = fc.integer({ min: 1, max: 4_102_444_800_000 });
const names = fc.uniqueArray(fc.stringMatching(/^[a-z]+:[!-}]{1,20}$/), { maxLength: 4 }).map((all) => all.sort());
const text = fc.oneof(
  fc.uuid(),
  fc.string({ minLength: 1, unit: 'binary' }),
  fc.constantFrom('~0', 'a\tb', '\\t', 'x\nh1'),
);

const principals = fc.array(fc.stringMatching(/^[a-z.\\\t-]{1,20}$/), { minLength: 1, maxLength: 3 });

const wish: fc.Arbitrary<LedgerWish> = fc.record({
  account: fc.constantFrom('active', 'suspended'),
  entitlements: names,
  profile: fc.stringMatching(/^[0-9a-f]{8}$/),
});

function present<T extends object>(value: T): T {
  return Object.fromEntries(Object.entries(value).filter(([, field]) => field !== undefined)) as T;
}

const standing = fc
  .record({
    wish,
    rev: fc.integer({ min: 0, max: 100_000 }),
    state: fc.constantFrom('open', 'claimed', 'applied', 'verified', 'parked', 'refused'),
    had: names,
    tries: fc.integer({ min: 0, max: 2_000 }),
    misses: fc.integer({ min: 0, max: 3 }),
    noop: fc.boolean(),
    queued: fc.boolean(),
    remoteId: maybe(text),
    attempt: maybe(fc.stringMatching(/^[0-9a-z]{8}$/)),
    cause: maybe(text),
    ...{ claimed: maybe(moment), next: maybe(moment), verify: maybe(moment) },
    ...{ doubt: maybe(moment), look: maybe(moment), lost: maybe(moment) },
    held: maybe(fc.record({ rev: fc.integer({ min: 0, max: 9_999 }), wish, causedBy: maybe(principals) }).map(present)),
  })
  .map((fields) => present(fields) as Standing);

const attribute = fc.constantFrom('userName', 'email', 'title', 'manager', 'cost', 'a', 'employmentType');
const fact = fc
  .record({
    ...{ source: fc.constantFrom('hr', 'file'), id: fc.string({ minLength: 1 }), ver: moment, whole: fc.boolean() },
    at: fc.oneof(moment, fc.constant(0)),
    set: fc.dictionary(attribute, fc.option(fc.string(), { nil: null })),
    turns: fc.array(
      fc
        .record({
          status: fc.constantFrom('active', 'paused', 'left'),
          at: fc.oneof(moment, fc.constant(0)),
          of: maybe(fc.string({ minLength: 1 })),
        })
        .map(present),
      { maxLength: 4 },
    ),
    rescinds: maybe(fc.string({ minLength: 1 })),
  })
  .map((fields) => present(fields) as Fact);

const ask = fc.record({
  rev: fc.nat({ max: 100_000 }),
  at: fc.integer({ min: Date.UTC(2020) / 1000, max: Date.UTC(2088) / 1000 }).map((second) => second * 1000),
});

const person = fc
  .record({
    ...{
      tenant: fc.constant('acme'),
      id: fc.constantFrom('staff-1', 'hr-Zoë'),
      v: fc.nat(),
      rev: fc.nat(),
      aud: fc.nat(),
    },
    policy: fc.constantFrom('', '0a1b2c3d4e5f'),
    facts: fc.array(fact, { maxLength: 4 }),
    standings: fc.dictionary(fc.constantFrom('app', 'wiki', 'warehouse', 'vault'), standing),
    numbers: maybe(
      fc.dictionary(fc.stringMatching(/^[a-z]{1,5}\.[a-zA-Z]{1,8}$/), fc.integer({ min: 2, max: 99 }), { minKeys: 1 }),
    ),
    ...{ lost: maybe(moment), nextFact: maybe(moment), due: maybe(moment) },
    asked: maybe(fc.array(ask, { minLength: 1, maxLength: 3 })),
    pin: maybe(fc.stringMatching(/^[0-9a-f]{64}$/)),
    onTrial: maybe(
      fc.record({
        rollOut: fc.stringMatching(/^[0-9a-z]{26}$/),
        targets: fc.dictionary(fc.constantFrom('app', 'wiki'), fc.constantFrom(['account'], ['account', 'group:a b']), {
          minKeys: 1,
        }),
      }),
    ),
  })
  .map((fields) => present(fields) as Person);

describe('what is packed is unpacked', () => {
  it('a standing, whatever a target says of itself', () => {
    fc.assert(
      fc.property(standing, standing, (one, other) => {
        const standings = { wiki: one, app: other, mail: { ...one, remoteId: 'u-9' } };
        const packed = Object.entries(standings).map(([target, any]) => [target, packStanding(any)]);
        const unpacked = unpackStandings(Object.fromEntries(packed));
        expect(unpacked).toEqual(standings);
        expect(Object.keys(unpacked)).toEqual(['app', 'mail', 'wiki']);
      }),
      { numRuns: 1_000 },
    );
  });

  it('a person, with all that their sources said', () => {
    fc.assert(
      fc.property(person, (any) => {
        expect(personOf(personItem(any, sha256))).toEqual(any);
      }),
      { numRuns: 500 },
    );
  });

  it('the counts of the guard', () => {
    const counts = fc.dictionary(fc.constantFrom('*', 'app', 'wiki'), fc.integer({ min: 1, max: 60_000 }));
    const slots = fc.array(fc.tuple(fc.nat(), counts), { maxLength: 5 });
    const tallies = fc
      .record({
        v: fc.nat(),
        heads: counts,
        recent: slots,
        daily: slots,
        urgent: slots,
        recount: maybe(moment),
        countedAt: maybe(moment),
      })
      .map((fields) => present(fields) as Tallies);
    fc.assert(
      fc.property(tallies, (any) => {
        expect(unpackTallies(packTallies(any), any.v)).toEqual(any);
      }),
    );
  });
});

describe('a stored person', () => {
  it('is in the due index while somebody must look, and only then', () => {
    const base = { tenant: 'acme', id: 'staff-1', v: 1, rev: 1, aud: 1, policy: 'p', facts: [], standings: {} };
    expect(personItem(base, sha256).index).toBeUndefined();
    expect(personItem({ ...base, due: 1_700_000_000_000 }, sha256).index).toEqual({
      shard: expect.stringMatching(/^due#acme#(0\d|1[0-5])$/),
      at: '001700000000000',
    });
  });
});
