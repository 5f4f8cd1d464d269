import { describe, expect, it } from 'vitest';
import { auditRowOf } from '../../shared/core/audit/row.ts';
import { SignedHead } from '../../shared/model/audit-head.ts';
import { ArchiveRefused } from '../../shared/ports/audit.ts';
import { seal } from '../../shared/steps/seal.ts';
import { stateKey } from '../../shared/steps/seal-commit.ts';
import { type AuditHouse, anAuditHouse, aRow, start } from '../audit/audit-house.ts';

const MINUTE = 60_000;
const instant = (at: number) => new Date(at).toISOString();
const heads = ({ archive }: AuditHouse) => archive.lines.map((line) => SignedHead.parse(JSON.parse(line)).head);

describe('rows are sealed', () => {
  it('in the next run, once each, whatever their number', async () => {
    const house = anAuditHouse({ limits: { idleMs: 10 * MINUTE, rows: 16 } });
    for (let person = 0; person < 50; person += 1)
      await house.write(aRow({ id: `hr-${person}`, number: 1, at: instant(start) }));
    expect(await house.seal()).toEqual({ kind: 'sealed', heads: 4, rows: 50 });
    expect(await house.seal()).toEqual({ kind: 'sealed', heads: 0, rows: 0 });
    expect(await house.check(await house.file())).toMatchObject({ ok: true, rows: 50, heads: 4 });
  });

  it('into a later head, when they commit after their minute was sealed', async () => {
    const house = anAuditHouse();
    await house.seal();
    for (const lateMs of [90_000, 10 * MINUTE, 31 * MINUTE]) {
      house.time.now += lateMs;
      await house.write(aRow({ id: `late-${lateMs}`, number: 1, at: instant(house.time.now - lateMs) }));
      for (let minute = 0; minute < 33; minute += 1) {
        await house.seal();
        house.time.now += MINUTE;
      }
    }
    expect(await house.check(await house.file())).toMatchObject({ ok: true, rows: 3 });
  });

  it('in the order of their numbers, when the index shows the second before the first', async () => {
    const hidden = new Set(['0000000002', '0000000003']);
    const house = anAuditHouse({ hooks: { indexLagMs: ({ sk }) => (hidden.has(sk) ? 5 * MINUTE : 0) } });
    for (let number = 1; number <= 5; number += 1)
      await house.write(aRow({ id: 'ada', number, at: instant(start + number) }));
    expect(await house.seal()).toMatchObject({ rows: 5 });
    house.time.now += 6 * MINUTE;
    expect(await house.seal()).toMatchObject({ rows: 0 });
    expect(await house.check(await house.file())).toMatchObject({ ok: true, rows: 5 });
  });
});

describe('no row is forgotten', () => {
  it('of those before, when the sealer comes late to a house', async () => {
    const house = anAuditHouse();
    await house.write(aRow({ id: 'ada', number: 1, at: instant(start - 5 * 60 * MINUTE) }));
    await house.write(aRow({ id: 'ada', number: 2, at: instant(start) }));
    await house.seal();
    expect(await house.check(await house.file())).toMatchObject({ ok: true, rows: 2 });
  });

  it('when the sealer stood still for two days', async () => {
    const house = anAuditHouse();
    await house.seal();
    for (let hour = 1; hour <= 48; hour += 1)
      await house.write(aRow({ id: 'ada', number: hour, at: instant(start + hour * 60 * MINUTE) }));
    house.time.now += 49 * 60 * MINUTE;
    await house.seal();
    expect(await house.check(await house.file())).toMatchObject({ ok: true, rows: 48 });
  });

  it('because of garbage that somebody wrote among them, which is reported', async () => {
    const errors: string[] = [];
    const house = anAuditHouse({ log: { info() {}, warn() {}, error: (event) => errors.push(event) } });
    await house.write(aRow({ id: 'ada', number: 1 }));
    const [row] = house.table.contents('audit');
    if (!row) throw new Error('no row');
    await house.table.write([{ kind: 'put', item: { ...row, pk: 'acme#person#bob', fields: { row: 'garbage' } } }]);
    expect(await house.seal()).toMatchObject({ rows: 1 });
    expect(errors).toContain('audit.row.unreadable');
  });
});

describe('heads come on time', () => {
  it('within a minute when busy', async () => {
    const house = anAuditHouse();
    for (let minute = 0; minute < 30; minute += 1) {
      await house.write(aRow({ id: 'ada', number: minute + 1, at: instant(house.time.now - 500) }));
      await house.seal();
      house.time.now += MINUTE;
    }
    const ages = heads(house).map((head, nth, all) => Date.parse(head.to) - Date.parse(all[nth - 1]?.to ?? head.to));
    expect(heads(house)).toHaveLength(30);
    expect(Math.max(...ages)).toBeLessThanOrEqual(MINUTE);
  });

  it('within fifteen minutes when idle, empty', async () => {
    const house = anAuditHouse();
    for (let minute = 0; minute < 60; minute += 1) {
      await house.seal();
      house.time.now += MINUTE;
    }
    const all = heads(house);
    const gaps = all.map((head, nth) => Date.parse(head.to) - Date.parse(all[nth - 1]?.to ?? head.to));
    expect(all.length).toBeLessThanOrEqual(7);
    expect(Math.max(...gaps)).toBeLessThanOrEqual(15 * MINUTE);
    expect(await house.check(await house.file())).toMatchObject({ ok: true, rows: 0 });
  });

  it('also while the clock jumps ten minutes to and fro', async () => {
    const house = anAuditHouse();
    let number = 0;
    for (const jump of [0, 10, -10, 0, -10, 10, 10, -20, 0, 5]) {
      house.time.now += jump * MINUTE;
      for (let minute = 0; minute < 4; minute += 1) {
        number += 1;
        await house.write(aRow({ id: `p${number % 3}`, number: Math.ceil(number / 3), at: instant(house.time.now) }));
        await house.seal();
        house.time.now += MINUTE;
      }
    }
    for (let minute = 0; minute < 45; minute += 1) {
      await house.seal();
      house.time.now += MINUTE;
    }
    expect(await house.check(await house.file())).toMatchObject({ ok: true, rows: number });
  });
});

describe('sealing costs nothing that grows with history', () => {
  it('the hundredth busy minute reads and writes as much as the fiftieth', async () => {
    const house = anAuditHouse();
    const costs: { readCalls: number; writeCalls: number; writeUnits: number }[] = [];
    for (let minute = 1; minute <= 100; minute += 1) {
      const { readCalls, writeCalls, writeUnits } = house.table.meter;
      const at = instant(house.time.now);
      for (const id of ['ada', 'bob', 'cy']) await house.write(aRow({ id, number: minute, at }));
      await house.seal();
      const { meter } = house.table;
      costs.push({
        readCalls: meter.readCalls - readCalls,
        writeCalls: meter.writeCalls - writeCalls,
        writeUnits: meter.writeUnits - writeUnits,
      });
      house.time.now += MINUTE;
    }
    const [fiftieth, hundredth] = [costs[49], costs[99]];
    expect(hundredth?.readCalls).toBe(fiftieth?.readCalls);
    expect(hundredth?.writeCalls).toBe(fiftieth?.writeCalls);
    expect(Math.abs((hundredth?.writeUnits ?? 0) - (fiftieth?.writeUnits ?? 0))).toBeLessThanOrEqual(2);
  });

  it('and what it keeps to find late rows is deleted when none can come', async () => {
    const house = anAuditHouse();
    for (let minute = 1; minute <= 90; minute += 1) {
      await house.write(aRow({ id: 'ada', number: minute, at: instant(house.time.now) }));
      await house.seal();
      house.time.now += MINUTE;
    }
    expect(house.table.contents('state').length).toBeLessThanOrEqual(36);
  });
});

describe('a log that was rolled back is not sealed on', () => {
  it('the sealer stops and says so', async () => {
    const house = anAuditHouse();
    await house.seal();
    const before = await house.table.get(stateKey);
    if (!before) throw new Error('no state');
    house.time.now += MINUTE;
    await house.write(aRow({ id: 'ada', number: 1, at: instant(house.time.now) }));
    await house.seal();
    await house.table.write([
      { kind: 'put', item: before },
      ...house.table
        .contents('audit')
        .filter(({ pk }) => pk !== '#heads')
        .map(({ table, pk, sk }) => ({ kind: 'delete' as const, key: { table, pk, sk } })),
    ]);
    house.time.now += 11 * MINUTE;
    await expect(house.seal()).rejects.toThrow(ArchiveRefused);
    await expect(seal(house.ports)()).rejects.toThrow('occupied');
  });
});

describe('rows stay what they were', () => {
  it('sealing changes no row', async () => {
    const house = anAuditHouse();
    const row = aRow({ id: 'ada', number: 1 });
    await house.write(row);
    await house.seal();
    const stored = house.table.contents('audit').find(({ pk }) => pk === 'acme#person#ada');
    expect(stored && auditRowOf(stored)).toEqual(row);
  });
});
