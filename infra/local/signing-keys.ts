// The laptop's keys of the audit log: the first in `path`, later ones beside it, each in a file that only its owner can read.
import { verify } from 'node:crypto';
import { readdir, rm, stat, unlink } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import type { SigningKey, SigningKeys } from '../../shared/ports/rotation.ts';
import { fileSigner } from './signer.ts';

/** What a rotation calls its new version. */
const ID = /^[0-9a-z]{1,64}-[0-9a-z]{1,64}$/;

/** The public half of a destroyed key stays, as `path.pub`: an auditor still needs the first one. */
export function fileSigningKeys(path: string): SigningKeys {
  const all = async (): Promise<readonly (SigningKey & { readonly file: string })[]> => {
    const names = (await readdir(dirname(path))).filter((name) => isKey(basename(path), name));
    const keys = await Promise.all(names.map((name) => keyIn(join(dirname(path), name))));
    return keys.sort((a, b) => a.madeAt - b.madeAt);
  };
  const fileOf = (id: string) => {
    if (!ID.test(id)) throw new TypeError('a key is called as a version of a secret');
    return `${path}-${id}`;
  };
  return {
    all,
    lacks: async () => undefined,
    make: (id) => keyIn(fileOf(id)),
    discard: (id) => rm(fileOf(id), { force: true }),
    async destroy(keyId) {
      for (const key of await all()) if (key.keyId === keyId) await unlink(key.file);
    },
  };
}

function isKey(first: string, name: string): boolean {
  return name === first || (name.startsWith(`${first}-`) && ID.test(name.slice(first.length + 1)));
}

/** Made when it is not there. */
async function keyIn(file: string): Promise<SigningKey & { readonly file: string }> {
  const signer = await fileSigner(file);
  const { mtimeMs } = await stat(file);
  const isValid = (bytes: Uint8Array, signature: Uint8Array) => verify(null, bytes, signer.publicKey, signature);
  return { ...signer, file, madeAt: Math.floor(mtimeMs), isValid };
}
