// How much of a policy its tests try: each rule at somebody of whom it holds, and at somebody of whom it does not.
import type { Policy } from '../../../model/policy/policy.ts';
import type { CaseResult } from './run-case.ts';

export interface RuleCoverage {
  readonly rule: string;
  readonly holds: number;
  readonly fails: number;
}

/** In the order of the rules. People of whom no rule is asked, such as leavers, count for none, nor do cases that cannot fail. */
export function coverageOf({ rules }: Pick<Policy, 'rules'>, results: readonly CaseResult[]): readonly RuleCoverage[] {
  const asked = results.flatMap(({ holding, proves }) => (holding && proves ? [new Set(holding)] : []));
  return rules.map(({ id }) => {
    const holds = asked.filter((holding) => holding.has(id)).length;
    return { rule: id, holds, fails: asked.length - holds };
  });
}

/** Of the rules, how many were tried both ways; 100 where there is no rule. */
export function coveredPercent(coverage: readonly RuleCoverage[]): number {
  const both = coverage.filter(({ holds, fails }) => holds > 0 && fails > 0).length;
  return coverage.length === 0 ? 100 : Math.floor((both / coverage.length) * 100);
}
