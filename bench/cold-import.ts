// How long a cold start imports: each function as it is deployed, beside the bundle that one would make first.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { buildSync } from 'esbuild';
import { bundleFunctions } from '../infra/cloud/bundles.ts';
import { topology } from '../infra/topology.ts';
import { imported } from '../test/infra/imported.ts';
import { type Benchmark, type Figure, interleaved, spread } from './benchmark.ts';

const ROUNDS = 7;
const ROOT = resolve(import.meta.dirname, '..');
const RATIO_GOAL = 0.4;
const BYTES_GOAL = 450_000;

/** One file of ECMAScript modules for each function, with esbuild's own settings. */
function naiveBundles(into: string): void {
  const functions = topology.functions.map(({ name, entry }) => ({ out: name, in: `functions/${entry}` }));
  buildSync({
    absWorkingDir: ROOT,
    entryPoints: functions,
    outdir: into,
    outExtension: { '.js': '.mjs' },
    bundle: true,
    format: 'esm',
    platform: 'node',
    // What CommonJS packages in a module need, or it does not start.
    banner: { js: "import { createRequire } from 'node:module';const require = createRequire(import.meta.url);" },
    logLevel: 'error',
  });
}

/** ms; throws when what was imported is no function. */
function msOf(file: string): number {
  const { handler, ms } = imported(file);
  if (handler !== 'function') throw new Error(`${file} exports no handler`);
  return ms;
}

interface Bundles {
  readonly ours: (name: string) => string;
  readonly naive: (name: string) => string;
}

async function figureOf(name: string, { ours, naive }: Bundles): Promise<Figure> {
  const times = await interleaved(ROUNDS, {
    ours: async () => msOf(ours(name)),
    naive: async () => msOf(naive(name)),
  });
  const [mine, theirs] = [spread(times.ours), spread(times.naive)];
  const ratio = mine.median / theirs.median;
  return {
    name,
    unit: 'ms',
    ours: mine,
    peer: { ...theirs, who: 'one ESM bundle' },
    ratio,
    goal: `at most ${RATIO_GOAL} of it`,
    met: ratio <= RATIO_GOAL,
    bound: "compiling the SDK's clients and zod, which both load, and Node's own modules for HTTP and TLS",
  };
}

function loaded(file: string): Figure {
  const { bytes } = imported(file);
  return {
    name: 'webhook: loaded before its first request',
    unit: 'bytes',
    ours: spread([bytes]),
    goal: `at most ${BYTES_GOAL.toLocaleString('en-US')}`,
    met: bytes <= BYTES_GOAL,
    bound: "the SDK's clients for DynamoDB, SQS and Secrets Manager with their core, and zod",
  };
}

export const coldImport: Benchmark = {
  name: 'cold.import',
  workload:
    'The import of each deployed function in a fresh process, in turn with the same entry as one ESM bundle by default settings.',
  async run(tell) {
    const folder = mkdtempSync(join(tmpdir(), 'frontdesk-import-'));
    try {
      const bundles = {
        ours: (name: string) => join(folder, 'ours', name, 'index.js'),
        naive: (name: string) => join(folder, 'naive', `${name}.mjs`),
      };
      const { functions } = topology;
      bundleFunctions({ root: ROOT, into: join(folder, 'ours'), functions, beside: { 'settings.json': '{}' } });
      naiveBundles(join(folder, 'naive'));
      const figures: Figure[] = [];
      for (const { name } of functions) {
        figures.push(await figureOf(name, bundles));
        tell(`${name}: ${figures.at(-1)?.ratio?.toFixed(2)}`);
      }
      return [...figures, loaded(bundles.ours('webhook'))];
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  },
};
