// A policy by which nobody ever gets anything: valid, and put in force it takes everything from everybody.
import { withIncluded } from '../roles.ts';
import type { Finding, Known } from './finding.ts';
import { widerRules } from './wider-rules.ts';

export function givesNothing({ policy }: Pick<Known, 'policy'>): readonly Finding[] {
  const { never } = widerRules(policy);
  const given = [
    ...policy.rules.flatMap(({ roles }, position) => (never.has(position) ? [] : roles)),
    ...Object.keys(policy.roles).filter((name) => policy.roles[name]?.requestable),
  ];
  const isGiven = given
    .flatMap((role) => withIncluded(policy, role))
    .some((role) => Object.keys(policy.roles[role]?.entitlements ?? {}).length > 0);
  if (isGiven) return [];
  const message = 'this policy gives nobody anything: in force, it takes away what everybody has';
  return [{ code: 'policy-empty', path: ['rules'], message }];
}
