// How a check and a test run end, in words.
import { counted, table } from '../print.ts';
import type { Checked } from './check-folder.ts';
import type { Besides } from './known-besides.ts';
import { problemLine } from './problem.ts';
import type { TestedFolder } from './test-folder.ts';
import type { TestedCase, TestRun } from './test-run.ts';

export interface CheckOptions extends Besides {
  readonly strict: boolean;
}

/** A line for each finding, and how it ends. */
export function checkText({ problems, allowed, run }: Checked): string {
  const of = (severity: string) => problems.filter((one) => one.severity === severity).length;
  const besides = allowed > 0 ? `, ${counted(allowed, 'finding')} allowed` : '';
  if (problems.length === 0) return `Nothing to say: ${run ? runWords(run) : 'no policy'}${besides}.`;
  const count = `${counted(of('error'), 'error')}, ${counted(of('warning'), 'warning')}${besides}`;
  return [...problems.map(problemLine), `${count}. What each means and how to mend it: docs/policy-check.md`].join(
    '\n',
  );
}

/** Failures first, then which rules were tried. */
export function testText(tested: TestedFolder): string {
  const { faults, tests, coverage, coveredPercent, least } = tested;
  if (faults.length > 0) return faults.map(problemLine).join('\n');
  if (tests.length === 0) return 'There is no test: write one in tests/ (docs/policy-tests.md).';
  const rows = coverage.map(({ rule, at, holds, fails }) => [rule, at, String(holds), String(fails)]);
  const untried = coverage.filter(({ holds, fails }) => holds === 0 || fails === 0).map(({ rule }) => rule);
  return [
    ...tests.map(caseText),
    '',
    table(['rule', 'at', 'holds in', 'does not hold in'], rows),
    '',
    `${runWords(tested)}.`,
    ...(untried.length > 0 ? [`Not tried both ways: ${untried.join(', ')}.`] : []),
    ...(least !== undefined && coveredPercent < least ? [`At least ${least} % were asked for.`] : []),
  ].join('\n');
}

function caseText({ file, line, name, passed, misses }: TestedCase): string {
  return [`${passed ? 'ok    ' : 'FAILED'} ${file}:${line} ${name}`, ...misses.map((miss) => `         ${miss}`)].join(
    '\n',
  );
}

function runWords({ tests, coverage, coveredPercent }: TestRun): string {
  const failed = tests.filter(({ passed }) => !passed).length;
  const ended = failed === 0 ? 'all passed' : `${failed} failed`;
  return `${counted(tests.length, 'test')}, ${ended}; of ${counted(coverage.length, 'rule')} ${coveredPercent} % are tried both ways`;
}
