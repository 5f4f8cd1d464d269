// A roll-out as it is asked for and as it begins: whom it is tried on, in which steps, and when it has failed.
import type { Put, RollOut } from '../../model/policy/in-force.ts';
import type { Policy } from '../../model/policy/policy.ts';
import type { TrialAsked } from '../../model/policy/trial-asked.ts';
import { MINUTE } from '../timing.ts';

/** Why this cannot be tried with this policy. */
export function whyNoTrial(policy: Policy, { to }: TrialAsked): string | undefined {
  if (to === undefined || cohortMeant(policy, to)) return undefined;
  const known = [...new Set([...Object.keys(policy.cohorts), ...Object.keys(policy.flags)])].sort().join(', ');
  return `the policy has no cohort or flag "${to}"${known === '' ? ': write it into cohorts.yaml' : `; it has ${known}`}`;
}

/** The cohort of that name, or the one for which the flag of that name is on. */
function cohortMeant({ cohorts, flags }: Policy, to: string): RollOut['cohort'] {
  const name = !Object.hasOwn(cohorts, to) && Object.hasOwn(flags, to) ? flags[to]?.cohort : to;
  const who = name !== undefined && Object.hasOwn(cohorts, name) ? cohorts[name] : undefined;
  return name !== undefined && who ? { name, who } : undefined;
}

interface Begun {
  readonly bundle: Policy;
  readonly candidate: Put;
  readonly asked: TrialAsked;
}

/** The first step. Where neither a cohort nor a share is named, it is the first of the steps. */
export function firstStep(
  { bundle, candidate, asked: { to, percent, steps, watch, maxFailures } }: Begun,
  { id, now }: { readonly id: string; readonly now: number },
): RollOut {
  const shares = to === undefined && percent === undefined ? steps : [percent ?? 0, ...steps];
  const [first = 0, ...later] = shares;
  const cohort = to === undefined ? undefined : cohortMeant(bundle, to);
  return {
    id,
    candidate,
    ...(cohort && { cohort }),
    percent: first,
    steps: later,
    startedAt: now,
    since: now,
    watch: watch * MINUTE,
    ...(maxFailures !== undefined && { maxFailures }),
  };
}

/** For whom the present step is, in a few words: `cohort pilot`, `5 % of everybody`, `cohort pilot and 25 % of everybody`. */
export function trialText({ cohort, percent }: RollOut): string {
  return [...(cohort ? [`cohort ${cohort.name}`] : []), ...(percent > 0 ? [`${percent} % of everybody`] : [])].join(
    ' and ',
  );
}

/** How many failed people are too many, of so many whom the candidate has decided. */
export function mostFailures({ maxFailures }: RollOut, decided: number): number {
  return maxFailures ?? Math.max(2, Math.ceil(decided / 50));
}
