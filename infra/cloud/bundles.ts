// The functions as files to deploy: CommonJS, in each folder only what its function may load, and shared parts made for the functions that load them.
import { mkdirSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { buildSync, type Message, type Metafile, transformSync } from 'esbuild';
import { type FunctionSpec, knowsTargets } from '../topology.ts';

export interface BundleRequest {
  /** The repository's root. */
  readonly root: string;
  /** Gets a folder for each function, by its name. */
  readonly into: string;
  readonly functions: readonly FunctionSpec[];
  /** Files that every function finds beside its code, by name. */
  readonly beside: { readonly [name: string]: string };
}

/** Ways to credentials that no Lambda function goes: it finds its own in its environment. */
const NEVER = [
  '@aws-sdk/credential-provider-ini',
  '@aws-sdk/credential-provider-process',
  '@aws-sdk/credential-provider-sso',
  '@aws-sdk/credential-provider-web-identity',
  '@aws-sdk/credential-provider-http',
  '@smithy/credential-provider-imds',
];
/** Parts that are loaded when they are first needed, and the functions that may need them. */
const LAZY: readonly (readonly [part: RegExp, needed: (spec: FunctionSpec) => boolean])[] = [
  [/^shared\/adapters\/|^shared\/steps\/(rotors|key-rotor)/, knowsTargets],
  [/@aws-sdk\/client-s3\/|^shared\/aws\/s3-archive/, ({ archive }) => archive !== undefined],
  [/^shared\/aws\/kms-sign/, ({ archive, signs }) => signs === true || archive !== undefined],
];

/** The client of the archive makes the parts that all clients share larger by a tenth: functions without an archive are built without it. */
const OF_ARCHIVE = '@aws-sdk/client-s3';

/**
 * Builds modules that share their parts, so that a class is one class everywhere in a function, and turns each file into CommonJS: Node loads
 * that faster. Throws when esbuild has something to remark.
 */
export function bundleFunctions(request: BundleRequest): void {
  const { functions } = request;
  const withArchive = functions.filter(({ archive }) => archive !== undefined);
  const without = functions.filter(({ archive }) => archive === undefined);
  bundleGroup({ ...request, functions: withArchive }, NEVER);
  bundleGroup({ ...request, functions: without }, [...NEVER, OF_ARCHIVE]);
}

function bundleGroup({ root, into, functions, beside }: BundleRequest, external: string[]): void {
  const { outputFiles, metafile, warnings } = buildSync({
    absWorkingDir: root,
    entryPoints: functions.map(({ entry }) => `functions/${entry}`),
    entryNames: '[name]',
    chunkNames: 'part-[hash]',
    outdir: 'bundle',
    write: false,
    bundle: true,
    splitting: true,
    metafile: true,
    format: 'esm',
    platform: 'node',
    target: 'node24',
    external,
    mainFields: ['module', 'main'],
    minify: true,
    legalComments: 'none',
  });
  refuse(warnings);
  const texts = new Map(outputFiles.map(({ path, text }) => [basename(path), asCommonJs(text)]));
  for (const spec of functions) {
    const folder = join(into, spec.name);
    mkdirSync(folder, { recursive: true });
    const entry = spec.entry.replace(/\.ts$/, '.js');
    for (const part of partsOf(spec, `bundle/${entry}`, metafile.outputs))
      writeFileSync(join(folder, basename(part)), texts.get(basename(part)) ?? '');
    writeFileSync(join(folder, 'index.js'), `module.exports = require('./${entry}');\n`);
    writeFileSync(join(folder, 'package.json'), '{"type":"commonjs"}\n');
    for (const [name, text] of Object.entries(beside)) writeFileSync(join(folder, name), text);
  }
}

function asCommonJs(text: string): string {
  const { code, warnings } = transformSync(text, {
    format: 'cjs',
    platform: 'node',
    target: 'node24',
    minify: true,
    supported: { 'dynamic-import': false },
  });
  refuse(warnings);
  return code;
}

/** The files that are loaded from `start` on, at once or later, as far as the function may need them. */
function partsOf(spec: FunctionSpec, start: string, outputs: Metafile['outputs']): ReadonlySet<string> {
  const found = new Set([start]);
  for (const path of found)
    for (const { path: next, external } of outputs[path]?.imports ?? [])
      if (!external && mayNeed(spec, outputs[next]?.entryPoint ?? '')) found.add(next);
  return found;
}

function mayNeed(spec: FunctionSpec, entryPoint: string): boolean {
  return LAZY.every(([part, isNeeded]) => !part.test(entryPoint) || isNeeded(spec));
}

function refuse(warnings: readonly Message[]): void {
  const [first] = warnings;
  if (first) throw new Error(`esbuild: ${first.text} (${first.location?.file}:${first.location?.line})`);
}
