// `npm run mutate`: changes the code that decides in small ways, one at a time, and asks of each whether a test notices.
import { readFileSync } from 'node:fs';
import { matchesGlob, relative } from 'node:path';
import { Stryker } from '@stryker-mutator/core';
import { readFlags, wholeNumber } from '../../../operator/flags.ts';
import { explained } from './explained.ts';
import { type Part, parts } from './parts.ts';
import { type Mutant, percentOf, verdictOf } from './verdict.ts';

const CALL = 'npm run mutate';
const HELP = `${CALL} -- [FILE ...] [--workers N] [--json]

Changes the code that decides (test/quality/mutants/parts.ts) in small ways, one at a time, and runs its tests against each.
The whole takes some 25 minutes on one core; FILE, such as shared/core/guard.ts, is much quicker.

  --workers N   how many at a time (1)
  --json        the last line of the output is the result as JSON

Exits with 1 when fewer than 95 % of a part were noticed, or when one survived that test/quality/mutants/explained.ts does not
explain, or does although it is noticed now.
`;

async function main(): Promise<void> {
  const { values, positionals } = readFlags(CALL, {
    allowPositionals: true,
    options: {
      workers: { type: 'string', default: '1' },
      json: { type: 'boolean', default: false },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  if (values.help) {
    process.stdout.write(HELP);
    return;
  }
  const workers = wholeNumber(CALL, { flag: '--workers', text: values.workers, least: 1 });
  const mutants: Mutant[] = [];
  for (const [name, part] of Object.entries(parts)) {
    const files = positionals.length > 0 ? positionals.filter((file) => isOf(part, file)) : part.subjects;
    // Read by vitest.config.ts, in the processes that Stryker starts.
    process.env.MUTATED_PART = name;
    if (files.length === 0) continue;
    for (const mutant of await mutantsOf(files, workers)) mutants.push({ part: name, ...mutant });
  }
  const verdict = verdictOf(mutants, explained, { isPart: positionals.length > 0 });
  for (const score of [...verdict.scores, ...verdict.parts, verdict.total])
    console.log(`${score.of.padEnd(48)}${`${score.noticed}/${score.all}`.padStart(10)}${percentOf(score).padStart(9)}`);
  for (const fault of verdict.faults) console.log(fault);
  if (values.json) console.log(JSON.stringify(verdict));
  if (verdict.faults.length > 0) process.exitCode = 1;
}

function isOf({ subjects }: Part, file: string): boolean {
  return subjects.some((pattern) => matchesGlob(file, pattern));
}

async function mutantsOf(mutate: readonly string[], concurrency: number): Promise<readonly Omit<Mutant, 'part'>[]> {
  const results = await new Stryker({
    mutate: [...mutate],
    concurrency,
    testRunner: 'vitest',
    plugins: ['@stryker-mutator/vitest-runner'],
    vitest: { configFile: 'test/quality/mutants/vitest.config.ts', related: false },
    coverageAnalysis: 'perTest',
    reporters: process.stdout.isTTY ? ['progress'] : [],
    logLevel: 'error',
    // A busy machine is no endless loop.
    timeoutMS: 10_000,
    tempDirName: '.cache/mutants',
    ignorePatterns: ['.cache', 'cdk.out', 'bench', 'docs', 'infra', 'examples'],
    // Stryker reads tsconfig.json with an API that TypeScript 7 does not have; nothing here needs it.
    tsconfigFile: 'none.json',
  } as ConstructorParameters<typeof Stryker>[0]).runMutationTest();
  return results.flatMap(({ fileName, status, location, replacement = '' }) => {
    if (status === 'CompileError' || status === 'Ignored') return [];
    const file = relative(process.cwd(), fileName);
    const isNoticed = status === 'Killed' || status === 'Timeout' || status === 'RuntimeError';
    return [{ file, line: location.start.line, original: textAt(file, location), replacement, isNoticed }];
  });
}

interface Place {
  readonly line: number;
  readonly column: number;
}

/** The text between two places; lines and columns count from 1, the end is not in it. */
function textAt(file: string, { start, end }: { readonly start: Place; readonly end: Place }): string {
  const lines = readFileSync(file, 'utf8').split('\n');
  const before = (place: Place) =>
    [...lines.slice(0, place.line - 1), (lines[place.line - 1] ?? '').slice(0, place.column - 1)].join('\n').length;
  return lines.join('\n').slice(before(start), before(end));
}

main().catch((error: unknown) => {
  console.error(`frontdesk: ${error instanceof Error ? error.message : String(error)}`);
  process.exitCode = 1;
});
