// What somebody is entitled to, without wishes, profiles and the next moment: what whole populations are asked for.
import type { Policy } from '../../model/policy/policy.ts';
import { compiledOf } from './compiled/compiled.ts';
import type { Entitled } from './desired.ts';
import type { Listed } from './listed.ts';
import { isEntitled, type Subject } from './subject.ts';

const NOTHING: Entitled = Object.freeze({
  targets: Object.freeze([]),
  withheld: Object.freeze([]),
  reasons: () => [],
});

/** What the person is entitled to at `at` (ms). People who are not active or paused get nothing. Two of whom the same rules hold mostly have the very same value. */
export function entitledTo(policy: Policy, subject: Subject, at: number): Entitled {
  return isEntitled(subject) ? compiledOf(policy).entitled(subject, at) : NOTHING;
}

/** The same of everybody on a list, by position: for who asks about many people, and more than once. */
export function entitledAmong(policy: Policy, listed: Listed, at: number): (position: number) => Entitled {
  const among = compiledOf(policy).among(listed, at);
  return (position) => (listed.entitled[position] === 1 ? among(position) : NOTHING);
}
