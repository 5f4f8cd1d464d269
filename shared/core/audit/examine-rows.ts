// Examines the rows of a file: each must be the very bytes that were sealed, number its noun's rows on, and keep both sums.
import { AuditRow } from '../../model/audit.ts';
import { SignedHead } from '../../model/audit-head.ts';
import { hexOf } from './bytes.ts';
import { closeHead } from './examine-heads.ts';
import { FileEnd, lineOf, RevealedLine } from './file-lines.ts';
import { advice, type Finding, spoken } from './finding.ts';
import { leafHash } from './merkle.ts';
import { commitmentOf } from './personal.ts';
import type { Progress } from './progress.ts';
import { rowId, rowNameOf } from './row.ts';

const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** The row of the leaf that is due. */
export function examineRow(progress: Progress, bytes: Uint8Array): Finding | undefined {
  const [due, sealed] = progress.list[progress.at] as readonly [string, string];
  const hash = hexOf(leafHash(progress.ports.sha256, bytes));
  if (hash !== sealed) return { ...place(progress, due), what: wrongRow(progress, bytes, hash), next: advice.row };
  const row = rowOf(bytes);
  if (row === undefined)
    return { ...place(progress, due), what: `${spoken(due)} was sealed, but is no audit row`, next: advice.sealer };
  if (rowId(row) !== due) {
    const what = `it names ${spoken(due)} where ${spoken(rowId(row))} was sealed`;
    return { ...place(progress, due), line: progress.listLine, what, next: advice.file };
  }
  const broken = numberBreak(progress, row) ?? tenantBreak(progress, row) ?? progress.tally.add(row);
  if (broken !== undefined) return { ...place(progress, due), what: broken, next: advice.sealer };
  progress.row = row;
  progress.rows += 1;
  progress.tenants.set(row.tenant, (progress.tenants.get(row.tenant) ?? 0) + 1);
  progress.at += 1;
  return passWithheld(progress);
}

/** Leaves without a row in this file are passed over; after the last leaf the head is closed. */
export function passWithheld(progress: Progress): Finding | undefined {
  while (progress.list[progress.at]?.[0] === '') progress.at += 1;
  return progress.at === progress.list.length ? closeHead(progress) : undefined;
}

/** The personal part of the row before: it must be what that row committed to. */
export function examineRevealed(progress: Progress, text: string): Finding | undefined {
  const { row, ports } = progress;
  const line = lineOf(RevealedLine, text);
  progress.row = undefined;
  progress.revealed += 1;
  if (row !== undefined && line !== undefined && commitmentOf(ports.sha256, line.revealed) === row.commitment)
    return undefined;
  const what = 'this is not the personal part that the row before it committed to';
  return { ...place(progress, row === undefined ? '' : rowId(row)), what, next: advice.file };
}

function place({ line, head }: Progress, due: string): Omit<Finding, 'what' | 'next'> {
  return { line, ...(head && { head: head.number }), ...rowNameOf(due) };
}

function wrongRow({ list, at }: Progress, bytes: Uint8Array, hash: string): string {
  const due = spoken(list[at]?.[0] ?? '');
  const other = list.findIndex(([, sealed]) => sealed === hash);
  if (other > at) return `${due} is missing: ${spoken(list[other]?.[0] ?? '')} stands in its place`;
  if (other !== -1) return `${spoken(list[other]?.[0] ?? '')} stands here a second time, where ${due} is due`;
  const row = rowOf(bytes);
  if (row !== undefined && rowId(row) !== list[at]?.[0])
    return `${spoken(rowId(row))} was not sealed here and stands where ${due} is due`;
  return isOtherLine(bytes) ? `${due} is missing` : `${due} was changed after it was sealed`;
}

function isOtherLine(bytes: Uint8Array): boolean {
  const text = new TextDecoder().decode(bytes);
  return [SignedHead, FileEnd, RevealedLine].some((shape) => lineOf<unknown>(shape, text) !== undefined);
}

function rowOf(bytes: Uint8Array): AuditRow | undefined {
  try {
    return AuditRow.parse(JSON.parse(decoder.decode(bytes)));
  } catch {
    return undefined;
  }
}

function numberBreak({ numbers }: Progress, { tenant, noun, id, number }: AuditRow): string | undefined {
  const name = `${tenant}#${noun}#${id}`;
  const before = numbers.get(name) ?? 0;
  numbers.set(name, number);
  if (number === before + 1) return undefined;
  if (number <= before) return `${noun} ${id} number ${number} comes after number ${before}`;
  return `${noun} ${id} number ${before + 1} was never sealed: number ${number} follows number ${before}`;
}

function tenantBreak({ tenant }: Progress, row: AuditRow): string | undefined {
  return tenant === undefined || tenant === row.tenant
    ? undefined
    : `a row of "${row.tenant}" in the export of "${tenant}"`;
}
