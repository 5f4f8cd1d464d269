// What a policy protects people by, as plain facts: an oracle that knows nothing of how versions are compared elsewhere.
import type { Approval } from '../../../shared/model/policy/approval.ts';
import type { Policy } from '../../../shared/model/policy/policy.ts';

/** By name, how much it protects: a higher number protects more; what is not there protects by 0. */
export type Protection = ReadonlyMap<string, number>;

export function protectionOf(policy: Policy): Protection {
  const { duties, limits, approvals, leases, roles, entitlements } = policy;
  const risk = (name: string | undefined) => ['low', 'medium', 'high'].indexOf(name ?? '') + 1;
  return new Map<string, number>([
    ...duties.flatMap(({ id, exclude, waivers }) => [
      ...exclude.map((side) => [`duty ${id} ${JSON.stringify(Object.entries(side).sort())}`, 1] as const),
      ...waivers.map(({ person, until }) => [`waiver ${id} ${person}`, -Date.parse(until)] as const),
    ]),
    ...Object.entries(limits).map(([name, percent]) => [`limit ${name}`, 1_000 - percent] as const),
    ...Object.entries(approvals.risks).map(([name]) => [`approval risk ${name}`, 1] as const),
    ...Object.entries(approvals.roles).map(([name]) => [`approval role ${name}`, 1] as const),
    ...Object.entries(leases).map(([name, { hours }]) => [`lease ${name}`, 100_000 - hours] as const),
    ...Object.entries(roles).map(([name, role]) => [`risk ${name}`, risk(role.risk)] as const),
    ...Object.entries(entitlements).flatMap(([target, all]) =>
      Object.entries(all).map(([name, entry]) => [`risk ${target} ${name}`, risk(entry.risk)] as const),
    ),
    ...askable(policy),
  ]);
}

/** How many must say yes, of the approvals that roles in both versions have. */
function askable({ roles, approvals }: Policy): readonly (readonly [string, number])[] {
  return Object.entries(roles)
    .filter(([, { requestable }]) => requestable)
    .map(([name, { risk }]) => [`quorum ${name}`, quorumOf(approvals.roles[name] ?? approvals.risks[risk])] as const);
}

/** Nobody can say yes: it protects most. */
function quorumOf(approval: Approval | undefined): number {
  if (approval === undefined) return 100;
  return approval === 'automatic' ? 0 : approval.quorum;
}

/** What protects less in the second one; a role or entitlement that is gone needs no protection, and a waiver that is gone is none. */
export function lostIn(before: Protection, after: Protection): readonly string[] {
  const left = [...before].filter(([name, value]) => {
    const now = after.get(name);
    if (now === undefined) return /^(?:duty|limit|approval|lease) /.test(name) || (/^risk .* /.test(name) && value > 0);
    return now < value;
  });
  const waived = [...after].filter(([name]) => name.startsWith('waiver ') && !before.has(name));
  return [...left, ...waived].map(([name]) => name);
}
