// Names every test that did not run, and why. In CI a test may be left out only where its law does not apply to its subject.
import type { Reporter, TestCase } from 'vitest/node';

/** The start of a reason that CI accepts: `context.skip('not applicable: the target has no sessions')`. */
export const NOT_APPLICABLE = 'not applicable: ';

export interface NotRun {
  readonly suite: string;
  readonly reason: string;
  readonly tests: number;
}

/** Prints what did not run; where `CI` is set, a reason other than "not applicable" makes the run fail. */
export function notRunReporter(env: Readonly<Record<string, string | undefined>>): Reporter {
  return {
    onTestRunEnd(modules) {
      const skipped = modules.flatMap((module) => [...module.children.allTests('skipped')]);
      const notRun = groupByReason(skipped.map(skippedTest));
      for (const line of notRun.map(notRunLine)) console.log(line);
      if (!env.CI) return;
      const missing = notRun.filter((entry) => !isNotApplicable(entry));
      if (missing.length === 0) return;
      console.error(`${missing.length} suites did not run, and in CI a missing server is a failure.`);
      process.exitCode = 1;
    },
  };
}

export function isNotApplicable({ reason }: NotRun): boolean {
  return reason.startsWith(NOT_APPLICABLE);
}

/** One entry a suite and reason, in the order they were met. */
export function groupByReason(skipped: readonly Omit<NotRun, 'tests'>[]): readonly NotRun[] {
  const groups = Map.groupBy(skipped, ({ suite, reason }) => JSON.stringify([suite, reason]));
  return [...groups.values()].flatMap(([first, ...rest]) => (first ? [{ ...first, tests: rest.length + 1 }] : []));
}

export function notRunLine({ suite, reason, tests }: NotRun): string {
  return `not run: ${suite} (${tests} ${tests === 1 ? 'test' : 'tests'}): ${reason}`;
}

function skippedTest(test: TestCase): Omit<NotRun, 'tests'> {
  const result = test.result();
  const reason = result.state === 'skipped' ? result.note : undefined;
  return { suite: test.module.relativeModuleId, reason: reason ?? 'no reason given' };
}
