// What an examination of the audit log finds: the first bad record, in words that say what is wrong and what to do.
import { type RowName, rowNameOf } from './row.ts';

/** The first bad record of a file. `line` counts from 1. */
export interface Finding extends Partial<RowName> {
  readonly line: number;
  readonly what: string;
  readonly next: string;
  readonly head?: number;
}

/** What to do about it. */
export const advice = {
  row: 'Compare this row with an earlier export or a backup of the audit table, and find out who could write to that table.',
  head: 'Export again from the archive of sealed heads; if it stays, the archive or its key has been tampered with.',
  file: 'Get the file again from whoever exported it; if it stays, export again from the log itself.',
  key: 'Ask for the first public key of this log by another way than this file; the heads announce the others.',
  cut: 'Ask for a newer export; if there is none, look whether the sealer runs and whether the archive lost its newest heads.',
  restored:
    'If the tables were restored, "npx frontdesk audit resume" lets the log go on and names what is lost; if nobody restored anything, find out who could delete from the audit table.',
  unsaid: 'The next head says it, within a minute: export again. If it stays, look whether the sealer runs.',
  sealer:
    'The log itself is at fault, not the file: look at the writer of this row, and at the ledger it should agree with.',
} as const;

/** A row's name as people say it. */
export function spoken(rowId: string): string {
  const name = rowNameOf(rowId);
  return name === undefined ? `"${rowId}"` : `${name.noun} ${name.id} number ${name.number}`;
}
