// The laptop's key for sealed heads: Ed25519, in a file that only its owner can read.
import {
  createHash,
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  type KeyObject,
  randomUUID,
  sign,
} from 'node:crypto';
import { existsSync } from 'node:fs';
import { link, readFile, stat, unlink, writeFile } from 'node:fs/promises';
import type { Sha256, Signer } from '../../shared/ports/audit.ts';

export const sha256: Sha256 = (bytes) => createHash('sha256').update(bytes).digest();

/**
 * The key in `path` (PKCS #8 PEM, mode 0600; made at first use) and its public half beside it in `path.pub`, which is what an
 * auditor gets. Throws when others may read the key, or when it is not an Ed25519 key.
 */
export async function fileSigner(path: string): Promise<Signer> {
  const key = createPrivateKey(await keyText(path));
  if (key.asymmetricKeyType !== 'ed25519') throw new Error(`${path} holds no Ed25519 key`);
  const signer = signerOf(key);
  await writeFile(`${path}.pub`, signer.publicKey, { mode: 0o644 });
  return signer;
}

/** A signer with this private key. */
export function signerOf(privateKey: KeyObject): Signer {
  const publicKey = createPublicKey(privateKey);
  const der = publicKey.export({ type: 'spki', format: 'der' });
  return {
    keyId: Buffer.from(sha256(der)).toString('hex').slice(0, 16),
    publicKey: publicKey.export({ type: 'spki', format: 'pem' }).toString(),
    sign: async (bytes) => sign(null, bytes, privateKey),
  };
}

async function keyText(path: string): Promise<string> {
  if (!existsSync(path)) await makeKey(path);
  if (((await stat(path)).mode & 0o077) !== 0) throw new Error(`others may read ${path}: run chmod 600 on it`);
  return readFile(path, 'utf8');
}

/** Whole or not at all, and never over another key: a kill in between leaves no half key behind. */
async function makeKey(path: string): Promise<void> {
  const draft = `${path}.${randomUUID()}`;
  const { privateKey } = generateKeyPairSync('ed25519');
  await writeFile(draft, privateKey.export({ type: 'pkcs8', format: 'pem' }), { mode: 0o600 });
  try {
    await link(draft, path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  } finally {
    await unlink(draft);
  }
}
