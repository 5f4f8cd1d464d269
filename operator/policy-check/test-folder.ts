// The tests of a policy folder as one answer: what failed, and how much of the rules was tried.
import { lookAtPolicyFolder } from '../policy-folder.ts';
import { faultProblem, type Problem } from './problem.ts';
import { runTests, type TestRun } from './test-run.ts';

export interface TestedFolder extends TestRun {
  readonly passed: boolean;
  /** What keeps the tests from being run. */
  readonly faults: readonly Problem[];
  /** Of the rules, how many at least must be tried both ways. */
  readonly least?: number;
}

/** `now` in ms. A folder with a fault, or without a test, passes nothing. */
export function testFolder(
  folder: string,
  { now, least }: { readonly now: number; readonly least: number | undefined },
): TestedFolder {
  const { written, cases, faults } = lookAtPolicyFolder(folder);
  const run = written ? runTests(folder, written, { cases, now }) : { tests: [], coverage: [], coveredPercent: 0 };
  const passed =
    faults.length === 0 &&
    run.tests.length > 0 &&
    run.tests.every((one) => one.passed) &&
    run.coveredPercent >= (least ?? 0);
  return { passed, faults: faults.map(faultProblem), ...run, ...(least !== undefined && { least }) };
}
