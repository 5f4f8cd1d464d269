// The audit log's keys in the cloud: made by the template, used in their order, each shut for good when its turn is over.
import { verify } from 'node:crypto';
import { DescribeKeyCommand, DisableKeyCommand, type KMSClient } from '@aws-sdk/client-kms';
import type { SigningKey, SigningKeys } from '../ports/rotation.ts';
import { kmsSigner } from './kms-signer.ts';

export interface KmsSigningKeys {
  readonly client: KMSClient;
  /** Ids or ARNs, in the order in which they are to sign. */
  readonly keyIds: readonly string[];
}

const NO_SPARE =
  'there is no spare key: add the next number to "auditKeys" in the settings and deploy, as docs/rotation.md says';

type Held = SigningKey & { readonly kmsId: string };

/**
 * KMS rotates no asymmetric key by itself (Developer Guide, "Rotate AWS KMS keys"), and no function here may make one. A key that is
 * disabled has had its turn; the first of the others is in force, the one behind it comes next. Keys are disabled and not deleted:
 * that is a person's decision.
 */
export function kmsSigningKeys({ client, keyIds }: KmsSigningKeys): SigningKeys {
  const all = async (): Promise<readonly Held[]> => {
    const found = await Promise.all(keyIds.map((kmsId) => usable(client, kmsId)));
    return found.filter((key) => key !== undefined);
  };
  return {
    all,
    lacks: async () => ((await all())[1] ? undefined : NO_SPARE),
    async make() {
      const [, next] = await all();
      if (!next) throw new Error(NO_SPARE);
      return next;
    },
    // It has signed nothing, and stays the next one.
    discard: async () => undefined,
    async destroy(keyId) {
      for (const key of await all())
        if (key.keyId === keyId) await client.send(new DisableKeyCommand({ KeyId: key.kmsId }));
    },
  };
}

/** Undefined for a key that is disabled, or about to be deleted. */
async function usable(client: KMSClient, kmsId: string): Promise<Held | undefined> {
  const { KeyMetadata } = await client.send(new DescribeKeyCommand({ KeyId: kmsId }));
  if (!KeyMetadata?.Enabled) return undefined;
  const signer = await kmsSigner({ client, keyId: kmsId });
  return {
    ...signer,
    kmsId,
    madeAt: KeyMetadata.CreationDate?.getTime() ?? 0,
    isValid: (bytes, signature) => verify('sha256', bytes, signer.publicKey, signature),
  };
}
