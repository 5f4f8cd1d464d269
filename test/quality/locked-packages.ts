// What package-lock.json says about the packages that a newcomer's `npm ci` brings in.
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import * as z from 'zod';

const Names = z.record(z.string(), z.string()).optional();
const Lock = z.object({
  packages: z.record(
    z.string(),
    z.object({
      hasInstallScript: z.boolean().optional(),
      inBundle: z.boolean().optional(),
      dependencies: Names,
      devDependencies: Names,
      optionalDependencies: Names,
    }),
  ),
});
export type Lock = z.infer<typeof Lock>;
const Manifest = z.object({ allowScripts: z.record(z.string(), z.boolean()) });

const ROOT = resolve(import.meta.dirname, '../..');

export function readLock(): Lock {
  return Lock.parse(JSON.parse(readFileSync(resolve(ROOT, 'package-lock.json'), 'utf8')));
}

/** The packages whose install scripts somebody has decided about, allowed or not. */
export function readDecidedScripts(): readonly string[] {
  const text = readFileSync(resolve(ROOT, 'package.json'), 'utf8');
  return Object.keys(Manifest.parse(JSON.parse(text)).allowScripts);
}

/** The packages with a row, and a reason in it, in the table of CONTRIBUTING.md: | `name` | decision | reason |. */
export function readExplainedScripts(): readonly string[] {
  return explainedScripts(readFileSync(resolve(ROOT, 'CONTRIBUTING.md'), 'utf8'));
}

export function explainedScripts(markdown: string): readonly string[] {
  const rows = markdown.matchAll(/^\|(?<names>[^|\n]*`[^|\n]*)\|[^|\n]*\S[^|\n]*\|(?<reason>[^|\n]*)\|$/gm);
  return [...rows]
    .filter(({ groups }) => (groups?.reason?.trim().length ?? 0) >= 20)
    .flatMap(({ groups }) => [...(groups?.names ?? '').matchAll(/`([^`]+)`/g)].map(([, name]) => name ?? ''));
}

export function scriptedPackages({ packages }: Lock): readonly string[] {
  const paths = Object.keys(packages).filter((path) => packages[path]?.hasInstallScript);
  return [...new Set(paths.map((path) => path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length)))];
}

/** Optional packages that the lock leaves out: `npm ci` of npm 11 refuses such a lock. */
export function missingOptional({ packages }: Lock): readonly string[] {
  return Object.entries(packages).flatMap(([path, { optionalDependencies = {}, inBundle }]) =>
    inBundle ? [] : Object.keys(optionalDependencies).filter((name) => !isFound(packages, path, name)),
  );
}

/** Direct dependencies that are not pinned to one version. */
export function unpinned({ packages }: Lock): readonly string[] {
  const { dependencies, devDependencies, optionalDependencies } = packages[''] ?? {};
  return Object.entries({ ...dependencies, ...devDependencies, ...optionalDependencies })
    .filter(([, version]) => !/^\d+\.\d+\.\d+(?:-[\w.]+)?$/.test(version))
    .map(([name]) => name);
}

/** Looks where Node looks: in the package's own folder, then in each folder above it. */
function isFound(packages: Lock['packages'], from: string, name: string): boolean {
  const here = from === '' ? `node_modules/${name}` : `${from}/node_modules/${name}`;
  if (here in packages) return true;
  if (from === '') return false;
  const above = from.lastIndexOf('/node_modules/');
  return isFound(packages, above === -1 ? '' : from.slice(0, above), name);
}
