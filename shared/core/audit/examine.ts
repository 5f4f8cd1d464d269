// Examines an exported log line by line, holding one head's leaves at a time; the first bad record ends it.
import { headHash } from './chain.ts';
import type { Balance } from './conservation.ts';
import { examineHead, examineHeader, examineLeaves } from './examine-heads.ts';
import { examineRevealed, examineRow, passWithheld } from './examine-rows.ts';
import { advice, type Finding } from './finding.ts';
import { type ExaminePorts, type Progress, type Restore, startProgress } from './progress.ts';

/** How far the examination came, and what it added up. */
export interface Examined {
  readonly heads: number;
  readonly rows: number;
  /** Personal parts in the file, each proven by its row. */
  readonly revealed: number;
  /** Present when the file holds one tenant's rows only. */
  readonly tenant?: string;
  readonly balance: Balance;
  /** Present when restores took heads' rows out of the log: each is signed for, and somebody should know why. */
  readonly restores?: readonly Restore[];
  /** Write this down: the next export must contain it. */
  readonly last?: LastHead;
}

export interface LastHead {
  readonly number: number;
  readonly hash: string;
  readonly size: number;
  readonly to: string;
  /** Its line in the file. */
  readonly line: number;
}

export interface Examination {
  /** The next line, without its line feed. What it finds ends the examination. */
  take(bytes: Uint8Array): Finding | undefined;
  /** After the last line; `rest` are bytes after the last line feed. */
  end(rest: Uint8Array): Finding | undefined;
  result(): Examined;
}

/** Not one whole line was read. */
const NO_LOG = 'this is no audit log: it is empty, or its first line never ends';

const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** Starts on a new file. */
export function examination(ports: ExaminePorts): Examination {
  const progress = startProgress(ports);
  return {
    take(bytes) {
      progress.line += 1;
      return takeLine(progress, bytes);
    },
    end: (rest) => examineRest(progress, rest),
    result: () => resultOf(progress),
  };
}

function takeLine(progress: Progress, bytes: Uint8Array): Finding | undefined {
  if (progress.row !== undefined && isRevealed(bytes)) return examineRevealed(progress, textOf(bytes));
  progress.row = undefined;
  switch (progress.due) {
    case 'row':
      return examineRow(progress, bytes);
    case 'header':
      return examineHeader(progress, textOf(bytes));
    case 'head':
      return examineHead(progress, textOf(bytes));
    case 'leaves':
      return examineLeaves(progress, textOf(bytes)) ?? passWithheld(progress);
    case 'nothing':
      return { line: progress.line, what: 'something stands after the end', next: advice.file };
  }
}

/** `{"revealed":…`: no other line has an `r` there. */
const isRevealed = (bytes: Uint8Array): boolean => bytes[2] === 0x72;

/** The line as text; bytes that are no UTF-8 give a text that is no line. */
function textOf(bytes: Uint8Array): string {
  try {
    return decoder.decode(bytes);
  } catch {
    return '';
  }
}

function examineRest({ due, line, head, ports }: Progress, rest: Uint8Array): Finding | undefined {
  if (due === 'header') return { line: 1, what: NO_LOG, next: advice.file };
  if (due !== 'nothing' || rest.length > 0)
    return { line: line + 1, what: 'the file ends in the middle: lines are missing at its end', next: advice.file };
  const [expected, last] = [ports.expected?.number ?? 0, head?.number ?? 0];
  if (expected <= last) return undefined;
  const what = `the log ends at head ${last}, and you hold head ${expected}: its tail was cut off`;
  return { line, head: last, what, next: advice.cut };
}

function resultOf({ head, headLine, rows, revealed, tenant, tally, ports, restores }: Progress): Examined {
  const balance = tally.balance();
  const more = { ...(tenant !== undefined && { tenant }), ...(restores.length > 0 && { restores }) };
  const summary = { heads: head?.number ?? 0, rows, revealed, balance, ...more };
  if (head === undefined) return summary;
  const { number, size, to } = head;
  return { ...summary, last: { number, hash: headHash(ports.sha256, head), size, to, line: headLine } };
}
