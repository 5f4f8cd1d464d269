// Checks an exported audit log offline: the file and the public key, nothing else.
import { createPublicKey, hash, verify } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { type Examination, type Examined, examination } from '../shared/core/audit/examine.ts';
import { advice, type Finding } from '../shared/core/audit/finding.ts';
import type { ExaminePorts, PublicKey } from '../shared/core/audit/progress.ts';

export interface AuditCheck {
  /** The exported file: its path, or its bytes in any slices. */
  readonly file: string | AsyncIterable<Uint8Array>;
  /** Public keys (PEM) that the auditor got by another way than the file. */
  readonly publicKeys: readonly string[];
  /** A head the auditor wrote down before: the file must contain it. */
  readonly expected?: { readonly number: number; readonly hash: string };
  /** The newest head must not be older than this at `now` (milliseconds since the epoch). */
  readonly newest?: { readonly now: number; readonly maxAgeMs: number };
}

/**
 * `ok` only when nothing is wrong and a key was given. `isTrusted` is false when none was: then the file was only compared
 * with a key of its own, which any forger can put there.
 */
export interface AuditVerdict extends Examined {
  readonly ok: boolean;
  readonly isTrusted: boolean;
  readonly firstBad?: Finding;
}

/** Reads the file once, in slices. Throws when it cannot be read or a given key is none; what is wrong in the file is a value. */
export async function auditCheck({ file, publicKeys, expected, newest }: AuditCheck): Promise<AuditVerdict> {
  const trusted = publicKeys.map((pem) => publicKeyOf(pem) ?? noKey());
  const ports: ExaminePorts = { sha256, keyOf: publicKeyOf, trusted, ...(expected && { expected }) };
  const examined = examination(ports);
  const source = typeof file === 'string' ? createReadStream(file, { highWaterMark: 1 << 20 }) : file;
  const firstBad = (await readLines(source, examined)) ?? tooOld(examined.result(), newest);
  const isTrusted = trusted.length > 0;
  return { ok: isTrusted && firstBad === undefined, isTrusted, ...examined.result(), ...(firstBad && { firstBad }) };
}

/** The key of a PEM text; undefined when it is none of the kinds that sign heads. */
export function publicKeyOf(pem: string): PublicKey | undefined {
  try {
    const key = createPublicKey(pem);
    const algorithm = { ed25519: null, ec: 'sha256' }[String(key.asymmetricKeyType)];
    if (algorithm === undefined) return undefined;
    return {
      keyId: hash('sha256', key.export({ type: 'spki', format: 'der' }), 'hex').slice(0, 16),
      publicKey: key.export({ type: 'spki', format: 'pem' }).toString(),
      isValid: (bytes, signature) => verify(algorithm, bytes, key, signature),
    };
  } catch {
    return undefined;
  }
}

function noKey(): never {
  throw new TypeError('this is no public key in PEM form (Ed25519 or ECDSA P-256)');
}

const sha256 = (bytes: Uint8Array): Uint8Array => hash('sha256', bytes, 'buffer');

async function readLines(source: AsyncIterable<Uint8Array>, examined: Examination): Promise<Finding | undefined> {
  let rest: Uint8Array = new Uint8Array();
  for await (const slice of source) {
    const bytes = rest.length === 0 ? slice : Buffer.concat([rest, slice]);
    let from = 0;
    for (let to = bytes.indexOf(10); to !== -1; to = bytes.indexOf(10, from)) {
      const finding = examined.take(bytes.subarray(from, to));
      if (finding !== undefined) return finding;
      from = to + 1;
    }
    rest = bytes.subarray(from);
  }
  return examined.end(rest);
}

function tooOld({ last }: Examined, newest: AuditCheck['newest']): Finding | undefined {
  if (newest === undefined || (last !== undefined && newest.now - Date.parse(last.to) <= newest.maxAgeMs))
    return undefined;
  const what = `the newest head is of ${last?.to ?? 'never'}, older than ${Math.round(newest.maxAgeMs / 60_000)} minutes`;
  return { line: last?.line ?? 1, ...(last && { head: last.number }), what, next: advice.cut };
}
