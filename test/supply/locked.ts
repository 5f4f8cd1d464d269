// Every package that package-lock.json names, as the checks of the supply chain see it.
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import * as z from 'zod';

export interface Locked {
  /** Where it lies: `node_modules/a/node_modules/b`. */
  readonly path: string;
  readonly name: string;
  readonly version: string;
  /** What its maker says, an SPDX expression as a rule. */
  readonly licence: string | undefined;
  /** `sha512-...` in base64; a package inside another one's archive has none of its own. */
  readonly integrity: string | undefined;
  readonly use: 'production' | 'development';
}

const Lock = z.object({
  packages: z.record(
    z.string(),
    z.object({
      name: z.string().optional(),
      version: z.string(),
      license: z.string().optional(),
      integrity: z.string().optional(),
      dev: z.boolean().optional(),
    }),
  ),
});

/** What only `npm ci --omit=dev` would leave out is for development; whatever is in doubt is for production. */
export function lockedIn(lock: unknown): readonly Locked[] {
  return Object.entries(Lock.parse(lock).packages)
    .filter(([path]) => path !== '')
    .map(([path, { name, version, license, integrity, dev }]) => ({
      path,
      name: name ?? path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length),
      version,
      licence: license,
      integrity,
      use: dev ? 'development' : 'production',
    }));
}

/** Those of this repository. */
export function lockedHere(): readonly Locked[] {
  return lockedIn(JSON.parse(readFileSync(resolve(import.meta.dirname, '../../package-lock.json'), 'utf8')));
}
