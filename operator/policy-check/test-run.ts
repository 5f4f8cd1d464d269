// Runs the tests of a policy folder, and says what each failure has to do with which line of the policy.
import { join } from 'node:path';
import { coverageOf, coveredPercent, type RuleCoverage } from '../../shared/core/policy/cases/coverage.ts';
import type { Miss } from '../../shared/core/policy/cases/misses.ts';
import { type CaseResult, runCase } from '../../shared/core/policy/cases/run-case.ts';
import type { WrittenCase } from '../policy-folder/read-cases.ts';
import type { WrittenPolicy } from '../policy-folder/read-text.ts';

export interface TestedCase {
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly name: string;
  readonly passed: boolean;
  /** Whether it could fail at all. */
  readonly proves: boolean;
  /** One line each. */
  readonly misses: readonly string[];
}

export interface TestRun {
  readonly tests: readonly TestedCase[];
  readonly coverage: readonly (RuleCoverage & { readonly at: string })[];
  readonly coveredPercent: number;
}

/** `now` (ms) stands in where a case names no day. */
export function runTests(
  folder: string,
  written: WrittenPolicy,
  { cases, now }: { readonly cases: readonly WrittenCase[]; readonly now: number },
): TestRun {
  const results = cases.map(({ tested }) => runCase(written.policy, tested, now));
  const coverage = coverageOf(written.policy, results);
  return {
    tests: cases.map((one, index) => testedCase(folder, one, { written, result: results[index] })),
    coverage: coverage.map((one) => ({ ...one, at: placeOf(written, `rule ${one.rule}`) })),
    coveredPercent: coveredPercent(coverage),
  };
}

function testedCase(
  folder: string,
  { file, line, column, tested }: WrittenCase,
  { written, result }: { readonly written: WrittenPolicy; readonly result: CaseResult | undefined },
): TestedCase {
  const misses = result?.misses ?? [];
  return {
    file: join(folder, file),
    line,
    column,
    name: tested.name,
    passed: misses.length === 0,
    proves: result?.proves === true,
    misses: misses.map((miss) => missLine(miss, written, result)),
  };
}

function missLine({ kind, message, because }: Miss, written: WrittenPolicy, result: CaseResult | undefined): string {
  const ways = because.map(({ rule, role, through }) => {
    const roles = [role, ...(through === undefined ? [] : [through])].map((name) => placed(written, 'role', name));
    const way = [placed(written, 'rule', rule), ...roles].join(' > ');
    return kind === 'missing' ? `${way}, which ${holdsWords(rule, result)}` : way;
  });
  if (kind === 'missing')
    return `got ${message}: ${ways.length === 0 ? 'no rule would give it' : `it would come by ${ways.join('; ')}`}`;
  return kind === 'unwanted' ? `got ${message}: by ${ways.join('; ')}` : message;
}

function holdsWords(rule: string, result: CaseResult | undefined): string {
  if (!result?.holding?.includes(rule)) return 'does not hold';
  return `holds, but for what is withheld by duty ${result.withheld.map((duty) => `"${duty}"`).join(', ')}`;
}

function placed(written: WrittenPolicy, word: string, name: string): string {
  return `${word} ${name} (${placeOf(written, `${word} ${name}`)})`;
}

function placeOf({ origin }: WrittenPolicy, name: string): string {
  return origin.places[name] ?? '';
}
