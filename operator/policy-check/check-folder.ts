// Everything that can be said about a policy folder before it goes in force: faults, findings, failed tests.
import { lint } from '../../shared/core/policy/lint/lint.ts';
import { inReadingOrder } from '../policy-folder/fault.ts';
import { type LookedAt, lookAtPolicyFolder } from '../policy-folder.ts';
import { isAllowed } from './allowed.ts';
import { type Besides, knownBesides } from './known-besides.ts';
import { faultProblem, findingProblem, type Problem, problem } from './problem.ts';
import { runTests, type TestRun } from './test-run.ts';

export interface Checked {
  /** In the order in which one reads the files. */
  readonly problems: readonly Problem[];
  /** Undefined where there is no policy to try. */
  readonly run: TestRun | undefined;
}

/** `now` in ms. Throws `CommandFailed` where something besides the policy cannot be used. */
export async function checkFolder(folder: string, besides: Besides, now: number): Promise<Checked> {
  const found = lookAtPolicyFolder(folder);
  const faults = found.faults.map(faultProblem);
  if (!found.written) return { problems: faults, run: undefined };
  const { written, cases, texts } = found;
  const known = {
    policy: written.policy,
    today: new Date(now).toISOString().slice(0, 10),
    ...(await knownBesides(folder, written.policy, besides)),
  };
  const run = runTests(folder, written, { cases, now });
  const findings = [
    ...lint(known).map((finding) => findingProblem(folder, written, finding)),
    ...(cases.length === 0 ? [] : untested(folder, found, run)),
  ].filter((one) => !isAllowed(one, folder, texts));
  return { problems: inReadingOrder([...faults, ...findings, ...failed(run)]) as readonly Problem[], run };
}

function failed({ tests }: TestRun): readonly Problem[] {
  return tests
    .filter(({ passed }) => !passed)
    .map(({ file, line, column, name, misses }) =>
      problem('error', 'test-failed', { file, line, column, path: '', message: `${name}: ${misses.join('; ')}` }),
    );
}

/** Rules that no test tries, once there are tests. */
function untested(folder: string, { written }: LookedAt, { coverage }: TestRun): readonly Problem[] {
  return coverage.flatMap(({ rule, holds, fails }, position) => {
    if (!written || (holds > 0 && fails > 0)) return [];
    const finding = findingProblem(folder, written, {
      code: 'rule-unreachable',
      path: ['rules', position],
      message: '',
    });
    const whom = holds > 0 ? 'of whom it does not hold' : 'of whom it holds';
    return [
      problem('warning', 'rule-untested', { ...finding, message: `no test has somebody ${whom}: rule "${rule}"` }),
    ];
  });
}
