// The laptop's keys of the audit log, in files.
import { mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { fileSigner } from '../../infra/local/signer.ts';
import { fileSigningKeys } from '../../infra/local/signing-keys.ts';

let folder: string;
let path: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'keys-'));
  path = join(folder, 'audit.key');
});
afterEach(() => rmSync(folder, { recursive: true }));

test('a key is made once for an id, is found again, and only its owner may read it', async () => {
  const first = await fileSigner(path);
  const keys = fileSigningKeys(path);
  const made = await keys.make('one-1');
  expect((await keys.make('one-1')).keyId).toBe(made.keyId);
  expect((await fileSigningKeys(path).all()).map(({ keyId }) => keyId)).toEqual([first.keyId, made.keyId]);
  expect(statSync(`${path}-one-1`).mode & 0o777).toBe(0o600);
});

test('what it signs verifies by its public key, and nothing else does', async () => {
  const key = await fileSigningKeys(path).make('one-1');
  const signature = await key.sign(Buffer.from('head'));
  expect(key.isValid(Buffer.from('head'), signature)).toBe(true);
  expect(key.isValid(Buffer.from('heat'), signature)).toBe(false);
});

test('a destroyed key signs no more, and its public half stays', async () => {
  const first = await fileSigner(path);
  const keys = fileSigningKeys(path);
  const made = await keys.make('one-1');
  await keys.destroy(first.keyId);
  await keys.destroy(first.keyId);
  expect((await keys.all()).map(({ keyId }) => keyId)).toEqual([made.keyId]);
  expect(readdirSync(folder)).toContain('audit.key.pub');
});

test('drafts and other files are no keys, and an id that is a path is refused', async () => {
  await fileSigner(path);
  for (const name of ['audit.key.5b2c', 'audit.key-one-1.5b2c', 'other.key']) writeFileSync(join(folder, name), 'x');
  expect(await fileSigningKeys(path).all()).toHaveLength(1);
  expect(() => fileSigningKeys(path).make('../../etc-passwd')).toThrow('a key is called');
});
