// Sealed and exported logs for tampering tests, with the place of every head and row in the file.
import { canonical } from '../../shared/core/audit/bytes.ts';
import type { Signer } from '../../shared/ports/audit.ts';
import { type AuditHouse, anAuditHouse, aRow } from './audit-house.ts';

export interface SealedLog {
  readonly text: string;
  readonly lines: readonly string[];
  /** Positions in `lines`. */
  readonly headLines: readonly number[];
  readonly heads: number;
  readonly rows: number;
  readonly sealedAt: number;
  /** What the row of this line (from 1) is called; undefined for other lines. */
  rowAt(line: number): { noun: string; id: string; number: number } | undefined;
  /** What an attacker makes of it who drops all after this head and writes a new end. */
  cutAfterHead(number: number): string;
}

/** A log in which each person has one row for each head, but the second, which is empty. `signer`: sealed by somebody else. */
export async function sealedLog({ heads, people, signer }: { heads: number; people: number; signer?: Signer }) {
  const house = anAuditHouse(signer && { signer });
  for (let head = 1; head <= heads; head += 1) {
    if (head !== 2) await writeRows(house, people, head > 2 ? head - 1 : head);
    await house.seal();
    house.time.now += 11 * 60_000;
  }
  return describedLog(await house.file(), house.time.now - 11 * 60_000);
}

async function writeRows(house: AuditHouse, people: number, number: number): Promise<void> {
  for (let person = 0; person < people; person += 1) {
    const at = new Date(house.time.now - person).toISOString();
    await house.write(aRow({ id: `hr-${person}`, number, at }));
  }
}

function describedLog(text: string, sealedAt: number): SealedLog {
  const lines = text.split('\n').slice(0, -1);
  const headLines = lines.flatMap((line, at) => (line.startsWith('{"head"') ? [at] : []));
  const isRow = (line: string | undefined): boolean => line?.startsWith('{"act"') === true;
  return {
    text,
    lines,
    headLines,
    heads: headLines.length,
    rows: lines.filter(isRow).length,
    sealedAt,
    rowAt(line) {
      const text = lines[line - 1];
      if (text === undefined || !isRow(text)) return undefined;
      const { noun, id, number } = JSON.parse(text);
      return { noun, id, number };
    },
    cutAfterHead(number) {
      const kept = lines.slice(0, headLines[number] ?? lines.length - 1);
      const end = canonical({ end: { heads: number, rows: kept.filter(isRow).length } });
      return [...kept, end, ''].join('\n');
    },
  };
}

/** The byte at which each line starts; for a file of ASCII. */
export function lineStarts(text: string): readonly number[] {
  const starts = [0];
  for (let at = text.indexOf('\n'); at !== -1 && at < text.length - 1; at = text.indexOf('\n', at + 1))
    starts.push(at + 1);
  return starts;
}
