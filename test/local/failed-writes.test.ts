import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { dynaliteDb } from '../../infra/local/emulators/dynalite-parts.ts';
import { openedAnewAfterFailure } from '../../infra/local/emulators/failed-writes.ts';
import { openSecretFile } from '../../infra/local/emulators/secret-file.ts';
import { writeWhole } from '../../infra/local/whole-file.ts';

type Db = Parameters<typeof openedAnewAfterFailure>[0];

/** What is asked of a database on a disk that is full for the first `full` writes and, then, `closed` openings. */
function onFullDisk({ full, closed }: { full: number; closed: number }) {
  const seen: string[] = [];
  let [writes, openings] = [0, 0];
  const step = (what: string, fails: boolean) => {
    seen.push(what);
    return fails ? Promise.reject(new Error('ENOSPC')) : Promise.resolve();
  };
  const db: Db = {
    get: async () => undefined,
    getSync: () => undefined,
    async *iterator() {},
    close: () => step('close', false),
    open: () => step('open', openings++ < closed),
    batch: ([first]) => step(`write ${first?.key}`, writes++ < full),
  };
  const { batch } = openedAnewAfterFailure(db, 1);
  const write = (key: string) =>
    batch([{ type: 'put', key }]).then(
      () => 'kept',
      () => 'refused',
    );
  return { seen, write };
}

test('after a write that failed nothing is acknowledged until the store was opened anew', async () => {
  const { seen, write } = onFullDisk({ full: 1, closed: 2 });
  expect([await write('a'), await write('b')]).toEqual(['refused', 'refused']);
  await expect.poll(() => write('c')).toBe('kept');
  expect(seen).toEqual(['write a', 'close', 'open', 'close', 'open', 'close', 'open', 'write c']);
});

test('a store that is opened anew still holds what was kept', async () => {
  const path = mkdtempSync(join(tmpdir(), 'failed-writes-'));
  const { db } = dynaliteDb.create({ path, createTableMs: 0 });
  await db.open();
  const careful = openedAnewAfterFailure(db);
  await careful.batch([{ type: 'put', key: 'a', value: { kept: 1 } }]);
  await expect(careful.batch([{ type: 'put', key: 'b', value: 1n }])).rejects.toThrow();
  await expect.poll(() => careful.batch([{ type: 'put', key: 'c', value: { kept: 2 } }])).toBeUndefined();
  expect([careful.getSync('a'), careful.getSync('b'), careful.getSync('c')]).toEqual([
    { kept: 1 },
    undefined,
    { kept: 2 },
  ]);
  await careful.close();
  rmSync(path, { recursive: true });
});

test('a secret or a file that cannot be written leaves what was there before', () => {
  const folder = mkdtempSync(join(tmpdir(), 'whole-file-'));
  const file = join(folder, 'layout');
  writeWhole(file, '2');
  // A folder in the place of the draft: no draft can be opened, as on a full disk.
  expect(() => writeWhole(join(folder, 'none', 'layout'), '3')).toThrow('ENOENT');
  const secrets = openSecretFile(folder);
  rmSync(folder, { recursive: true });
  const secret = { name: 'a', arn: 'a', description: '', createdAt: 1, changedAt: 1, tags: {}, versions: {} };
  expect(() => secrets.save('a', secret)).toThrow('ENOENT');
  expect(secrets.all()).toEqual([]);
});
