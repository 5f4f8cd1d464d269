// Examines the lines of a file that carry the proof: header, signed heads, lists of leaves, and the end.
import { type AnnouncedKey, type AuditHead, SignedHead } from '../../model/audit-head.ts';
import { bytesOf, canonical, hexOf } from './bytes.ts';
import { breakBetween, differenceOf, headBytes, headHash, leavesDigest, tenantDigest } from './chain.ts';
import { FileEnd, FileHeader, FileLost, LeafList, lineOf } from './file-lines.ts';
import { advice, type Finding } from './finding.ts';
import { append, rootOf } from './merkle.ts';
import type { Progress } from './progress.ts';
import { announceLost, examineRestored, isLost, passLost, ROLLED_BACK, stillUnsaid } from './restores.ts';

/** The first line. Its keys must be keys that the auditor gave, if any were given. */
export function examineHeader(progress: Progress, text: string): Finding | undefined {
  const { line, ports } = progress;
  const header = lineOf(FileHeader, text);
  if (header === undefined && lineOf(FileHeader, text.replace(/\r$/, '')) !== undefined)
    return { line, what: 'its lines end in CR LF: something on the way has rewritten it as text', next: advice.file };
  if (header === undefined)
    return { line, what: 'this is not the header of an audit log that this version knows', next: advice.file };
  const keys = header.keys.map(({ keyId, publicKey }) => ({ keyId, publicKey, known: ports.keyOf(publicKey) }));
  const broken = keys.find(({ keyId, publicKey, known }) => known?.keyId !== keyId || known.publicKey !== publicKey);
  if (broken)
    return { line, what: `the header's key ${broken.keyId} is not a public key of that id`, next: advice.file };
  const strange = keys.find(({ keyId }) => !ports.trusted.some((key) => key.keyId === keyId));
  if (strange && ports.trusted.length > 0)
    return { line, what: `the file brings key ${strange.keyId}, which is none of yours`, next: advice.key };
  if (ports.trusted.length === 0) progress.keys = keys.flatMap(({ known }) => known ?? []);
  progress.tenant = header.tenant;
  progress.due = 'head';
  return undefined;
}

/** A signed head, or the end of the file. */
export function examineHead(progress: Progress, text: string): Finding | undefined {
  const end = lineOf(FileEnd, text);
  if (end !== undefined) return stillUnsaid(progress) ?? examineEnd(progress, end.end);
  const lost = lineOf(FileLost, text);
  if (lost !== undefined) return announceLost(progress, lost.lost);
  const number = (progress.head?.number ?? 0) + 1;
  const found = (what: string, next: string): Finding => ({ line: progress.line, head: number, what, next });
  const signed = lineOf(SignedHead, text);
  if (signed === undefined) return found(`head ${number} or the end is due, and this is neither`, advice.head);
  const key = progress.keys.find(({ keyId }) => keyId === signed.keyId);
  if (key === undefined)
    return found(
      `it is signed by key ${signed.keyId}, which neither was given nor is the one that a head before it announced`,
      advice.key,
    );
  if (!key.isValid(headBytes(signed.keyId, signed.head), bytesOf(signed.signature)))
    return found(`its signature is not by key ${signed.keyId}: the head was changed or forged`, advice.head);
  const broken = breakBetween(progress.ports.sha256, progress.head, signed.head) ?? forkOf(progress, signed.head);
  if (broken !== undefined) return found(`head ${signed.head.number} does not follow: ${broken}`, advice.head);
  const { nextKey } = signed.head;
  if (nextKey !== undefined && !takeKey(progress, nextKey))
    return found(`it announces key ${nextKey.keyId}, which is not the public key that it brings`, advice.sealer);
  if (isLost(progress, signed.head)) return passLost(progress, signed.head);
  return examineRestored(progress, signed.head) ?? openHead(progress, signed.head);
}

/** From here on this key alone: one that was replaced, or stolen before, signs nothing any more. */
function takeKey(progress: Progress, { keyId, publicKey }: AnnouncedKey): boolean {
  const key = progress.ports.keyOf(publicKey);
  if (key?.keyId !== keyId || key.publicKey !== publicKey) return false;
  progress.keys = [key];
  return true;
}

function forkOf({ ports }: Progress, head: AuditHead): string | undefined {
  if (ports.expected?.number !== head.number || ports.expected.hash === headHash(ports.sha256, head)) return undefined;
  return 'it is another head than the one you hold under this number: the log was forked or rewritten';
}

function openHead(progress: Progress, head: AuditHead): Finding | undefined {
  const fresh = head.size - (progress.kept?.size ?? 0);
  Object.assign(progress, {
    head,
    kept: head,
    headLine: progress.line,
    list: [],
    at: 0,
    tenants: new Map(),
    due: 'leaves',
  });
  return fresh > 0 ? undefined : (examineTree(progress, []) ?? closeHead(progress));
}

/** The list of a head's leaves: with the tree so far it must give the signed root. */
export function examineLeaves(progress: Progress, text: string): Finding | undefined {
  const { line, head, tenant } = progress;
  const list = lineOf(LeafList, text);
  const found = (what: string): Finding => ({ line, what, next: advice.head, ...(head && { head: head.number }) });
  if (list === undefined && isNextRecord(text))
    return {
      ...found(`the rows of head ${head?.number} are gone, and the list of them: ${ROLLED_BACK}`),
      next: advice.restored,
    };
  if (list === undefined) return found(`the list of the leaves of head ${head?.number} is due, and this is none`);
  if (tenant === undefined && list.some(([id]) => id === '')) return found('a leaf is withheld in a whole export');
  Object.assign(progress, { list, listLine: line, due: 'row' });
  return examineTree(
    progress,
    list.map(([, hash]) => bytesOf(hash)),
  );
}

function isNextRecord(text: string): boolean {
  return lineOf<unknown>(SignedHead, text) !== undefined || lineOf<unknown>(FileEnd, text) !== undefined;
}

function examineTree(progress: Progress, leaves: readonly Uint8Array[]): Finding | undefined {
  const { line, ports, head } = progress;
  if (head === undefined) return undefined;
  const found = (what: string): Finding => ({ line, head: head.number, what, next: advice.head });
  if (leavesDigest(ports.sha256, leaves) !== head.leaves)
    return found(`the list of leaves is not the one that head ${head.number} was signed over`);
  progress.frontier = leaves.reduce((tree, leaf) => append(ports.sha256, tree, leaf), progress.frontier);
  if (progress.frontier.size !== head.size)
    return found(`head ${head.number} says ${head.size} leaves, the tree has ${progress.frontier.size}`);
  if (hexOf(rootOf(ports.sha256, progress.frontier)) !== head.root)
    return found(`the leaves do not give the root that head ${head.number} states`);
  return undefined;
}

/** After a head's last row: its sums and its count of rows must be those of the rows. */
export function closeHead(progress: Progress): Finding | undefined {
  const { ports, head, headLine: line, tenant, tenants, tally } = progress;
  if (head === undefined) return undefined;
  progress.due = 'head';
  const found = (what: string): Finding => ({ line, head: head.number, what, next: advice.sealer });
  const counted = Object.fromEntries([...tenants].map(([name, rows]) => [tenantDigest(ports.sha256, name), rows]));
  if (tenant !== undefined) {
    const digest = tenantDigest(ports.sha256, tenant);
    if ((head.tenants[digest] ?? 0) === (counted[digest] ?? 0)) return undefined;
    return found(
      `head ${head.number} has ${head.tenants[digest] ?? 0} rows of "${tenant}", here are ${counted[digest] ?? 0}`,
    );
  }
  if (canonical(counted) !== canonical(head.tenants))
    return found(`head ${head.number} counts its tenants' rows differently`);
  const difference = differenceOf(head.sums, tally.sums());
  return difference === undefined
    ? undefined
    : found(`the sums of head ${head.number} are not its rows': ${difference}`);
}

function examineEnd(progress: Progress, end: { heads: number; rows: number }): Finding | undefined {
  const heads = progress.head?.number ?? 0;
  progress.due = 'nothing';
  if (end.heads === heads && end.rows === progress.rows) return undefined;
  const what = `the end says ${end.heads} heads and ${end.rows} rows, the file has ${heads} and ${progress.rows}`;
  return { line: progress.line, what, next: advice.file };
}
