// The policy's answer about one person; by an index where the reference goes through every rule.
import type { Profile } from '../../model/access.ts';
import type { Policy } from '../../model/policy/policy.ts';
import { compiledOf } from './compiled/compiled.ts';
import type { Desired, Reason, Resolved } from './desired.ts';
import { entitledTo } from './entitled.ts';
import { isEntitled, type Subject } from './subject.ts';

/**
 * What the person should have at `at` (ms), by target, sorted by name. People who are not active or paused get nothing.
 * Lists of entitlements and reasons are frozen: all people of whom the same rules hold have the same ones.
 */
export function resolve(policy: Policy, subject: Subject, at: number): Resolved {
  const { status } = subject;
  if (!isEntitled(subject)) return { targets: {}, withheld: [] };
  const { profiles, nextAt } = compiledOf(policy);
  const { targets, withheld, reasons } = entitledTo(policy, subject, at);
  const [made, because, next] = [profiles(targets, subject, at), reasons(), nextAt(subject, at)];
  const account = status === 'active' ? 'active' : 'suspended';
  const desired = targets.map(({ target, entitlements }, place): readonly [string, Desired] => {
    const profile = made[place] as Profile;
    const wish = { account, entitlements, profile } as const;
    return [
      target,
      { wish, reasons: because[place] as readonly Reason[], ...(!profile.userName && { blocked: 'userName' }) },
    ];
  });
  return { targets: Object.fromEntries(desired), withheld, ...(next !== undefined && { nextAt: next }) };
}
