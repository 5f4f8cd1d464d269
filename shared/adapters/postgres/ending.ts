// Ends the open connections of an account, and does not say so before they are gone.
import * as z from 'zod';
import type { Clock } from '../../ports/runtime.ts';
import type { Database } from './database.ts';

const Left = z.array(z.object({ left: z.number().int() })).length(1);
const PATIENCE_MS = 5_000;
const PAUSE_MS = 25;

/**
 * Call it after NOLOGIN is committed, else a new connection slips in. A connection that passed its log-in just before
 * shows its owner a moment later, so only two looks without one, `PAUSE_MS` apart, are the end.
 * `none` when there were none; `still-open` when some go on in spite of us. Rejects as `Database.run` does.
 */
export async function endSessionsOf(
  database: Database,
  request: { readonly oid: string; readonly clock: Clock; readonly signal: AbortSignal },
): Promise<'ended' | 'none' | 'still-open'> {
  const { oid, clock, signal } = request;
  const look = async (): Promise<number> => {
    const rows = await database.run(signal, (query) => query(TERMINATE, [oid]));
    return Left.parse(rows)[0]?.left ?? 0;
  };
  let before = await look();
  const found = before > 0;
  for (let waitedMs = 0; waitedMs < PATIENCE_MS; waitedMs += PAUSE_MS) {
    await clock.sleep(PAUSE_MS, signal);
    const now = await look();
    if (now === 0 && before === 0) return found ? 'ended' : 'none';
    before = now;
  }
  return 'still-open';
}

/** Counts what it told to end: the next look shows whether it did. */
const TERMINATE = `
  SELECT count(pg_catalog.pg_terminate_backend(pid))::int AS left
  FROM pg_catalog.pg_stat_activity WHERE usesysid = $1::oid AND pid <> pg_catalog.pg_backend_pid()`;
