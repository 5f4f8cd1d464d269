// The master key of the cloud: it never leaves KMS, which wraps and unwraps the owners' keys with it.
import { createHash } from 'node:crypto';
import { DecryptCommand, EncryptCommand, type KMSClient } from '@aws-sdk/client-kms';
import type { MasterKey } from './master-key.ts';

export interface KmsKey {
  readonly client: KMSClient;
  /** Id or ARN of the key. */
  readonly keyId: string;
}

/**
 * Wrapped keys are base64 of KMS's ciphertext. The context is bound as a digest, because CloudTrail writes encryption contexts
 * in clear (AWS KMS Developer Guide, "Encryption context"). Throws what KMS throws: an altered text or context is
 * `InvalidCiphertextException`.
 */
export function kmsMasterKey({ client, keyId }: KmsKey): MasterKey {
  return {
    async wrap(key, context) {
      const { CiphertextBlob } = await client.send(
        new EncryptCommand({ KeyId: keyId, Plaintext: key, EncryptionContext: bound(context) }),
      );
      return Buffer.from(given(CiphertextBlob)).toString('base64');
    },
    async unwrap(wrapped, context) {
      const { Plaintext } = await client.send(
        new DecryptCommand({
          KeyId: keyId,
          CiphertextBlob: Buffer.from(wrapped, 'base64'),
          EncryptionContext: bound(context),
        }),
      );
      return given(Plaintext);
    },
  };
}

function bound(context: string): { readonly owner: string } {
  return { owner: createHash('sha256').update(context).digest('hex') };
}

function given(bytes: Uint8Array | undefined): Uint8Array {
  if (!bytes) throw new Error('KMS answered without bytes');
  return bytes;
}
