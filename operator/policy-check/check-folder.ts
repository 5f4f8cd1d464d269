// Everything that can be said about a policy folder before it goes in force: faults, findings, failed tests.
import { nearestName } from '../../shared/core/nearest.ts';
import type { Known } from '../../shared/core/policy/lint/finding.ts';
import { lint } from '../../shared/core/policy/lint/lint.ts';
import { inReadingOrder } from '../policy-folder/fault.ts';
import type { WrittenPolicy } from '../policy-folder/read-text.ts';
import { lookAtPolicyFolder } from '../policy-folder.ts';
import { withoutAllowed } from './allowed.ts';
import { type Besides, knownBesides } from './known-besides.ts';
import { lessTold } from './less-told.ts';
import { faultProblem, findingProblem, type Problem, problem } from './problem.ts';
import { runTests, type TestRun } from './test-run.ts';

export interface Checked {
  /** In the order in which one reads the files. */
  readonly problems: readonly Problem[];
  /** Of the warnings, how many a comment beside them allows. */
  readonly allowed: number;
  /** Undefined where there is no policy to try. */
  readonly run: TestRun | undefined;
}

/** `now` in ms. Throws `CommandFailed` where something besides the policy cannot be used. */
export async function checkFolder(folder: string, besides: Besides, now: number): Promise<Checked> {
  const found = lookAtPolicyFolder(folder);
  const faults = found.faults.map(faultProblem);
  if (!found.written) return { problems: faults, allowed: 0, run: undefined };
  const { written, cases, texts } = found;
  const { textsBefore, ...known } = await knownBesides(folder, written.policy, besides);
  const today = new Date(now).toISOString().slice(0, 10);
  const run = runTests(folder, written, { cases, now });
  const findings = [
    ...lint({ policy: written.policy, today, ...known }).map((finding) => findingProblem(folder, written, finding)),
    ...(cases.length === 0 ? [] : untested(folder, written, run)),
    ...vacuous(run),
    ...usageUnknown(written, besides.usage, known.usage),
  ];
  const given = { ...known, ...(cases.length > 0 && { tests: true }) };
  const { left, allowed } = withoutAllowed(findings, { folder, texts, given });
  const less = textsBefore ? lessTold({ folder, texts: textsBefore }, { folder, texts }) : [];
  return {
    problems: inReadingOrder([...faults, ...left, ...less, ...failed(run)]) as readonly Problem[],
    allowed,
    run,
  };
}

function failed({ tests }: TestRun): readonly Problem[] {
  return tests
    .filter(({ passed }) => !passed)
    .map(({ file, line, column, name, misses }) =>
      problem('test-failed', { file, line, column, path: '', message: `${name}: ${misses.join('; ')}` }),
    );
}

/** Use at targets of which the policy knows nothing says nothing about it: most likely their names are other ones. */
function usageUnknown({ policy }: WrittenPolicy, file = '', usage: Known['usage'] = {}): readonly Problem[] {
  return Object.keys(usage)
    .filter((target) => !Object.hasOwn(policy.mappings, target))
    .map((target) => {
      const suggestion = nearestName(target, Object.keys(policy.mappings));
      const message = `the policy has no target "${target}", so what is used there says nothing about it`;
      const at = { file, line: 1, column: 1, path: target, message };
      return problem('usage-unknown', { ...at, ...(suggestion !== undefined && { suggestion }) });
    });
}

/** Tests that pass whatever the policy says. */
function vacuous({ tests }: TestRun): readonly Problem[] {
  return tests
    .filter(({ passed, proves }) => passed && !proves)
    .map(({ file, line, column, name }) => {
      const message = `${name}: passes whatever the policy says; name something that somebody could get, or "expect: {}" for nothing at all`;
      return problem('test-vacuous', { file, line, column, path: '', message });
    });
}

/** Rules that no test tries, once there are tests. */
function untested(folder: string, written: WrittenPolicy, { coverage }: TestRun): readonly Problem[] {
  return coverage.flatMap(({ rule, holds, fails }, position) => {
    if (holds > 0 && fails > 0) return [];
    const whom = holds > 0 ? 'of whom it does not hold' : 'of whom it holds';
    const message = `no test has somebody ${whom}: rule "${rule}"`;
    return [findingProblem(folder, written, { code: 'rule-untested', path: ['rules', position], message })];
  });
}
