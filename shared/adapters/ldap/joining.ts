// Takes one person into groups and out of them; a group that is closed to us stops none of the others.
import type { Outcome } from '../../ports/adapter.ts';
import type { Looking } from './accounts.ts';
import { Faulted } from './faults.ts';
import { type Group, moveMember, setMember } from './groups.ts';

/** Entitlements whose group our entry may not change. */
export type Closed = readonly string[];

/** Throws `Faulted`, `absent` where a group went away meanwhile. */
export async function join(dn: string, groups: readonly Group[], at: Looking): Promise<Closed> {
  const closed: string[] = [];
  for (const { dn: group, entitlement } of groups) {
    const seated = await setMember({ group, dn, holds: true }, at);
    if (seated === 'no such group') throw new Faulted({ kind: 'absent', detail: 'a group went away meanwhile' });
    if (seated === 'forbidden') closed.push(entitlement);
  }
  return closed;
}

export async function leave(dn: string, groups: readonly Group[], at: Looking): Promise<Closed> {
  const closed: string[] = [];
  for (const { dn: group, entitlement } of groups) {
    if ((await setMember({ group, dn, holds: false }, at)) === 'forbidden') closed.push(entitlement);
  }
  return closed;
}

/** Groups follow a rename: refint does it later, if there is a refint at all. */
export async function follow(
  names: { readonly from: string; readonly to: string },
  groups: readonly Group[],
  at: Looking,
): Promise<Closed> {
  const closed: string[] = [];
  for (const { dn: group, entitlement } of groups) {
    if ((await moveMember({ group, ...names }, at)) === 'forbidden') closed.push(entitlement);
  }
  return closed;
}

/** The outcome, unless a group was closed: all the rest is done then. */
export function unlessClosed(closed: Closed, outcome: Outcome): Outcome {
  if (closed.length === 0) return outcome;
  const detail = 'our entry may not change these groups';
  return { kind: 'fault', fault: { kind: 'partial', failed: [...closed], detail } };
}
