// The audit log after a restore: what was lost is refused, then named, signed and checked, and never passed over.
import { describe, expect, it } from 'vitest';
import { ArchiveRefused } from '../../shared/ports/audit.ts';
import { refill } from '../../shared/steps/refill.ts';
import { seal } from '../../shared/steps/seal.ts';
import { resumeLog } from '../../shared/steps/seal-resume.ts';
import type { MemoryTable } from '../memory/memory-table.ts';
import { type AuditHouse, anAuditHouse, aRow } from './audit-house.ts';

const MINUTE = 60_000;

/** A head over one row for each id; every row is its person's next. */
async function sealed(house: AuditHouse, ...ids: readonly (readonly [id: string, number: number])[]): Promise<void> {
  await house.write(...ids.map(([id, number]) => aRow({ id, number, at: new Date(house.time.now).toISOString() })));
  house.time.now += 2 * MINUTE;
  await house.seal();
}

const backupOf = (table: MemoryTable) => ({ state: table.contents('state'), audit: table.contents('audit') });

/** Another house with the tables of a backup and the archive of today. */
async function restored(house: AuditHouse, backup: ReturnType<typeof backupOf>): Promise<AuditHouse> {
  const again = anAuditHouse({ archive: house.archive });
  again.time.now = house.time.now;
  await refill(again.ports, 'state', backup.state);
  await refill(again.ports, 'audit', backup.audit);
  return again;
}

const resume = ({ ports }: AuditHouse) =>
  resumeLog({ ...ports, settings: { tenant: 'acme' } as never, ids: { next: () => 'id', random: () => 0 } }, 'alpha');

/** One head, a backup, two heads that it does not know, and a restore. */
async function aRestoredLog() {
  const house = anAuditHouse();
  await sealed(house, ['a', 1], ['b', 1]);
  const backup = backupOf(house.table);
  await sealed(house, ['a', 2], ['c', 1]);
  await sealed(house, ['b', 2]);
  return { house, again: await restored(house, backup) };
}

describe('a log whose tables were rolled back behind its archive', () => {
  it('gets no head on top, and its tables stay as they were', async () => {
    const { again } = await aRestoredLog();
    await again.write(aRow({ id: 'd', number: 1, at: new Date(again.time.now).toISOString() }));
    const before = again.table.contents('state');
    await expect(again.seal()).rejects.toThrow(ArchiveRefused);
    expect(again.table.contents('state')).toEqual(before);
    expect(again.archive.lines).toHaveLength(3);
  });

  it('is named for what it is by the check, before anybody has done anything', async () => {
    const { again } = await aRestoredLog();
    const { ok, firstBad } = await again.check(await again.file());
    expect(ok).toBe(false);
    expect(firstBad).toMatchObject({
      head: 2,
      what: expect.stringMatching(/^the rows of head 2 are gone, .*: the tables were rolled back to before it/),
      next: expect.stringContaining('npx frontdesk audit resume'),
    });
  });

  it('says what was lost when it is resumed, and which events to ask for again', async () => {
    const { again } = await aRestoredLog();
    expect(await resume(again)).toEqual({
      kind: 'resumed',
      kept: 1,
      since: expect.any(String),
      lost: { from: 2, to: 3, rows: 3 },
      events: { folded: 3 },
      wished: 3,
    });
    const unsaid = await again.check(await again.file());
    expect(unsaid.firstBad?.what).toBe('the rows of heads 2 to 3 were lost in a restore, and no head says so yet');
  });

  it('goes on behind the newest archived head, and is whole but for what that head says is lost', async () => {
    const { again } = await aRestoredLog();
    await resume(again);
    await again.seal();
    await sealed(again, ['a', 2], ['d', 1]);
    const { ok, heads, rows, restores, last } = await again.check(await again.file());
    expect({ ok, heads, restores }).toEqual({
      ok: true,
      heads: 5,
      restores: [{ head: 4, at: expect.any(String), lost: { from: 2, to: 3, rows: 3 } }],
    });
    expect(rows).toBe(5);
    expect(last?.size).toBe(5);
  });

  it('contains every head that an auditor wrote down before the restore', async () => {
    const { house, again } = await aRestoredLog();
    const before = await house.check(await house.file());
    await resume(again);
    await again.seal();
    const expected = { number: before.last?.number ?? 0, hash: before.last?.hash ?? '' };
    expect(await again.check(await again.file(), { expected })).toMatchObject({ ok: true });
    const other = { number: 3, hash: '0'.repeat(64) };
    expect((await again.check(await again.file(), { expected: other })).ok).toBe(false);
  });

  it('is resumed once, and not at all where nothing is lost', async () => {
    const { house, again } = await aRestoredLog();
    expect(await resume(house)).toMatchObject({ kind: 'refused', why: expect.stringContaining('nothing is lost') });
    await resume(again);
    expect(await resume(again)).toMatchObject({ kind: 'refused', why: expect.stringContaining('already') });
    await again.seal();
    expect(await resume(again)).toMatchObject({ kind: 'refused' });
  });

  it('is refused when the tables are those of another log', async () => {
    const { house } = await aRestoredLog();
    const stranger = anAuditHouse();
    await sealed(stranger, ['x', 1]);
    const mixed = await restored(house, backupOf(stranger.table));
    expect(await resume(mixed)).toMatchObject({ kind: 'refused', why: expect.stringContaining('another log') });
  });

  it('begins again from nothing where the tables hold no head at all, and says that everything is lost', async () => {
    const { house } = await aRestoredLog();
    const empty = await restored(house, { state: [], audit: [] });
    await expect(empty.seal()).rejects.toThrow(ArchiveRefused);
    expect(await resume(empty)).toMatchObject({ kept: 0, lost: { from: 1, to: 3, rows: 5 }, events: { folded: 5 } });
    await empty.seal();
    await sealed(empty, ['z', 1]);
    expect(await empty.check(await empty.file())).toMatchObject({
      ok: true,
      rows: 2,
      restores: [{ lost: { from: 1, to: 3, rows: 5 } }],
    });
  });

  it('bears a second restore', async () => {
    const { again } = await aRestoredLog();
    await resume(again);
    await again.seal();
    const backup = backupOf(again.table);
    await sealed(again, ['a', 2]);
    const third = await restored(again, backup);
    await resume(third);
    await third.seal();
    expect(await third.check(await third.file())).toMatchObject({ ok: true, restores: [{ head: 4 }, { head: 6 }] });
  });
});

describe('a forger of an exported log', () => {
  /** Each line of a good file changed in one way. */
  async function aFile() {
    const { again } = await aRestoredLog();
    await resume(again);
    await again.seal();
    return { check: again.check, lines: (await again.file()).split('\n') };
  }

  it('cannot leave out the line that announces what is lost', async () => {
    const { check, lines } = await aFile();
    const { ok } = await check(lines.filter((line) => !line.startsWith('{"lost"')).join('\n'));
    expect(ok).toBe(false);
  });

  it('cannot withhold rows by announcing them as lost', async () => {
    const house = anAuditHouse();
    await sealed(house, ['a', 1]);
    await sealed(house, ['b', 1]);
    await sealed(house, ['c', 1]);
    const lines = (await house.file()).split('\n');
    const head = lines.findIndex((line) => line.includes('"number":2,'));
    const forged = [...lines.slice(0, head), '{"lost":{"from":2,"to":2}}', lines[head], ...lines.slice(head + 3)];
    expect((await house.check(forged.join('\n'))).firstBad?.what).toBe(
      'head 3 does not say that the rows of heads 2 to 2 were lost',
    );
  });

  it('cannot announce more or less than the signed head says', async () => {
    const { check, lines } = await aFile();
    for (const other of ['{"lost":{"from":2,"to":2}}', '{"lost":{"from":2,"to":4}}', '{"lost":{"from":3,"to":3}}']) {
      const forged = lines.map((line) => (line.startsWith('{"lost"') ? other : line)).join('\n');
      expect((await check(forged)).ok).toBe(false);
    }
  });
});

it('two sealers at once are no rollback: the slower one is overtaken', async () => {
  const house = anAuditHouse();
  await sealed(house, ['a', 1]);
  await house.write(aRow({ id: 'b', number: 1, at: new Date(house.time.now).toISOString() }));
  house.time.now += 2 * MINUTE;
  let isFirst = true;
  const archive = {
    ...house.archive,
    async read(number: number) {
      if (isFirst && number === 2) {
        isFirst = false;
        await house.seal();
      }
      return house.archive.read(number);
    },
  };
  expect(await seal({ ...house.ports, archive })()).toMatchObject({ kind: 'overtaken' });
  expect(await house.check(await house.file())).toMatchObject({ ok: true, rows: 2 });
});
