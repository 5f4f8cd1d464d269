// The key that wraps all owners' keys: KMS in the cloud, 32 bytes from a file on the laptop, the same two verbs.
import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';

/** Wraps small keys. `context` is bound to the wrapped text (KMS: encryption context) and must be the same to unwrap. */
export interface MasterKey {
  wrap(key: Uint8Array, context: string): Promise<string>;
  /** Throws when the text or the context was altered. */
  unwrap(wrapped: string, context: string): Promise<Uint8Array>;
}

/** Random bytes come in as a value, so that a simulated company seals the same text twice the same. */
export type RandomBytes = (count: number) => Uint8Array;

export interface SealKey {
  readonly key: Uint8Array;
  /** Bound to the text: decrypting under another context fails. */
  readonly context: string;
}

/** AES-256-GCM: base64url of nonce (12), ciphertext, tag (16). */
export function encrypt(seal: SealKey, text: Uint8Array, random: RandomBytes): string {
  const nonce = random(12);
  const cipher = createCipheriv('aes-256-gcm', seal.key, nonce).setAAD(Buffer.from(seal.context));
  return Buffer.concat([nonce, cipher.update(text), cipher.final(), cipher.getAuthTag()]).toString('base64url');
}

/** Throws when the text, the key or the context is not the one of `encrypt`; only the canonical spelling is taken. */
export function decrypt(seal: SealKey, encrypted: string): Buffer {
  const bytes = Buffer.from(encrypted, 'base64url');
  if (bytes.length < 28 || bytes.toString('base64url') !== encrypted) throw new Error('not a sealed text');
  const decipher = createDecipheriv('aes-256-gcm', seal.key, bytes.subarray(0, 12), { authTagLength: 16 });
  decipher.setAAD(Buffer.from(seal.context)).setAuthTag(bytes.subarray(-16));
  return Buffer.concat([decipher.update(bytes.subarray(12, -16)), decipher.final()]);
}

/** A master key of 32 bytes held in memory, for the laptop and for tests. */
export function localMasterKey(key: Uint8Array, random: RandomBytes = randomBytes): MasterKey {
  if (key.length !== 32) throw new Error('a master key has 32 bytes');
  return {
    wrap: async (bytes, context) => encrypt({ key, context }, bytes, random),
    unwrap: async (wrapped, context) => decrypt({ key, context }, wrapped),
  };
}
