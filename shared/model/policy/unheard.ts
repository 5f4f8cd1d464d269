// Names that only a slip of the pen leaves behind: what is written by people is refused for it, what a program made is not.
import type { Parts } from './parts.ts';
import type { CrossFault } from './references.ts';

/** A duty whose side is misspelled forbids nothing: what it excludes and nobody gives. */
export function unheardSides(policy: Parts): readonly (CrossFault & { readonly entitlement: string })[] {
  return policy.duties.flatMap(({ id, exclude }, position) =>
    exclude.flatMap((side, index) => {
      if ('role' in side || !Object.hasOwn(policy.mappings, side.target) || isHeardOf(policy, side)) return [];
      const message = `duty "${id}" names "${side.entitlement}", which no role gives at "${side.target}" and the catalogue does not know`;
      return [{ path: ['duties', position, 'exclude', index, 'entitlement'], message, entitlement: side.entitlement }];
    }),
  );
}

/** What the catalogue knows of targets that nobody maps. */
export function unheardTargets({ entitlements, mappings }: Parts): readonly CrossFault[] {
  return Object.keys(entitlements)
    .filter((target) => !Object.hasOwn(mappings, target))
    .map((target) => ({
      path: ['entitlements', target],
      message: `target "${target}" has no mapping`,
      missing: { part: 'mappings' as const, name: target },
    }));
}

function isHeardOf(
  { roles, entitlements }: Parts,
  { target, entitlement }: { readonly target: string; readonly entitlement: string },
): boolean {
  if (Object.hasOwn(entitlements, target) && Object.hasOwn(entitlements[target] ?? {}, entitlement)) return true;
  return Object.values(roles).some(
    ({ entitlements: given }) => Object.hasOwn(given, target) && given[target]?.includes(entitlement) === true,
  );
}
