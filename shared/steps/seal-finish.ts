// Signs a committed head and archives it. Only a committed head is signed, so no two heads of one number carry our signature.
import { canonical, hexOf } from '../core/audit/bytes.ts';
import { headBytes, headLine } from '../core/audit/chain.ts';
import { type AuditHead, SignedHead } from '../model/audit-head.ts';
import { type Archive, ArchiveRefused, type Signer } from '../ports/audit.ts';
import type { SigningKeys } from '../ports/rotation.ts';
import { type Key, type Table, WriteRefused } from '../ports/table.ts';

export interface FinishPorts {
  readonly table: Table;
  /** The first key of all, or the only one that the host holds. */
  readonly signer: Signer;
  readonly signingKeys?: SigningKeys | undefined;
  readonly archive: Archive;
}

/** Where head `number` keeps its signature. */
export const headKey = (number: number): Key => ({
  table: 'audit',
  pk: '#heads',
  sk: String(number).padStart(10, '0'),
});

/** Safe to repeat, by any sealer. `signedBy` is the key whose turn it is. Throws `ArchiveRefused` when the archive holds another head of this number. */
export async function finish(ports: FinishPorts, head: AuditHead, signedBy?: string): Promise<void> {
  const archived = await ports.archive.read(head.number);
  if (archived === undefined) return ports.archive.append(head.number, await signedLine(ports, head, signedBy));
  if (canonical(SignedHead.parse(JSON.parse(archived)).head) !== canonical(head))
    throw new ArchiveRefused('occupied', head.number);
}

/** The first signature stays, whichever sealer made it: the archive must get the same text from all. */
async function signedLine(ports: FinishPorts, head: AuditHead, signedBy: string | undefined): Promise<string> {
  const { table } = ports;
  const key = headKey(head.number);
  const stored = await table.get(key);
  if (stored !== undefined) return String(stored.fields.line);
  const signer = await signerOf(ports, signedBy);
  const signature = hexOf(await signer.sign(headBytes(signer.keyId, head)));
  const line = headLine({ head, keyId: signer.keyId, signature });
  try {
    await table.write([{ kind: 'put', item: { ...key, fields: { line } }, when: { kind: 'absent' } }]);
    return line;
  } catch (error) {
    if (!(error instanceof WriteRefused) || error.reason !== 'condition') throw error;
    return String((await table.get(key))?.fields.line);
  }
}

/** Only the key that the chain of heads names may sign: another one would break the chain for good. */
async function signerOf({ signer, signingKeys }: FinishPorts, signedBy: string | undefined): Promise<Signer> {
  if (signedBy === undefined || signedBy === signer.keyId) return signer;
  const found = (await signingKeys?.all())?.find(({ keyId }) => keyId === signedBy);
  if (!found) throw new Error(`key ${signedBy} signs the next head of the audit log, and cannot be reached`);
  return found;
}
