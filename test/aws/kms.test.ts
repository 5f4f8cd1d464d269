import { KMSClient } from '@aws-sdk/client-kms';
import { afterEach, describe, expect, it } from 'vitest';
import { publicKeyOf } from '../../operator/audit-check.ts';
import { cloudHost } from '../../shared/aws/cloud-host.ts';
import { kmsMasterKey } from '../../shared/aws/kms-master-key.ts';
import { kmsSigner } from '../../shared/aws/kms-signer.ts';
import { type KmsFake, startKmsFake } from '../servers/kms-fake.ts';

const started: KmsFake[] = [];
afterEach(async () => {
  for (const fake of started.splice(0)) await fake.stop();
});

async function kms(curve?: string) {
  const fake = await startKmsFake(curve);
  started.push(fake);
  const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
  return { fake, client: new KMSClient({ endpoint: fake.url, region: 'us-east-1', credentials }) };
}

describe("the cloud's signing key", () => {
  it('signs what an auditor confirms offline with the public key alone', async () => {
    const { client } = await kms();
    const signer = await kmsSigner({ client, keyId: 'signing' });
    const head = Buffer.from('x'.repeat(5_000));
    const key = publicKeyOf(signer.publicKey);
    const signature = await signer.sign(head);
    expect(key?.keyId).toBe(signer.keyId);
    expect(key?.isValid(head, signature)).toBe(true);
    expect(key?.isValid(Buffer.from('another head'), signature)).toBe(false);
  });

  it('is refused when it is of another kind', async () => {
    const { client } = await kms('secp384r1');
    await expect(kmsSigner({ client, keyId: 'signing' })).rejects.toThrow('not ECDSA P-256');
  });
});

describe("the cloud's master key", () => {
  const key = Buffer.from('0123456789abcdef0123456789abcdef');

  it('gives a wrapped key back under its own context only', async () => {
    const { client } = await kms();
    const master = kmsMasterKey({ client, keyId: 'master' });
    const wrapped = await master.wrap(key, 'acme#hr-1042.k1');
    expect(Buffer.from(await master.unwrap(wrapped, 'acme#hr-1042.k1'))).toEqual(key);
    await expect(master.unwrap(wrapped, 'acme#hr-1043.k1')).rejects.toThrow();
  });

  it('names nobody in what KMS writes into its trail', async () => {
    const { fake, client } = await kms();
    await kmsMasterKey({ client, keyId: 'master' }).wrap(key, 'acme#hr-1042.k1');
    expect(JSON.stringify(fake.asked)).not.toContain('hr-1042');
  });
});

it('a function that is told of no key and no archive refuses to use them, and starts all the same', async () => {
  const host = await cloudHost({});
  await expect(host.signer.sign(new Uint8Array())).rejects.toThrow('FRONTDESK_SIGNING_KEYS is not set');
  await expect(host.masterKey.wrap(new Uint8Array(), '')).rejects.toThrow('FRONTDESK_MASTER_KEY is not set');
  await expect(host.archive.append(1, 'one')).rejects.toThrow('FRONTDESK_ARCHIVE_BUCKET is not set');
});
