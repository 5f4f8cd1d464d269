// Whether the ledger has anybody with an entitlement that no policy knows: what was dropped from a policy is still held by people.
import { standingWith } from '../../core/holders.ts';
import { isEntitlementName } from '../../core/policy/named.ts';
import type { Pipeline } from '../../ports/pipeline.ts';
import { peopleSlice } from './people-slice.ts';

/** Where somebody of the people who could be looked at in one call has it; `nobody`: everybody was looked at, or no target calls anything so. */
export async function heldByLedger(
  ports: Pipeline,
  entitlement: string,
): Promise<'nobody' | { readonly targets: readonly string[] }> {
  if (!isEntitlementName(entitlement)) return 'nobody';
  const slice = await peopleSlice(ports, {
    cursor: null,
    room: 1,
    each: (people) => people.flatMap((person) => standingWith(person, { entitlement }).map(({ target }) => target)),
  });
  if (slice.kind === 'refused') throw new Error(slice.why);
  const targets = [...new Set(slice.found)].sort();
  return targets.length === 0 && slice.cursor === undefined ? 'nobody' : { targets };
}
