// The signer of sealed heads in the cloud: an asymmetric key that never leaves KMS (ECC_NIST_P256, ECDSA_SHA_256).
import { createHash, createPublicKey } from 'node:crypto';
import { GetPublicKeyCommand, SignCommand } from '@aws-sdk/client-kms';
import type { Signer } from '../ports/audit.ts';
import type { KmsKey } from './kms-master-key.ts';

/**
 * Reads the public key once. Signatures are DER over the SHA-256 of the bytes, which is sent instead of them: KMS takes 4,096
 * bytes of a message (AWS KMS API, "Sign"). Throws when the key is not ECDSA P-256.
 */
export async function kmsSigner({ client, keyId }: KmsKey): Promise<Signer> {
  const { PublicKey } = await client.send(new GetPublicKeyCommand({ KeyId: keyId }));
  const der = Buffer.from(PublicKey ?? []);
  return {
    keyId: createHash('sha256').update(der).digest('hex').slice(0, 16),
    publicKey: pemOf(der),
    async sign(bytes) {
      const { Signature } = await client.send(
        new SignCommand({
          KeyId: keyId,
          Message: createHash('sha256').update(bytes).digest(),
          MessageType: 'DIGEST',
          SigningAlgorithm: 'ECDSA_SHA_256',
        }),
      );
      if (!Signature) throw new Error('KMS answered without a signature');
      return Signature;
    },
  };
}

function pemOf(der: Buffer): string {
  const key = createPublicKey({ key: der, format: 'der', type: 'spki' });
  if (key.asymmetricKeyDetails?.namedCurve !== 'prime256v1')
    throw new Error('the signing key in KMS is not ECDSA P-256');
  return key.export({ type: 'spki', format: 'pem' }).toString();
}
