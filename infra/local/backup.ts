// A backup of the running laptop: tables of one moment, keys and secrets in one text; the keys of personal data in another, so that the newest can stand alone.
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { Item, Table, TableName } from '../../shared/ports/table.ts';
import { itemsIn } from '../../shared/steps/refill.ts';
import { type BackupLine, FORMATS, isBackedUp } from './backup-lines.ts';
import { LAYOUT } from './data-folder.ts';

export interface BackupParts {
  /** The data folder. */
  readonly folder: string;
  readonly table: Pick<Table, 'scan'>;
  /** Lets nobody write meanwhile, as the embedded store can. */
  readonly quiet: <T>(work: () => Promise<T>) => Promise<T>;
  readonly now: number;
}

/** Two files' texts. `keys` forgets whoever was erased: only the newest of it is ever kept. */
export interface Backup {
  readonly at: string;
  readonly backup: string;
  readonly keys: string;
}

/** Queues are not in it: messages are hints, and the sweep sends them again. */
export async function takeBackup({ folder, table, quiet, now }: BackupParts): Promise<Backup> {
  const at = new Date(now).toISOString();
  const { files, data, keys } = await quiet(async () => ({
    files: filesIn(folder),
    data: [...(await allOf(table, 'state')), ...(await allOf(table, 'audit'))],
    keys: await allOf(table, 'keys'),
  }));
  return {
    at,
    backup: textOf([{ format: FORMATS.backup, layout: LAYOUT, at }, ...files, ...data.map((item) => ({ item }))]),
    keys: textOf([{ format: FORMATS.keys, layout: LAYOUT, at }, ...keys.map((item) => ({ item }))]),
  };
}

async function allOf(table: Pick<Table, 'scan'>, name: TableName): Promise<readonly Item[]> {
  const items: Item[] = [];
  for await (const item of itemsIn(table, name)) items.push(item);
  return items;
}

function filesIn(folder: string): readonly BackupLine[] {
  const names = [...readdirSync(folder), ...readdirSync(join(folder, 'secrets')).map((name) => `secrets/${name}`)];
  return names.filter(isBackedUp).map((file) => ({
    file,
    mtimeMs: Math.floor(statSync(join(folder, file)).mtimeMs),
    base64: readFileSync(join(folder, file)).toString('base64'),
  }));
}

/** With a last line that counts the others: a file that was cut short is known as one. */
function textOf(lines: readonly BackupLine[]): string {
  return [...lines, { end: lines.length }].map((line) => `${JSON.stringify(line)}\n`).join('');
}
