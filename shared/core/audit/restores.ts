// Heads that a restore took the rows of: still signed and chained, told of in a line before them and by the head after them.
import type { AuditHead } from '../../model/audit-head.ts';
import { headHash, noHead } from './chain.ts';
import type { FileLost } from './file-lines.ts';
import { advice, type Finding } from './finding.ts';
import type { Progress } from './progress.ts';

export const ROLLED_BACK = 'the tables were rolled back to before it, or somebody deleted them';

/** The line that announces them. */
export function announceLost(progress: Progress, lost: FileLost['lost']): Finding | undefined {
  const { line, head } = progress;
  if (progress.lost === undefined && lost.from === (head?.number ?? 0) + 1 && lost.to >= lost.from) {
    progress.lost = lost;
    return undefined;
  }
  return { line, what: `heads ${lost.from} to ${lost.to} cannot be announced as lost here`, next: advice.file };
}

export function isLost({ lost }: Progress, head: AuditHead): boolean {
  return lost !== undefined && head.number <= lost.to;
}

/** Only the chain and the signature of such a head can be examined. */
export function passLost(progress: Progress, head: AuditHead): undefined {
  Object.assign(progress, { head, headLine: progress.line });
}

/** The head after lost ones must say so under its signature, and no other head may. */
export function examineRestored(progress: Progress, head: AuditHead): Finding | undefined {
  const { line, lost, kept, ports } = progress;
  const said = head.restored;
  const found = (what: string): Finding => ({ line, head: head.number, what, next: advice.head });
  if (lost === undefined)
    return (
      said && found(`head ${head.number} goes on from head ${said.head}, and no head in between is told to be lost`)
    );
  const hash = kept === undefined ? noHead : headHash(ports.sha256, kept);
  if (said === undefined || said.head !== (kept?.number ?? 0) || said.hash !== hash)
    return found(`head ${head.number} does not say that the rows of heads ${lost.from} to ${lost.to} were lost`);
  const rows = (progress.head?.size ?? 0) - (kept?.size ?? 0);
  progress.restores.push({ head: head.number, at: head.to, lost: { ...lost, rows } });
  progress.lost = undefined;
  return undefined;
}

/** A file that ends before a head has said it proves nothing about the lost ones. */
export function stillUnsaid({ line, head, lost }: Progress): Finding | undefined {
  if (lost === undefined) return undefined;
  const what = `the rows of heads ${lost.from} to ${lost.to} were lost in a restore, and no head says so yet`;
  return { line, ...(head && { head: head.number }), what, next: advice.unsaid };
}
