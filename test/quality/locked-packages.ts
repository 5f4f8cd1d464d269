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

/** The packages whose install scripts somebody has decided about; those decided so, where `allowed` is said. */
export function readDecidedScripts(allowed?: boolean): readonly string[] {
  const text = readFileSync(resolve(ROOT, 'package.json'), 'utf8');
  const decided = Object.entries(Manifest.parse(JSON.parse(text)).allowScripts);
  return decided.filter(([, is]) => allowed === undefined || is === allowed).map(([name]) => name);
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

/** Direct dependencies that are not pinned to one version. */
export function unpinned({ packages }: Lock): readonly string[] {
  const { dependencies, devDependencies, optionalDependencies } = packages[''] ?? {};
  return Object.entries({ ...dependencies, ...devDependencies, ...optionalDependencies })
    .filter(([, version]) => !/^\d+\.\d+\.\d+(?:-[\w.]+)?$/.test(version))
    .map(([name]) => name);
}
