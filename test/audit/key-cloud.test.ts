// The audit log's keys in KMS, by the real SDK client: one after the other signs, and what the template does not hold is never guessed.
import { KMSClient } from '@aws-sdk/client-kms';
import { afterEach, describe, expect, it } from 'vitest';
import { kmsSigningKeys } from '../../shared/aws/kms-signing-keys.ts';
import { keyRotor } from '../../shared/steps/key-rotor.ts';
import { seal } from '../../shared/steps/seal.ts';
import { type KmsFake, startKmsFake } from '../servers/kms-fake.ts';
import { anAuditHouse, aRow } from './audit-house.ts';
import { aRotation } from './key-house.ts';

const started: KmsFake[] = [];
afterEach(async () => {
  for (const fake of started.splice(0)) await fake.stop();
});

/** A log that is sealed with the keys of these ids; `deployed` is another deployment of it, with other keys. */
async function aCloudHouse(keyIds: readonly string[]) {
  const fake = await startKmsFake();
  started.push(fake);
  const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
  const client = new KMSClient({ endpoint: fake.url, region: 'us-east-1', credentials, maxAttempts: 1 });
  const first = (await kmsSigningKeys({ client, keyIds }).all())[0];
  if (!first) throw new Error('no key');
  const house = anAuditHouse({ signer: first });
  let rows = 0;
  const deployed = async (ids: readonly string[]) => {
    const signingKeys = kmsSigningKeys({ client, keyIds: ids });
    const signer = (await signingKeys.all())[0] ?? first;
    const ports = { ...house.ports, signer, signingKeys };
    const rotor = keyRotor(ports);
    return {
      ports,
      rotor,
      signingKeys,
      sealed: async () => {
        rows += 1;
        await house.write(aRow({ id: 'hr-1', number: rows, at: new Date(house.time.now).toISOString() }));
        await seal(ports)();
        house.time.now += 11 * 60_000;
      },
      rotated: async (version: string) => {
        const rotation = aRotation({ version, old: (await rotor.current())?.id ?? '' });
        for (const step of ['create', 'set', 'test', 'finish', 'end'] as const)
          expect(await rotor[step](rotation)).toEqual({ kind: 'done' });
      },
    };
  };
  return { fake, house, deployed, checked: async () => house.check(await house.file()) };
}

describe("the audit log's key in KMS", () => {
  it('is followed by the next one, again and again, and the first public key checks the whole log', async () => {
    const { fake, deployed, checked } = await aCloudHouse(['one', 'two']);
    const before = await deployed(['one', 'two']);
    await before.sealed();
    await before.rotated('one-1');
    await before.sealed();
    const after = await deployed(['two', 'three']);
    await after.sealed();
    await after.rotated('two-2');
    await after.sealed();
    expect(await checked()).toMatchObject({ ok: true, isTrusted: true, heads: 6, rows: 4 });
    expect(fake.asked.filter(({ action }) => action === 'DisableKey').map(({ body }) => body.KeyId)).toEqual([
      'one',
      'two',
    ]);
  });

  it('is as old as its time in force, however long it lay ready', async () => {
    const { house, deployed } = await aCloudHouse(['one', 'two']);
    const cloud = await deployed(['one', 'two']);
    await cloud.sealed();
    await cloud.rotated('one-1');
    expect((await cloud.rotor.current())?.createdAt).toBe(house.time.now);
  });

  it('stays in force where there is no spare one, and says what to do', async () => {
    const { deployed } = await aCloudHouse(['one']);
    const cloud = await deployed(['one']);
    expect(await cloud.rotor.lacks?.()).toMatch(/add the next number to "auditKeys"/);
    await expect(cloud.rotor.create(aRotation({ version: 'one-1', old: '' }))).rejects.toThrow('no spare key');
  });

  it('that was undone stays the next one, however often the undoing is repeated', async () => {
    const { deployed } = await aCloudHouse(['one', 'two']);
    const cloud = await deployed(['one', 'two']);
    await cloud.sealed();
    const rotation = aRotation({ version: 'one-1', old: '' });
    await cloud.rotor.create(rotation);
    for (let time = 0; time < 2; time++) expect(await cloud.rotor.undo(rotation)).toEqual({ kind: 'done' });
    expect(await cloud.signingKeys.all()).toHaveLength(2);
  });

  it('never signs for another one: a deployment that lost the key in force seals nothing', async () => {
    const { deployed, checked } = await aCloudHouse(['one', 'two']);
    await (await deployed(['one', 'two'])).sealed();
    const wrong = await deployed(['two', 'three']);
    await expect(wrong.sealed()).rejects.toThrow('signs the next head of the audit log, and cannot be reached');
    await (await deployed(['one', 'two'])).sealed();
    expect(await checked()).toMatchObject({ ok: true, rows: 3 });
  });

  it('waits to be replaced until something is sealed', async () => {
    const { deployed } = await aCloudHouse(['one', 'two']);
    const cloud = await deployed(['one', 'two']);
    expect(await cloud.rotor.finish(aRotation({ version: 'one-1', old: '' }))).toMatchObject({
      fault: { kind: 'unavailable' },
    });
  });
});
