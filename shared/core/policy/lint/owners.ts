// Entitlements for which nobody, or nobody clearly, answers.
import { nearestName } from '../../nearest.ts';
import { ownOf } from '../own.ts';
import type { Finding, Known } from './finding.ts';

/** What roles of different owners give needs an owner in the catalogue; what is there and nobody gives is a leftover. */
export function owners({ policy }: Pick<Known, 'policy'>): readonly Finding[] {
  const givers = giversOf(policy);
  return [...ownerless(policy, givers), ...neverGiven(policy, givers)];
}

interface Giver {
  readonly role: string;
  readonly owner: string;
  readonly path: Finding['path'];
}

/** By target and entitlement, as one key. */
type Givers = ReadonlyMap<string, readonly Giver[]>;

function giversOf({ roles }: Known['policy']): Givers {
  const found = new Map<string, Giver[]>();
  for (const [role, { owner, entitlements }] of Object.entries(roles))
    for (const [target, given] of Object.entries(entitlements))
      for (const [index, entitlement] of given.entries()) {
        const key = keyOf(target, entitlement);
        const giver = { role, owner, path: ['roles', role, 'entitlements', target, index] };
        const known = found.get(key);
        if (known) known.push(giver);
        else found.set(key, [giver]);
      }
  return found;
}

function ownerless({ entitlements }: Known['policy'], givers: Givers): readonly Finding[] {
  return [...givers].flatMap(([key, all]): readonly Finding[] => {
    const [target = '', entitlement = ''] = JSON.parse(key) as string[];
    const names = [...new Set(all.map(({ owner }) => owner))];
    const [, second] = all;
    if (!second || names.length < 2 || ownOf(ownOf(entitlements, target), entitlement)) return [];
    const roles = all.map(({ role }) => `"${role}"`).join(', ');
    const message = `"${entitlement}" at "${target}" is given by ${roles}, whose owners are ${names.join(', ')}; name its owner in entitlements.yaml`;
    return [{ code: 'entitlement-without-owner', path: second.path, message }];
  });
}

function neverGiven({ entitlements }: Known['policy'], givers: Givers): readonly Finding[] {
  const given = Map.groupBy(
    [...givers.keys()].map((key) => JSON.parse(key) as readonly string[]),
    ([target]) => target,
  );
  return Object.entries(entitlements).flatMap(([target, entries]) =>
    Object.keys(entries).flatMap((entitlement): readonly Finding[] => {
      if (givers.has(keyOf(target, entitlement))) return [];
      const names = (given.get(target) ?? []).map(([, name = '']) => name);
      const suggestion = nearestName(entitlement, names);
      return [
        {
          code: 'entitlement-never-given',
          path: ['entitlements', target, entitlement],
          message: `no role gives "${entitlement}" at "${target}"`,
          ...(suggestion !== undefined && { suggestion }),
        },
      ];
    }),
  );
}

function keyOf(target: string, entitlement: string): string {
  return JSON.stringify([target, entitlement]);
}
