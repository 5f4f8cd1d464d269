// `npm run bench`: runs benchmarks beside their peers, prints each figure with its goal, keeps the results and draws the page.
import { mkdirSync, writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import Table from 'cli-table3';
import { Misused, readFlags } from '../operator/flags.ts';
import { type Figure, type Spread, spread } from './benchmark.ts';
import { benchmarkByName, benchmarkNames } from './benchmarks.ts';
import { writePage } from './page.ts';

const HELP = `npm run bench -- [NAME ...] [--json] [--page]

  Without names all of them run: ${benchmarkNames.join(', ')}.
  --json   one line for each benchmark: name, ours, peer, ratio, goal, met, figures
  --page   draws docs/benchmarks.md and its picture anew from all kept results
  Exits with 1 when a goal was missed. Example: npm run bench -- ingest.http --json`;

const CALL = 'npm run bench';
const RESULTS = join(import.meta.dirname, 'results');

async function main(): Promise<void> {
  const options = { json: { type: 'boolean', default: false }, page: { type: 'boolean', default: false } } as const;
  const { values, positionals } = readFlags(CALL, {
    options: { ...options, help: { type: 'boolean', short: 'h', default: false } },
    allowPositionals: true,
  });
  if (values.help) return console.log(HELP);
  const unknown = positionals.find((name) => !benchmarkNames.includes(name));
  if (unknown !== undefined)
    throw new Misused(CALL, `there is no benchmark "${unknown}": ${benchmarkNames.join(', ')}`);
  const names = positionals.length > 0 ? positionals : values.page ? [] : benchmarkNames;
  for (const name of names) await runOne(name, values.json);
  if (values.page || positionals.length === 0) await writePage(RESULTS, benchmarkNames);
}

async function runOne(name: string, json: boolean): Promise<void> {
  const benchmark = await benchmarkByName(name);
  if (!benchmark) return;
  const tell = (line: string) => void process.stderr.write(`${name}: ${line}\n`);
  tell(benchmark.workload);
  const figures = await benchmark.run(tell);
  const result = resultOf(name, figures);
  if (!result.met) process.exitCode = 1;
  mkdirSync(RESULTS, { recursive: true });
  const kept = {
    ...result,
    workload: benchmark.workload,
    at: new Date().toISOString().slice(0, 10),
    cpus: availableParallelism(),
  };
  writeFileSync(join(RESULTS, `${name}.json`), `${JSON.stringify(kept, undefined, 2)}\n`);
  console.log(json ? JSON.stringify(result) : `${name}\n${tableOf(figures)}\n`);
}

/** Of the first figure, and whether all goals were met. */
function resultOf(name: string, figures: readonly Figure[]) {
  const [first] = figures;
  return {
    name,
    ours: first?.ours.median ?? spread([]).median,
    peer: first?.peer?.median ?? null,
    ratio: first?.ratio ?? null,
    goal: first?.goal ?? '',
    met: figures.length > 0 && figures.every(({ met }) => met),
    figures,
  };
}

function tableOf(figures: readonly Figure[]): string {
  const table = new Table({
    style: { head: [], border: [] },
    head: ['figure', 'ours (min / median / max)', 'beside', 'ratio', 'goal', ''],
  });
  for (const { name, unit, ours, peer, ratio, goal, met, bound } of figures) {
    const beside = peer ? `${peer.who} ${spreadText(peer, unit)}` : '';
    table.push([name, spreadText(ours, unit), beside, ratio?.toFixed(2) ?? '', goal, met ? 'met' : 'MISSED']);
    if (bound !== undefined && !met) table.push([{ colSpan: 6, content: `  bounded by: ${bound}` }]);
  }
  return table.toString();
}

function spreadText({ min, median, max }: Spread, unit: string): string {
  const text = (value: number) => Number(value.toPrecision(3)).toString();
  return min === max ? `${text(median)} ${unit}` : `${text(min)} / ${text(median)} / ${text(max)} ${unit}`;
}

main().catch((error: unknown) => {
  process.stderr.write(`bench: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
});
