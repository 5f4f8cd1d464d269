// What came of a file for the people in it: whether all that it says is decided, and how many of them the guard holds.
import { dueAt, dueShards, eventId, inboxKey } from '../core/inbox.ts';
import { MINUTE } from '../core/timing.ts';
import type { Pipeline } from '../ports/pipeline.ts';
import { attention } from './attention.ts';

/** `held`: people of the file who would lose something, and keep it. `decided`: nothing that the file says is open any more. */
export interface ImportEffect {
  readonly held: number;
  readonly decided: boolean;
}

interface Asked {
  readonly source: string;
  /** Names the file's events. */
  readonly mark: string;
}

/** The vendor ids of the events that a file makes: of somebody in it, of somebody who is missing from it. */
export const fileEvent = {
  said: (mark: string) => `file-${mark}`,
  absent: (mark: string, subject: string) => `absent-${mark}-${subject}`,
} as const;

const LOOK_MS = 1_000;
/** The due index is a moment behind: it has to show nothing this often in a row. */
const LOOKS = 2;
/** Rows are put off by at most a quarter of an hour. */
const AHEAD = 20 * MINUTE;
const PAGE = 200;

/** Looks until all of the file is decided, or until that moment, ms. */
export async function importEffect(ports: Pipeline, asked: Asked, until: number): Promise<ImportEffect> {
  let calm = 0;
  while (calm < LOOKS && ports.clock.now() < until) {
    await ports.clock.sleep(LOOK_MS);
    calm = (await isWaiting(ports, asked)) ? 0 : calm + 1;
  }
  return { held: await heldOf(ports, asked), decided: calm >= LOOKS };
}

async function isWaiting(ports: Pipeline, asked: Asked): Promise<boolean> {
  const shards = await Promise.all(dueShards(ports.settings.tenant).map((shard) => waitsIn(ports, asked, shard)));
  return shards.includes(true);
}

async function waitsIn({ table, clock, settings }: Pipeline, { source, mark }: Asked, shard: string): Promise<boolean> {
  const to = dueAt(clock.now() + AHEAD);
  const { pk: begins } = inboxKey({ tenant: settings.tenant, source, subject: '', event: '' });
  let cursor: string | undefined;
  do {
    const query = { index: 'due', shard, to, limit: PAGE, ...(cursor !== undefined && { cursor }) } as const;
    const page = await table.queryIndex(query);
    if (page.keys.some(({ pk, sk }) => pk.startsWith(begins) && sk.includes(`-${mark}`))) return true;
    cursor = page.cursor;
  } while (cursor !== undefined);
  return false;
}

/** Of those whom the guard holds, whoever the file speaks of. */
async function heldOf(ports: Pipeline, { source, mark }: Asked): Promise<number> {
  const { tenant, sources } = ports.settings;
  const begins = `${sources[source]?.people ?? ''}-`;
  const { people } = await attention(ports);
  const subjects = people
    .filter(({ person, held }) => held.length > 0 && person.startsWith(begins))
    .map(({ person }) => person.slice(begins.length));
  const keys = subjects.flatMap((subject) =>
    [fileEvent.said(mark), fileEvent.absent(mark, subject)].map((vendorId) =>
      inboxKey({ tenant, source, subject, event: eventId(source, { subject, vendorId }) }),
    ),
  );
  const rows = keys.length > 0 ? await ports.table.getMany(keys) : [];
  return new Set(rows.map(({ pk }) => pk)).size;
}
