// A replay is right at every moment of its window, and about nothing else than the two policies.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fold } from '../../../shared/core/fold.ts';
import { type Otherwise, type Recorded, replay } from '../../../shared/core/policy/replay.ts';
import { added, totalsOf } from '../../../shared/core/policy/replay-totals.ts';
import { resolve } from '../../../shared/core/policy/resolve.ts';
import { windowStart } from '../../../shared/core/policy/window.ts';
import type { Policy } from '../../../shared/model/policy/policy.ts';
import { AT, randomPolicy } from './random-policies.ts';

const HOUR = 3_600_000;
const FROM = AT - 20 * 24 * HOUR;
const TO = AT + 5 * 24 * HOUR;
const hours = fc.integer({ min: -40 * 24, max: 20 * 24 }).map((count) => AT + count * HOUR);

const recorded: fc.Arbitrary<readonly Recorded[]> = fc
  .array(
    fc.record({
      since: hours,
      at: hours,
      set: fc.dictionary(fc.constantFrom('team', 'site', 'title', 'groups'), fc.constantFrom('x', 'y', 'g', null)),
      ends: fc.option(fc.constantFrom('2026-11-20', '2026-11-23'), { nil: undefined }),
      turn: fc.option(fc.constantFrom('active', 'active', 'paused', 'left'), { nil: undefined }),
    }),
    { maxLength: 6 },
  )
  .map((said) =>
    [
      { since: FROM - 1, at: FROM - 1, set: { userName: 'mara' }, ends: undefined, turn: 'active' as const },
      ...said,
    ].map(({ since, at, set, ends, turn }, position) => ({
      since,
      fact: {
        ...{ source: 'hr', id: `f${position}`, ver: since, whole: false, at },
        set: { ...set, ...(ends !== undefined && { ends }) },
        turns: turn === undefined ? [] : [{ status: turn as 'active', at }],
      },
    })),
  );

const replayed = (before: Policy, after: Policy, all: readonly Recorded[]) =>
  replay({ person: 'staff-1', recorded: all, from: FROM, to: TO, before, after });

function given(policy: Policy, all: readonly Recorded[], at: number): ReadonlySet<string> {
  const facts = all.filter(({ since }) => since <= at).map(({ fact }) => fact);
  const { targets } = resolve(policy, { ...fold(facts, at), person: 'staff-1' }, at);
  return new Set(
    Object.entries(targets).flatMap(([target, { reasons }]) =>
      reasons.map(({ entitlement }) => `${target} ${entitlement}`),
    ),
  );
}

const covering = (different: readonly Otherwise[], kind: Otherwise['kind'], at: number) =>
  different
    .filter((one) => one.kind === kind && one.from <= at && at < (one.until ?? Number.POSITIVE_INFINITY))
    .map(({ target, what }) => `${target} ${what}`)
    .sort();

describe('a replay', () => {
  it('says at every moment of the window what the two policies would have differed in', () => {
    fc.assert(
      fc.property(
        randomPolicy,
        randomPolicy,
        recorded,
        fc.integer({ min: FROM, max: TO }),
        (...[before, after, all, at]) => {
          const different = replayed(before, after, all);
          const [was, would] = [given(before, all, at), given(after, all, at)];
          expect(covering(different, 'loss', at)).toEqual([...was].filter((one) => !would.has(one)).sort());
          expect(covering(different, 'gain', at)).toEqual([...would].filter((one) => !was.has(one)).sort());
        },
      ),
      { numRuns: 1_500 },
    );
  });

  it('of a policy against itself is empty, and turned around it turns losses into gains', () => {
    fc.assert(
      fc.property(randomPolicy, randomPolicy, recorded, (one, other, all) => {
        expect(replayed(one, one, all)).toEqual([]);
        const turned = replayed(other, one, all).map(({ kind, target, what, from, until }) => [
          ...[kind === 'loss' ? 'gain' : kind === 'gain' ? 'loss' : kind, target, what, from, until],
        ]);
        expect(turned.sort()).toEqual(
          replayed(one, other, all)
            .map(({ kind, target, what, from, until }) => [kind, target, what, from, until])
            .sort(),
        );
      }),
      { numRuns: 500 },
    );
  });

  it('does not depend on the order in which facts are handed over', () => {
    fc.assert(
      fc.property(randomPolicy, randomPolicy, recorded, (before, after, all) => {
        expect(replayed(before, after, all.toReversed())).toEqual(replayed(before, after, all));
      }),
      { numRuns: 300 },
    );
  });

  it('lies within its window, and no two of its stretches about one thing overlap', () => {
    fc.assert(
      fc.property(randomPolicy, randomPolicy, recorded, (before, after, all) => {
        const different = replayed(before, after, all);
        for (const { from, until } of different)
          expect(from >= FROM && (until ?? TO) <= TO && from < (until ?? TO + 1)).toBe(true);
        for (const one of different)
          for (const other of different)
            if (one !== other && one.target === other.target && one.what === other.what)
              expect(
                (one.until ?? Number.POSITIVE_INFINITY) <= other.from ||
                  (other.until ?? Number.POSITIVE_INFINITY) <= one.from,
              ).toBe(true);
      }),
      { numRuns: 500 },
    );
  });

  it('is added up the same whole and in slices', () => {
    fc.assert(
      fc.property(
        randomPolicy,
        randomPolicy,
        fc.array(recorded, { maxLength: 6 }),
        fc.nat(6),
        (...[before, after, people, at]) => {
          const all = people.map((one) => ({ different: replayed(before, after, one), facts: one.length }));
          expect(added(totalsOf(all.slice(0, at)), totalsOf(all.slice(at)))).toEqual(totalsOf(all));
        },
      ),
      { numRuns: 200 },
    );
  });
});

it.each([
  ['30d', AT - 30 * 24 * HOUR],
  ['12h', AT - 12 * HOUR],
  ['2w', AT - 14 * 24 * HOUR],
  ['2026-11-01', Date.parse('2026-11-01')],
  ['2026-11-01T12:00Z', Date.parse('2026-11-01T12:00Z')],
  ['2026-11-31', undefined],
  ['2027-01-01', undefined],
  ['30', undefined],
  ['0d', undefined],
  ['yesterday', undefined],
])('a window since %s begins at %s', (text, start) => {
  expect(windowStart(text, AT)).toBe(start);
});
