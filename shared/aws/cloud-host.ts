// What the laptop keeps in files and the cloud in KMS and S3, found by the environment. Each client is loaded only where it is needed.

import type { KMSClient } from '@aws-sdk/client-kms';
import type { Archive, Signer } from '../ports/audit.ts';
import type { SigningKeys } from '../ports/rotation.ts';
import { clientDefaults } from './clients.ts';
import type { MasterKey } from './master-key.ts';

/** Ids and names of a function's own parts; one that it may not use is not named. */
export interface CloudParts {
  readonly FRONTDESK_MASTER_KEY?: string | undefined;
  /** In the order of their turns. */
  readonly FRONTDESK_SIGNING_KEYS?: readonly string[] | undefined;
  readonly FRONTDESK_ARCHIVE_BUCKET?: string | undefined;
}

export interface CloudHost {
  readonly masterKey: MasterKey;
  readonly signer: Signer;
  readonly archive: Archive;
  readonly signingKeys?: SigningKeys;
}

/** A part that is not named refuses to be used, in one sentence. */
export async function cloudHost(parts: CloudParts, region = 'us-east-1'): Promise<CloudHost> {
  const { FRONTDESK_MASTER_KEY: master, FRONTDESK_SIGNING_KEYS: signing, FRONTDESK_ARCHIVE_BUCKET: bucket } = parts;
  const [keys, archive] = await Promise.all([
    master || signing ? kmsKeys({ master, signing, region }) : noKeys,
    bucket ? archiveIn(bucket, region) : noArchive,
  ]);
  return { ...keys, archive };
}

interface KeyNames {
  readonly master: string | undefined;
  readonly signing: readonly string[] | undefined;
  readonly region: string;
}

async function kmsKeys({ master, signing, region }: KeyNames): Promise<Omit<CloudHost, 'archive'>> {
  const { KMSClient } = await import('@aws-sdk/client-kms');
  const client = new KMSClient(clientDefaults(region));
  const masterKey = master && (await import('./kms-master-key.ts')).kmsMasterKey({ client, keyId: master });
  const signs = signing ? await signers(client, signing) : { signer: noKeys.signer };
  return { masterKey: masterKey || noKeys.masterKey, ...signs };
}

/** The signer is the oldest key that still signs: who signs the next head the chain of heads says. */
async function signers(client: KMSClient, keyIds: readonly string[]) {
  const signingKeys = (await import('./kms-signing-keys.ts')).kmsSigningKeys({ client, keyIds });
  const [signer] = await signingKeys.all();
  if (!signer) throw new Error('every key of FRONTDESK_SIGNING_KEYS is disabled: nothing can be signed');
  return { signer, signingKeys };
}

async function archiveIn(bucket: string, region: string): Promise<Archive> {
  const [{ S3Client }, { s3Archive }] = await Promise.all([import('@aws-sdk/client-s3'), import('./s3-archive.ts')]);
  return s3Archive({ client: new S3Client(clientDefaults(region)), bucket });
}

const refuse = (variable: string) => async (): Promise<never> => {
  throw new Error(`${variable} is not set: this function has no part in it`);
};

const noKeys: Pick<CloudHost, 'masterKey' | 'signer'> = {
  masterKey: { wrap: refuse('FRONTDESK_MASTER_KEY'), unwrap: refuse('FRONTDESK_MASTER_KEY') },
  signer: { keyId: '', publicKey: '', sign: refuse('FRONTDESK_SIGNING_KEYS') },
};

const noArchive: Archive = { append: refuse('FRONTDESK_ARCHIVE_BUCKET'), read: refuse('FRONTDESK_ARCHIVE_BUCKET') };
