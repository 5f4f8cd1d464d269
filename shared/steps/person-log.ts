// The rows of one person's log: for those who ask what was decided, and when it was proven.
import { auditRowOf } from '../core/audit/row.ts';
import type { AuditRow } from '../model/audit.ts';
import type { Pipeline } from '../ports/pipeline.ts';

/** Rows of one read, and reads at most: a log that is longer is told from its newest part. */
const PAGE = 200;
const PAGES = 50;

/** The newest rows, oldest of them first: all that there are, or `pages` times 200 of them. */
export async function personLog(
  { table, settings }: Pick<Pipeline, 'table' | 'settings'>,
  person: string,
  pages = PAGES,
): Promise<readonly AuditRow[]> {
  const rows: AuditRow[] = [];
  let cursor: string | undefined;
  for (let page = 0; page < pages; page++) {
    const read = await table.query({
      table: 'audit',
      pk: `${settings.tenant}#person#${person}`,
      limit: PAGE,
      newestFirst: true,
      ...(cursor !== undefined && { cursor }),
    });
    rows.push(...read.items.map(auditRowOf));
    cursor = read.cursor;
    if (cursor === undefined) break;
  }
  return rows.reverse();
}
