// The lines of a backup file: a header, files of the data folder, items of the tables, and a count at the end.
import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import * as z from 'zod';
import type { Item } from '../../shared/ports/table.ts';

export const FORMATS = { backup: 'frontdesk-backup-1', keys: 'frontdesk-keys-1' } as const;

const StoredItem = z.object({
  table: z.enum(['state', 'audit', 'keys']),
  pk: z.string(),
  sk: z.string(),
  fields: z.record(z.string(), z.json()),
  index: z.object({ shard: z.string(), at: z.string() }).optional(),
}) as unknown as z.ZodType<Item>;

const Line = z.union([
  z.strictObject({ item: StoredItem }),
  z.strictObject({ file: z.string(), mtimeMs: z.number(), base64: z.base64() }),
  z.strictObject({ format: z.enum([FORMATS.backup, FORMATS.keys]), layout: z.string(), at: z.iso.datetime() }),
  z.strictObject({ end: z.number() }),
]);
export type BackupLine = z.infer<typeof Line>;

/** Keys, secrets and the archive of sealed heads. Nothing else of a backup is ever written to a disk under its own name. */
export function isBackedUp(name: string): boolean {
  return /^(master\.key|operators\.json|heads\.jsonl|audit\.key(-[0-9a-z]+-[0-9a-z]+)?(\.pub)?|secrets\/secrets\.(json|key))$/.test(
    name,
  );
}

/** The lines of the file, without its last. Throws an Error in one sentence for what is no whole backup. */
export async function* linesOf(path: string): AsyncGenerator<BackupLine> {
  let count = 0;
  let isWhole = false;
  for await (const text of createInterface({ input: createReadStream(path), crlfDelay: Number.POSITIVE_INFINITY })) {
    const line = parsed(text);
    if (line === undefined || isWhole) throw new Error(`${path}, line ${count + 1}: this is no line of a backup`);
    if ('end' in line) isWhole = line.end === count;
    else yield line;
    count += 1;
  }
  if (!isWhole) throw new Error(`${path} was cut short, or is no backup`);
}

function parsed(text: string): BackupLine | undefined {
  try {
    return Line.parse(JSON.parse(text));
  } catch {
    return undefined;
  }
}
