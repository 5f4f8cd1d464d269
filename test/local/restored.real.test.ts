// What a restore refuses, what it leaves alone, and whose keys do not come back: on a real store, in folders of its own.
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { takeBackup } from '../../infra/local/backup.ts';
import { openDataFolder } from '../../infra/local/data-folder.ts';
import { restore } from '../../infra/local/restored.ts';
import { localMasterKey } from '../../shared/aws/master-key.ts';
import { vault } from '../../shared/aws/vault.ts';
import type { Item } from '../../shared/ports/table.ts';
import { memoryTable } from '../memory/memory-table.ts';

let room: string;
let data: string;
beforeEach(() => {
  room = mkdtempSync(join(tmpdir(), 'frontdesk-restored-'));
  data = join(room, 'data');
});
afterEach(() => rmSync(room, { recursive: true, force: true }));

const clock = { now: () => Date.now() };

/** A backup of a house with two people's keys, one of whom is erased before the second backup. */
async function backups() {
  const folder = join(room, 'source');
  mkdirSync(join(folder, 'secrets'), { recursive: true });
  for (const name of ['master.key', 'audit.key', 'operators.json', 'secrets/secrets.json', 'secrets/secrets.key'])
    writeFileSync(join(folder, name), `content of ${name}`, { mode: 0o600 });
  writeFileSync(join(folder, 'heads.jsonl'), 'one\n');
  writeFileSync(join(folder, 'traces.jsonl'), 'not in a backup');
  const table = memoryTable();
  const kept = vault({ table, master: localMasterKey(new Uint8Array(32).fill(7)), clock });
  const sealed = { mara: '', noor: '' };
  for (const name of ['mara', 'noor'] as const) sealed[name] = await kept.seal('acme', `person:${name}`, name);
  const take = () => takeBackup({ folder, table, quiet: (work) => work(), now: Date.now() });
  const monday = await take();
  await kept.erase('acme', 'person:noor');
  const tuesday = await take();
  const write = (name: string, text: string) => {
    writeFileSync(join(room, name), text);
    return join(room, name);
  };
  return {
    backup: write('monday.jsonl', monday.backup),
    keys: write('keys.jsonl', tuesday.keys),
    tuesday,
    sealed,
    write,
  };
}

describe('a restore', () => {
  it('brings every kept file back for its owner alone, and nothing else', async () => {
    const { backup, keys } = await backups();
    expect(await restore({ backup, keys, data })).toMatchObject({
      items: { state: 0, audit: 0, keys: 1 },
      heads: 1,
      headsSince: 0,
    });
    expect(readdirSync(data).sort()).toEqual(
      ['audit.key', 'dynamo', 'heads.jsonl', 'layout', 'master.key', 'operators.json', 'secrets'].sort(),
    );
    expect(readFileSync(join(data, 'secrets', 'secrets.key'), 'utf8')).toBe('content of secrets/secrets.key');
    expect(statSync(join(data, 'master.key')).mode & 0o777).toBe(0o600);
  });

  it('of an old backup with the newest keys brings nobody back who was erased since', async () => {
    const { tuesday } = await backups();
    const owners = tuesday.keys
      .split('\n')
      .flatMap((line) => (line.includes('"item"') ? [(JSON.parse(line) as { item: Item }).item.pk] : []));
    expect(owners).toEqual(['acme#person:mara']);
  });

  it('keeps no key at all where none are given, and none in the backup itself', async () => {
    const { backup } = await backups();
    expect(readFileSync(backup, 'utf8')).not.toContain('wrapped');
    expect((await restore({ backup, data })).items.keys).toBe(0);
  });

  it('goes on from a newer archive of the same log, and refuses one of another log or an older one', async () => {
    const { backup, write } = await backups();
    for (const text of ['other\n', ''])
      await expect(restore({ backup, data, heads: write('heads', text) })).rejects.toThrow('older, or of another log');
    const heads = write('heads', 'one\ntwo\nthree\n');
    expect(await restore({ backup, data, heads })).toMatchObject({ heads: 3, headsSince: 2 });
    expect(readFileSync(join(data, 'heads.jsonl'), 'utf8')).toBe('one\ntwo\nthree\n');
  });

  it('never writes over a Frontdesk that is there', async () => {
    const { backup } = await backups();
    await restore({ backup, data });
    const before = readFileSync(join(data, 'master.key'), 'utf8');
    await expect(restore({ backup, data })).rejects.toThrow('is there already; nothing was changed');
    expect(readFileSync(join(data, 'master.key'), 'utf8')).toBe(before);
  });

  it('that was cut short is repeated, and nothing starts on its folder before', async () => {
    const { backup } = await backups();
    await restore({ backup, data });
    writeFileSync(join(data, 'restoring'), backup);
    expect(() => openDataFolder(data)).toThrow(/a restore into .* was cut short: repeat it/);
    await restore({ backup, data });
    openDataFolder(data).release();
  });

  it.each<[string, (text: string) => string, RegExp]>([
    ['was cut short', (text) => text.split('\n').slice(0, -2).join('\n'), /was cut short/],
    ['lost a line', (text) => text.split('\n').toSpliced(1, 1).join('\n'), /was cut short|no line of a backup/],
    ['is something else', () => 'years of work', /line 1: this is no line of a backup/],
    ['is empty', () => '', /was cut short, or is no backup/],
    ['is of another layout', (text) => text.replace(/"layout":"\d+"/, '"layout":"99"'), /another version \(layout 99/],
    [
      'would write elsewhere',
      (text) => text.replace('"operators.json"', '"../../etc/cron.d/x"'),
      /a file that no backup has/,
    ],
    [
      'holds half a transaction',
      withHalf,
      /is of no one moment: person hr-1: the ledger knows of 3 audit rows, the log has 0/,
    ],
  ])('of a file that %s is refused, and no folder is begun', async (_, change, sentence) => {
    const { backup, write } = await backups();
    const bad = write('bad.jsonl', change(readFileSync(backup, 'utf8')));
    await expect(restore({ backup: bad, data })).rejects.toThrow(sentence);
    expect(readdirSync(room)).not.toContain('data');
  });
});

function withHalf(text: string): string {
  const lines = text.trimEnd().split('\n').slice(0, -1);
  const item = { table: 'state', pk: 'acme#p#hr-1', sk: 'person', fields: { aud: 3 } };
  return `${[...lines, JSON.stringify({ item }), JSON.stringify({ end: lines.length + 1 })].join('\n')}\n`;
}
