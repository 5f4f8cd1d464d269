// One text for one policy: the order of files, rules and names in a list changes nothing.
import type { Approval } from '../../model/policy/approval.ts';
import type { Test, When } from '../../model/policy/condition.ts';
import type { Policy } from '../../model/policy/policy.ts';
import { canonical } from '../audit/bytes.ts';

/** The canonical text that a version's hash is taken of. What a duty's sides and a mapping's alternatives mean depends on their order: it stays. */
export function policyText(policy: Policy): string {
  const roles = Object.entries(policy.roles).map(([name, { entitlements, includes, ...role }]) => {
    const lists = Object.entries(entitlements).map(([target, names]) => [target, unique(names)] as const);
    return [
      name,
      { ...role, entitlements: Object.fromEntries(lists), ...(includes && { includes: unique(includes) }) },
    ] as const;
  });
  return canonical({
    ...policy,
    roles: Object.fromEntries(roles),
    rules: byId(policy.rules).map((rule) => ({ ...rule, when: sortedWhen(rule.when), roles: unique(rule.roles) })),
    duties: byId(policy.duties),
    cohorts: mapped(policy.cohorts, ({ when, ...cohort }) => ({ ...cohort, ...(when && { when: sortedWhen(when) }) })),
    approvals: {
      risks: mapped(policy.approvals.risks, sortedApproval),
      roles: mapped(policy.approvals.roles, sortedApproval),
    },
  });
}

/** Parts of a condition stay in their order: the first one that fails is named to people. */
function sortedWhen({ all, any, not, attributes, groups, ...when }: When): When {
  return {
    ...when,
    ...(all && { all: all.map(sortedWhen) }),
    ...(any && { any: any.map(sortedWhen) }),
    ...(not && { not: sortedWhen(not) }),
    ...(attributes && { attributes: mapped(attributes, sortedTest) }),
    ...(groups && { groups: unique(groups) }),
  };
}

function sortedTest(test: Test): Test {
  if (typeof test === 'string') return test;
  if (Array.isArray(test)) return [...unique(test)];
  return test.in ? { ...test, in: [...unique(test.in)] } : test;
}

function sortedApproval(approval: Approval | undefined): Approval | undefined {
  if (approval === undefined || approval === 'automatic') return approval;
  const byText = new Map(approval.approvers.map((approver) => [canonical(approver), approver]));
  return { ...approval, approvers: [...byText].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, approver]) => approver) };
}

function mapped<T, R>(all: { readonly [name: string]: T }, make: (one: T) => R): { readonly [name: string]: R } {
  return Object.fromEntries(Object.entries(all).map(([name, one]) => [name, make(one)]));
}

function unique(names: readonly string[]): readonly string[] {
  return [...new Set(names)].sort();
}

function byId<T extends { readonly id: string }>(named: readonly T[]): readonly T[] {
  return [...named].sort((a, b) => (a.id < b.id ? -1 : 1));
}
