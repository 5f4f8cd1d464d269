// Names every test that did not run, and why, and what is too slow for its tier. In CI a test may be left out only where its law does not apply to its subject.
import type { Reporter, TestCase, TestModule } from 'vitest/node';

/** How a reason starts that CI accepts: a law that its subject has no part in, a peer that an environment variable asks for. */
const ACCEPTED = ['not applicable: ', 'not asked for: '];

/** A fast test above this is told, not failed: machines differ. */
const SLOW_SECONDS = 3;

interface NotRun {
  readonly suite: string;
  readonly reason: string;
  readonly tests: number;
}

/** Prints what did not run; where `CI` is set, any other reason makes the run fail. */
export function tierReporter(env: Readonly<Record<string, string | undefined>>): Reporter {
  return {
    onTestRunEnd(modules) {
      const skipped = modules.flatMap((module) => [...module.children.allTests('skipped')]);
      const notRun = groupByReason(skipped.map(skippedTest));
      for (const line of [...modules.filter(isSlow).map(slowLine), ...notRun.map(notRunLine)]) console.log(line);
      if (!env.CI) return;
      const missing = notRun.filter((entry) => !isAccepted(entry));
      if (missing.length === 0) return;
      console.error(`${missing.length} suites did not run, and in CI a missing server is a failure.`);
      process.exitCode = 1;
    },
  };
}

function isAccepted({ reason }: NotRun): boolean {
  return ACCEPTED.some((start) => reason.startsWith(start));
}

/** One entry a suite and reason, in the order they were met. */
function groupByReason(skipped: readonly Omit<NotRun, 'tests'>[]): readonly NotRun[] {
  const groups = Map.groupBy(skipped, ({ suite, reason }) => JSON.stringify([suite, reason]));
  return [...groups.values()].flatMap(([first, ...rest]) => (first ? [{ ...first, tests: rest.length + 1 }] : []));
}

function notRunLine({ suite, reason, tests }: NotRun): string {
  return `not run: ${suite} (${tests} ${tests === 1 ? 'test' : 'tests'}): ${reason}`;
}

function isSlow(module: TestModule): boolean {
  return module.project.name === 'fast' && module.diagnostic().duration / 1000 > SLOW_SECONDS;
}

function slowLine(module: TestModule): string {
  const seconds = (module.diagnostic().duration / 1000).toFixed(1);
  return `slow: ${module.relativeModuleId} took ${seconds} s; a test that needs seconds is named *.long.test.ts`;
}

function skippedTest(test: TestCase): Omit<NotRun, 'tests'> {
  const result = test.result();
  const reason = result.state === 'skipped' ? result.note : undefined;
  return { suite: test.module.relativeModuleId, reason: reason ?? 'no reason given' };
}
