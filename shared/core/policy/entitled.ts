// What somebody is entitled to, without wishes, profiles and the next moment: what whole populations are asked for.
import type { Policy } from '../../model/policy/policy.ts';
import { compiledOf } from './compiled/compiled.ts';
import type { Entitled } from './desired.ts';
import type { Subject } from './subject.ts';

const NOTHING: Entitled = Object.freeze({
  targets: Object.freeze([]),
  withheld: Object.freeze([]),
  reasons: () => [],
});

/** What the person is entitled to at `at` (ms). People who are not active or paused get nothing. Two of whom the same rules hold mostly have the very same value. */
export function entitledTo(policy: Policy, subject: Subject, at: number): Entitled {
  if (subject.status !== 'active' && subject.status !== 'paused') return NOTHING;
  return compiledOf(policy).entitled(subject, at);
}
