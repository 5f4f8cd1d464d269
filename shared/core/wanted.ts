// What facts and policy want for one person now, in each target's own spelling.
import type { Wish } from '../model/access.ts';
import type { Identity, Person } from '../model/person.ts';
import type { Policy } from '../model/policy/policy.ts';
import type { Desired } from './policy/desired.ts';
import type { Withheld } from './policy/duties.ts';
import { resolve } from './policy/resolve.ts';

/** `nextAt`: when facts or policy may say something else by themselves, ms. */
export interface Wanted {
  readonly targets: { readonly [target: string]: Desired };
  /** What duties keep from the person. */
  readonly withheld: readonly Withheld[];
  readonly nextAt: number | undefined;
}

export interface WantedOf {
  readonly person: string;
  readonly identity: Identity;
  readonly policy: Policy;
  readonly canonical: (target: string, wish: Wish) => Wish;
  readonly now: number;
  /** Of unique profile fields. */
  readonly numbers?: NonNullable<Person['numbers']>;
}

/** Sorted by target. */
export function wantedOf({ person, identity, policy, canonical, now, numbers }: WantedOf): Wanted {
  const resolved = resolve(policy, { ...identity, person, ...(numbers && { numbers }) }, now);
  const targets = Object.entries(resolved.targets).map(([target, want]) => [
    target,
    { ...want, wish: canonical(target, want.wish) },
  ]);
  const moments = [identity.nextAt, resolved.nextAt].filter((moment) => moment !== undefined);
  return {
    targets: Object.fromEntries(targets),
    withheld: resolved.withheld,
    nextAt: moments.length === 0 ? undefined : Math.min(...moments),
  };
}
