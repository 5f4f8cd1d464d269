// What only a slip of the pen leaves behind: what is written by people is refused for it, what a program made is not.
import type { Field } from './mapping.ts';
import type { Parts } from './parts.ts';
import type { CrossFault } from './references.ts';

/** What a duty excludes and nobody gives, what the catalogue knows of targets that nobody maps, and braces that hold no attribute. */
export function unheardNames(policy: Parts): readonly CrossFault[] {
  return [...unheardSides(policy), ...unheardTargets(policy), ...looseBraces(policy)];
}

/** A duty whose side is misspelled forbids nothing. */
function unheardSides(policy: Parts): readonly CrossFault[] {
  return policy.duties.flatMap(({ id, exclude }, position) =>
    exclude.flatMap((side, index) => {
      if ('role' in side || !Object.hasOwn(policy.mappings, side.target) || isHeardOf(policy, side)) return [];
      const message = `duty "${id}" names "${side.entitlement}", which no role gives at "${side.target}" and the catalogue does not know`;
      return [{ path: ['duties', position, 'exclude', index, 'entitlement'], message }];
    }),
  );
}

function unheardTargets({ entitlements, mappings }: Parts): readonly CrossFault[] {
  return Object.keys(entitlements)
    .filter((target) => !Object.hasOwn(mappings, target))
    .map((target) => ({
      path: ['entitlements', target],
      message: `target "${target}" has no mapping`,
      missing: { part: 'mappings' as const, name: target },
    }));
}

/** They would stand in the account's profile as they are. */
function looseBraces({ mappings }: Parts): readonly CrossFault[] {
  return Object.entries(mappings).flatMap(([target, mapping]) =>
    Object.entries(mapping).flatMap(([field, shape]) =>
      templatesIn(shape, ['mappings', target, field]).flatMap(({ template, path }) =>
        /^(?:[^{}]|\{[a-zA-Z][a-zA-Z0-9_.]{0,39}\})*$/.test(template)
          ? []
          : [
              {
                path,
                message: `has a brace that belongs to no attribute; write "{givenName}", with a known name in it`,
              },
            ],
      ),
    ),
  );
}

function templatesIn(
  field: Field,
  path: CrossFault['path'],
): readonly { readonly template: string; readonly path: CrossFault['path'] }[] {
  if (typeof field === 'string') return [{ template: field, path }];
  if (Array.isArray(field)) return field.flatMap((one, index) => templatesIn(one, [...path, index]));
  return [{ template: field.template, path: [...path, 'template'] }];
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
