// What a process knows of the policy: the row in force for a few seconds, versions for ever.
import type { ActivePolicy, Pipeline, PolicyVersion } from '../ports/pipeline.ts';

/** How long a published policy may take to be seen by every warm worker that nobody wakes because of it, ms. */
const FRESH = 5_000;

/** Loaded when something is decided: the door for webhooks never does. */
const policies = () => import('../steps/policies.ts');

/** Reads what is in force again when it is old, or older than the change that the caller knows of. */
export function policyReader({
  clock,
  ...store
}: Pick<Pipeline, 'table' | 'settings' | 'clock'>): Pick<Pipeline, 'activePolicy' | 'policyVersion'> {
  const versions = new Map<string, PolicyVersion>();
  let active: { readonly policy: ActivePolicy; readonly at: number } | undefined;
  const policyVersion = async (version: string) => {
    const known = versions.get(version);
    if (known) return known;
    const policy = await (await policies()).readPolicyVersion(store, version);
    if (policy) versions.set(version, policy);
    return policy;
  };
  return {
    policyVersion,
    async activePolicy(since = 0) {
      const at = clock.now();
      if (active && isFresh(at - active.at) && active.policy.inForce.v >= since) return active.policy;
      const policy = await (await policies()).readActivePolicy(store, policyVersion);
      active = { policy, at };
      return policy;
    },
  };
}

/** A clock that was put back makes nothing fresh for longer. */
function isFresh(age: number): boolean {
  return age >= 0 && age < FRESH;
}
