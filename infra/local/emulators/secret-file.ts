// Secrets on disk: one file, values sealed under a key file that only its owner may read, replaced as a whole.
import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { decrypt, encrypt } from '../../../shared/aws/master-key.ts';
import { writeWhole } from '../whole-file.ts';

export interface StoredVersion {
  readonly value: string;
  readonly createdAt: number;
  readonly stages: readonly string[];
}

export interface StoredSecret {
  readonly name: string;
  readonly arn: string;
  readonly description: string;
  readonly createdAt: number;
  readonly changedAt: number;
  readonly rotatedAt?: number;
  readonly deletedAt?: number;
  /** The version id of a rotation that has begun and not ended. */
  readonly rotating?: string;
  readonly rotationLambda?: string;
  readonly tags: { readonly [key: string]: string };
  readonly versions: { readonly [id: string]: StoredVersion };
}

export interface SecretFile {
  all(): readonly StoredSecret[];
  /** Durable when it returns. `undefined` removes the secret. Throws when it cannot be kept; then nothing has changed. */
  save(name: string, secret: StoredSecret | undefined): void;
}

/** Opens or makes `secrets.json` and `secrets.key` in `dataDir`. Throws when the key does not fit the file, or others may read it. */
export function openSecretFile(dataDir: string): SecretFile {
  mkdirSync(dataDir, { recursive: true, mode: 0o700 });
  const key = keyIn(join(dataDir, 'secrets.key'));
  const path = join(dataDir, 'secrets.json');
  let secrets: ReadonlyMap<string, StoredSecret> = new Map(read(path, key).map((secret) => [secret.name, secret]));
  return {
    all: () => [...secrets.values()],
    save(name, secret) {
      const next = new Map(secrets);
      if (secret) next.set(name, secret);
      else next.delete(name);
      writeWhole(
        path,
        JSON.stringify([...next.values()].map((one) => mapValues(one, (value) => seal(key, one.name, value)))),
      );
      secrets = next;
    },
  };
}

function keyIn(path: string): Buffer {
  if (!existsSync(path)) writeWhole(path, randomBytes(32).toString('base64'));
  if ((statSync(path).mode & 0o077) !== 0) throw new Error(`${path} may be read by others: chmod 600 it`);
  return Buffer.from(readFileSync(path, 'utf8'), 'base64');
}

function read(path: string, key: Buffer): readonly StoredSecret[] {
  if (!existsSync(path)) return [];
  const sealed = JSON.parse(readFileSync(path, 'utf8')) as readonly StoredSecret[];
  return sealed.map((one) => mapValues(one, (value) => decrypt({ key, context: one.name }, value).toString()));
}

function seal(key: Buffer, context: string, value: string): string {
  return encrypt({ key, context }, Buffer.from(value), randomBytes);
}

function mapValues(secret: StoredSecret, change: (value: string) => string): StoredSecret {
  const versions = Object.entries(secret.versions).map(([id, version]) => [
    id,
    { ...version, value: change(version.value) },
  ]);
  return { ...secret, versions: Object.fromEntries(versions) as StoredSecret['versions'] };
}
