import { describe, expect, it } from 'vitest';
import { auditItem } from '../../shared/core/audit/row.ts';
import { type Key, type Table, WriteRefused } from '../../shared/ports/table.ts';
import { type SealPorts, seal } from '../../shared/steps/seal.ts';
import { type AuditHouse, anAuditHouse, aRow, start } from './audit-house.ts';
import { seededRandom, seededTurns } from './turns.ts';

const MINUTE = 60_000;
const instant = (at: number) => new Date(at).toISOString();

class Crash extends Error {}

/** The sealer's ports, with `around` before and after each call; an effect is what changes the world. */
function watched(ports: SealPorts, around: (call: string, moment: 'before' | 'after') => Promise<void>): SealPorts {
  const wrap =
    <A extends readonly unknown[], R>(name: string, call: (...args: A) => Promise<R>) =>
    async (...args: A): Promise<R> => {
      await around(name, 'before');
      const answer = await call(...args);
      await around(name, 'after');
      return answer;
    };
  const { table, archive, signer } = ports;
  const watchedTable: Table = {
    get: wrap('get', table.get),
    getMany: wrap('getMany', table.getMany),
    query: wrap('query', table.query),
    queryIndex: wrap('queryIndex', table.queryIndex),
    scan: wrap('scan', table.scan),
    write: wrap('write', table.write),
  };
  return {
    ...ports,
    table: watchedTable,
    signer: { ...signer, sign: wrap('sign', signer.sign) },
    archive: { append: wrap('append', archive.append), read: wrap('read', archive.read) },
  };
}

const effects = new Set(['write', 'sign', 'append']);

/** Dies at the n-th effect of one run; says whether it came that far. */
async function sealUntil(house: AuditHouse, nth: number, moment: 'before' | 'after'): Promise<boolean> {
  let count = 0;
  const ports = watched(house.ports, async (call, at) => {
    if (effects.has(call) && at === moment) count += 1;
    if (effects.has(call) && at === moment && count === nth) throw new Crash();
  });
  const outcome = await seal(ports, { idleMs: 10 * MINUTE, rows: 4 })().catch((error: unknown) => error);
  if (outcome instanceof Error && !(outcome instanceof Crash)) throw outcome;
  return outcome instanceof Crash;
}

async function aBusyHouse(): Promise<AuditHouse> {
  const house = anAuditHouse();
  for (const id of ['ada', 'bob', 'cy'])
    for (const number of [1, 2, 3]) await house.write(aRow({ id, number, at: instant(start - number * MINUTE) }));
  return house;
}

async function expectWhole(house: AuditHouse, why: string): Promise<void> {
  const written = house.table.contents('audit').filter(({ pk }) => !pk.startsWith('#')).length;
  const verdict = await house.check(await house.file());
  expect(verdict, `${why}: ${verdict.firstBad?.what}`).toMatchObject({ ok: true, rows: written });
}

describe('a sealer may die at any moment', () => {
  it.each(['before', 'after'] as const)('%s every single effect: the next one ends what it began', async (moment) => {
    let isFurther = true;
    let crashes = 0;
    for (let nth = 1; isFurther; nth += 1) {
      const house = await aBusyHouse();
      isFurther = await sealUntil(house, nth, moment);
      if (isFurther) crashes += 1;
      await house.seal();
      await expectWhole(house, `${moment} effect ${nth}`);
    }
    expect(crashes).toBeGreaterThanOrEqual(12);
  });

  it('twice: also while it ends what another began', async () => {
    for (let first = 1; first <= 8; first += 1)
      for (let second = 1; second <= 8; second += 1) {
        const house = await aBusyHouse();
        await sealUntil(house, first, second % 2 === 0 ? 'before' : 'after');
        await sealUntil(house, second, first % 2 === 0 ? 'before' : 'after');
        await house.seal();
        await expectWhole(house, `effects ${first} and ${second}`);
      }
  });

  it('and no two heads of one number are ever signed', async () => {
    const house = await aBusyHouse();
    const signed: string[] = [];
    const signer = {
      ...house.signer,
      sign: (bytes: Uint8Array) => {
        signed.push(String(bytes));
        return house.signer.sign(bytes);
      },
    };
    const runs = [1, 2, 3].map(() => seal({ ...house.ports, signer }, { idleMs: 10 * MINUTE, rows: 4 })());
    const kinds = (await Promise.all(runs)).map(({ kind }) => kind);
    expect(kinds).toContain('overtaken');
    await house.seal();
    expect(new Set(signed).size).toBeLessThanOrEqual(house.archive.lines.length);
    await expectWhole(house, 'three at once');
  });
});

describe('sealers of an idle house', () => {
  it.each([1, 2, 3, 4, 5, 6])('never commit two heads of one number (seed %i)', async (seed) => {
    const house = anAuditHouse();
    const turns = seededTurns(seededRandom(seed));
    const signed = new Map<string, string>();
    const ports = watched(house.ports, () => turns.wait());
    const sign = (bytes: Uint8Array) => {
      const text = Buffer.from(bytes).toString();
      const number = /"number":(\d+)/.exec(text)?.[1] ?? '';
      expect(signed.get(number) ?? text).toBe(text);
      signed.set(number, text);
      return ports.signer.sign(bytes);
    };
    const run = seal({ ...ports, signer: { ...ports.signer, sign } }, { idleMs: 0, rows: 16 });
    const runs = [1, 2, 3].map(async () => {
      for (let time = 0; time < 8; time += 1) await run();
    });
    await turns.play(runs, () => {
      house.time.now += 700;
    });
    expect(signed.size).toBeGreaterThan(3);
    await expectWhole(house, `seed ${seed}`);
  });
});

/** Writes rows as a deciding step does: the person's counter and the row in one transaction, with a stamp that grows old. */
async function writer(table: Table, now: () => number, { id, rows }: { id: string; rows: number }): Promise<void> {
  const key: Key = { table: 'state', pk: `acme#person#${id}`, sk: 'person' };
  for (let left = rows; left > 0; ) {
    const at = instant(now());
    const before = Number((await table.get(key))?.fields.aud ?? 0);
    const number = before + 1;
    const when = before === 0 ? { kind: 'absent' as const } : { kind: 'equals' as const, field: 'aud', value: before };
    const row = auditItem(aRow({ id, number, at }));
    try {
      await table.write([
        { kind: 'put', item: { ...key, fields: { aud: number } }, when },
        { kind: 'put', item: row, when: { kind: 'absent' } },
      ]);
      left -= 1;
    } catch (error) {
      if (!(error instanceof WriteRefused)) throw error;
    }
  }
}

/** Seals again and again, dies now and then, until the writers are done. */
async function sealer(ports: SealPorts, isOver: () => boolean): Promise<void> {
  while (!isOver()) {
    try {
      await seal(ports, { idleMs: 10 * MINUTE, rows: 16 })();
    } catch (error) {
      if (!(error instanceof Crash)) throw error;
    }
  }
}

async function race(seed: number): Promise<{ house: AuditHouse; crashes: number }> {
  const random = seededRandom(seed);
  const turns = seededTurns(random);
  const house = anAuditHouse({ hooks: { indexLagMs: () => Math.floor(random() * 90_000) } });
  const seen = { crashes: 0, writing: 64 };
  const { get, write } = house.table;
  const slow: Table = {
    ...house.table,
    get: (key) => turns.wait().then(() => get(key)),
    write: (writes) => turns.wait().then(() => write(writes)),
  };
  const mortal = watched(house.ports, async (call) => {
    if (effects.has(call)) await turns.wait();
    if (effects.has(call) && random() < 0.15) {
      seen.crashes += 1;
      throw new Crash();
    }
  });
  const writers = Array.from({ length: 64 }, async (_, nth) => {
    await writer(slow, house.clock.now, { id: `p${nth % 24}`, rows: 3 });
    seen.writing -= 1;
  });
  const sealers = [1, 2, 3].map(() => sealer(mortal, () => seen.writing === 0));
  await turns.play([...writers, ...sealers], () => {
    house.time.now += Math.floor(random() * 400);
  });
  for (let minute = 0; minute < 40; minute += 1) {
    house.time.now += MINUTE;
    await house.seal();
  }
  return { house, crashes: seen.crashes };
}

describe('64 writers and three sealers that take over from each other and die', () => {
  const seeds = Array.from({ length: Number(process.env.FRONTDESK_RACES ?? 12) }, (_, nth) => nth + 1);

  it.each(seeds)('lose no row and seal none twice (seed %i)', { timeout: 60_000 }, async (seed) => {
    const { house, crashes } = await race(seed);
    expect(crashes).toBeGreaterThan(0);
    expect(house.table.contents('audit').filter(({ pk }) => !pk.startsWith('#'))).toHaveLength(192);
    await expectWhole(house, `seed ${seed}`);
  });
});
