// The chain of heads: what is signed, how one head follows the other, and what is wrong when it does not.
import { type AuditHead, AuditSums, type SignedHead } from '../../model/audit-head.ts';
import type { Sha256 } from '../../ports/audit.ts';
import { canonical, hexOf, utf8 } from './bytes.ts';

/** `previous` of the first head. */
export const noHead = '0'.repeat(64);

/** Exactly these bytes are signed: the purpose, the key and the head. */
export function headBytes(keyId: string, head: AuditHead): Uint8Array {
  return utf8(`frontdesk audit head\n${keyId}\n${canonical(head)}`);
}

/** A head's name in the next one's `previous`, and what an auditor writes down to compare later. */
export function headHash(sha256: Sha256, head: AuditHead): string {
  return hexOf(sha256(utf8(canonical(head))));
}

/** Digest of a head's own leaf hashes: their bytes, one after the other. */
export function leavesDigest(sha256: Sha256, leaves: readonly Uint8Array[]): string {
  const bytes = new Uint8Array(leaves.length * 32);
  leaves.forEach((leaf, position) => {
    bytes.set(leaf, position * 32);
  });
  return hexOf(sha256(bytes));
}

/** How a tenant is named in a head: nobody learns another tenant's name from it without knowing it. */
export function tenantDigest(sha256: Sha256, tenant: string): string {
  return hexOf(sha256(utf8(`tenant\n${tenant}`))).slice(0, 16);
}

/** The one line that is archived and exported. */
export function headLine(signed: SignedHead): string {
  return canonical(signed);
}

/** What is wrong with `head` as the next after `before`; undefined when it follows. Signatures are checked apart. */
export function breakBetween(sha256: Sha256, before: AuditHead | undefined, head: AuditHead): string | undefined {
  if (head.number !== (before?.number ?? 0) + 1)
    return `it is number ${head.number}, number ${(before?.number ?? 0) + 1} was due`;
  if (head.previous !== (before === undefined ? noHead : headHash(sha256, before)))
    return `its "previous" is not the head before it`;
  if (before === undefined) return undefined;
  const { restored } = head;
  if (restored !== undefined && restored.head >= before.number)
    return `it goes on from head ${restored.head} after a restore, and none lies in between`;
  if (restored === undefined && head.size < before.size)
    return `its tree shrank from ${before.size} to ${head.size} leaves`;
  if (head.from !== before.to) return `it starts at ${head.from}, the head before it ended at ${before.to}`;
  if (head.to < head.from) return `it ends at ${head.to}, before it starts`;
  return undefined;
}

/** What differs between the sums a head states and those of the rows; undefined when they agree. */
export function differenceOf(stated: AuditSums, counted: AuditSums): string | undefined {
  const [a, b] = [canonical(AuditSums.parse(stated)), canonical(AuditSums.parse(counted))];
  return a === b ? undefined : `it states ${a}, the rows add up to ${b}`;
}
