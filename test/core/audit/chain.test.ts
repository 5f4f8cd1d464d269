import { describe, expect, it } from 'vitest';
import { sha256 } from '../../../infra/local/signer.ts';
import { utf8 } from '../../../shared/core/audit/bytes.ts';
import { breakBetween, headBytes, headHash, noHead } from '../../../shared/core/audit/chain.ts';
import { firstReach, minutesToRead, reachAfter, strideTo } from '../../../shared/core/audit/lanes.ts';
import { leafHash } from '../../../shared/core/audit/merkle.ts';
import { auditItem, auditText } from '../../../shared/core/audit/row.ts';
import { genesisState, grown, type SealState, stateFields, stateOf } from '../../../shared/core/audit/seal-state.ts';
import type { AuditRow } from '../../../shared/model/audit.ts';
import type { AuditHead } from '../../../shared/model/audit-head.ts';
import { aRow } from '../../audit/audit-house.ts';

const genesis = genesisState(firstReach(100));

function after(state: SealState, rows: readonly AuditRow[], at: string) {
  const hashes = rows.map((row) => leafHash(sha256, utf8(auditText(auditItem(row)))));
  return grown(sha256, state, { leaves: { rows, hashes }, at, reach: state });
}

const one = after(genesis, [aRow({ id: 'a', number: 1 }), aRow({ id: 'b', number: 1 })], '2026-11-21T10:01:00.000Z');
const two = after(one, [aRow({ id: 'a', number: 2 })], '2026-11-21T10:02:00.000Z');

describe('heads are chained', () => {
  it('from the first, which follows nothing', () => {
    expect(one.head).toMatchObject({ number: 1, size: 2, previous: noHead });
    expect(breakBetween(sha256, undefined, one.head)).toBeUndefined();
  });

  it('each to the one before it', () => {
    expect(two.head).toMatchObject({ number: 2, size: 3, previous: headHash(sha256, one.head), from: one.head.to });
    expect(breakBetween(sha256, one.head, two.head)).toBeUndefined();
  });

  it.each<[string, Partial<AuditHead>]>([
    ['a number is left out', { number: 3 }],
    ['it follows another head', { previous: noHead }],
    ['the tree shrank', { size: 1 }],
    ['time has a hole', { from: '2026-11-21T10:01:30.000Z' }],
    ['time runs backwards', { to: '2026-11-21T10:00:30.000Z' }],
  ])('and the break is named when %s', (_, wrong) => {
    expect(breakBetween(sha256, one.head, { ...two.head, ...wrong })).toMatch(/./);
  });

  it('and carry both sums and the rows of each tenant', () => {
    expect(two.head.sums).toEqual({ events: { folded: 3 }, wished: 3, operations: { applied: 3 } });
    expect(Object.values(two.head.tenants)).toEqual([1]);
  });

  it('and do not go back in time when the clock does', () => {
    expect(after(two, [], '2026-11-21T09:00:00.000Z').head.to).toBe(two.head.to);
  });

  it('and are signed together with the name of the key', () => {
    expect(headBytes('a', one.head)).not.toEqual(headBytes('b', one.head));
  });
});

describe("the sealer's memory", () => {
  it('survives being stored', () => {
    for (const state of [genesis, one, two])
      expect(stateFields(stateOf(JSON.parse(JSON.stringify(stateFields(state)))))).toEqual(stateFields(state));
  });

  it('is as small after a hundred thousand rows as after a hundred', () => {
    const bytesAfter = (size: number) => {
      const peaks = size.toString(2).replaceAll('0', '').length;
      const frontier = { size, peaks: Array.from({ length: peaks }, () => new Uint8Array(32)) };
      return JSON.stringify(stateFields({ ...two, frontier })).length;
    };
    expect(bytesAfter(127) - bytesAfter(131_071)).toBeLessThanOrEqual(0);
    expect(bytesAfter(131_071)).toBeLessThan(2500);
  });
});

describe('minutes are read again at growing ages', () => {
  it('so that a row is found which commits up to half an hour after its stamp, however often the sealer runs', () => {
    for (const pace of [1, 2, 3, 7, 29, 45])
      for (let delay = 0; delay <= 31; delay += 1) {
        const stamped = 200;
        let reach = firstReach(100);
        let isFound = false;
        for (let now = 100; now <= 400 && !isFound; now += pace)
          for (let isMore = true; isMore; ) {
            const until = strideTo(reach, now);
            isFound ||= now >= stamped + delay && minutesToRead(reach, until).includes(stamped);
            isMore = until < now;
            reach = reachAfter(reach, until);
          }
        expect(isFound, `every ${pace} minutes, ${delay} minutes late`).toBe(true);
      }
  });

  it('and no minute twice that is past the last age', () => {
    let reach = firstReach(100);
    for (let now = 100; now < 300; now += 1) {
      for (const minute of minutesToRead(reach, now)) expect(minute).toBeGreaterThan(reach.cleaned);
      reach = reachAfter(reach, now);
      expect(reach.through - reach.cleaned).toBe(33);
    }
  });

  it('and an idle minute costs few reads', () => {
    expect(minutesToRead(reachAfter(firstReach(100), 150), 151).length).toBeLessThanOrEqual(8);
  });

  it('and a clock that went back takes nothing back', () => {
    const reach = reachAfter(firstReach(100), 150);
    expect(reachAfter(reach, 140).through).toBe(150);
    expect(minutesToRead(reach, 140)).toEqual([140]);
    expect(minutesToRead(reach, 100)).toEqual([]);
  });
});
