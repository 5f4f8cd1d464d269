// Fills an empty data folder from a backup: files first, then the tables through the store's own port.
import { existsSync, mkdirSync, readFileSync, rmSync, utimesSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { awsClients } from '../../shared/aws/clients.ts';
import { dynamoTable } from '../../shared/aws/dynamo-table.ts';
import { comparison } from '../../shared/core/torn.ts';
import type { Item, TableName } from '../../shared/ports/table.ts';
import { refill } from '../../shared/steps/refill.ts';
import { type BackupLine, FORMATS, isBackedUp, linesOf } from './backup-lines.ts';
import { type DataFolder, LAYOUT, openDataFolder, RESTORING } from './data-folder.ts';
import { startDynamo } from './emulators/dynamo.ts';
import { tableDescriptions } from './parts.ts';
import { StartRefused } from './start-refused.ts';
import { writeWhole } from './whole-file.ts';

export interface RestoreRequest {
  readonly backup: string;
  readonly data: string;
  /** Wrapped keys of personal data: the newest there is. Without it personal parts of log and inbox stay sealed for ever. */
  readonly keys?: string | undefined;
  /** The archive of sealed heads, where it outlived the folder: it may be newer than the backup. */
  readonly heads?: string | undefined;
}

export interface Restored {
  /** The moment of the backup: what came in later must be sent again. */
  readonly at: string;
  readonly items: { readonly [table in TableName]: number };
  /** Sealed heads in the archive, and how many of them the backup does not know. */
  readonly heads: number;
  readonly headsSince: number;
}

/** Throws `StartRefused` in one sentence; nothing was written then. What is cut short later is repeated: the folder does not start before. */
export async function restore({ backup, data, keys, heads }: RestoreRequest): Promise<Restored> {
  const { at, files } = await headerAndFiles(backup, FORMATS.backup);
  if (keys !== undefined) await headerAndFiles(keys, FORMATS.keys);
  const archive = archiveOf(files, heads);
  refuseOccupied(data);
  const folder = openDataFolder(data, { isRestore: true });
  try {
    writeWhole(join(folder.path, RESTORING), backup);
    for (const { file, mtimeMs, base64 } of files) writeKept(join(folder.path, file), base64, mtimeMs);
    writeWhole(join(folder.path, 'heads.jsonl'), archive.text);
    const items = await fillTables(folder, { backup, keys });
    rmSync(join(folder.path, RESTORING));
    return { at, items, heads: archive.heads, headsSince: archive.since };
  } finally {
    folder.release();
  }
}

type FileLine = Extract<BackupLine, { file: string }>;

/** Reads the whole file once before anything is written. */
async function headerAndFiles(path: string, format: string) {
  if (!existsSync(path)) throw new StartRefused(`${path} cannot be read`);
  let at: string | undefined;
  const files: FileLine[] = [];
  const compared = comparison();
  try {
    for await (const line of linesOf(path)) {
      if ('format' in line && line.layout !== LAYOUT)
        throw new Error(`${path} was taken by another version (layout ${line.layout}, this one reads ${LAYOUT})`);
      if ('format' in line && line.format === format) at = line.at;
      if ('file' in line && !isBackedUp(line.file)) throw new Error(`${path} holds a file that no backup has`);
      if ('item' in line) compared.take(line.item);
      if ('file' in line) files.push(line);
    }
  } catch (error) {
    throw new StartRefused(error instanceof Error ? error.message : String(error));
  }
  const [torn] = compared.torn();
  if (torn) throw new StartRefused(`${path} is of no one moment: ${torn.what}: ${torn.why}`);
  if (at === undefined) throw new StartRefused(`${path} is not of the kind ${format}`);
  return { at, files };
}

/** The archive that outlived the folder must be the one of the backup, and go on from it. */
function archiveOf(files: readonly FileLine[], heads: string | undefined) {
  const known = Buffer.from(files.find(({ file }) => file === 'heads.jsonl')?.base64 ?? '', 'base64').toString();
  if (heads !== undefined && !existsSync(heads)) throw new StartRefused(`${heads} cannot be read`);
  const text = heads === undefined ? known : readFileSync(heads, 'utf8');
  if (!text.startsWith(known))
    throw new StartRefused(
      `${heads} does not begin with the sealed heads of the backup: it is older, or of another log`,
    );
  const count = (lines: string) => lines.split('\n').length - 1;
  return { text, heads: count(text), since: count(text) - count(known) };
}

/** Targets may lie in the folder, and outlive what happened: they are not ours to touch. */
function refuseOccupied(data: string): void {
  if (existsSync(join(data, RESTORING))) return;
  const found = ['dynamo', 'secrets', 'sqs', 'master.key', 'audit.key', 'operators.json', 'heads.jsonl'];
  const there = found.find((name) => existsSync(join(data, name)));
  if (there !== undefined)
    throw new StartRefused(
      `${join(data, there)} is there already; nothing was changed: move it away, or restore into another --data folder`,
    );
}

function writeKept(path: string, base64: string, mtimeMs: number): void {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  writeWhole(path, Buffer.from(base64, 'base64').toString('utf8'));
  utimesSync(path, mtimeMs / 1_000, mtimeMs / 1_000);
}

async function fillTables(folder: DataFolder, { backup, keys }: Pick<RestoreRequest, 'backup' | 'keys'>) {
  const dynamo = await startDynamo({ dataDir: folder.sub('dynamo'), tables: tableDescriptions() });
  try {
    const at = {
      FRONTDESK_SQS_ENDPOINT: dynamo.url,
      FRONTDESK_SECRETS_ENDPOINT: dynamo.url,
      FRONTDESK_STATES_ENDPOINT: dynamo.url,
    };
    const clients = awsClients({ FRONTDESK_LOCAL: '1', FRONTDESK_DYNAMODB_ENDPOINT: dynamo.url, ...at });
    const names = { state: 'frontdesk-state', audit: 'frontdesk-audit', keys: 'frontdesk-keys' };
    const ports = { table: dynamoTable({ ...clients.dynamo, names }), clock: { sleep: (ms: number) => sleep(ms) } };
    const fill = async (name: TableName, path: string | undefined) =>
      path === undefined ? 0 : (await refill(ports, name, itemsOf(path, name))).put;
    return { state: await fill('state', backup), audit: await fill('audit', backup), keys: await fill('keys', keys) };
  } finally {
    await dynamo.stop();
  }
}

async function* itemsOf(path: string, name: TableName): AsyncGenerator<Item> {
  for await (const line of linesOf(path)) if ('item' in line && line.item.table === name) yield line.item;
}
