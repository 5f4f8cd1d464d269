// Braces of a template that hold no attribute.
import type { Field } from './mapping.ts';
import type { Parts } from './parts.ts';
import type { CrossFault } from './references.ts';

/** They would stand in the account's profile as they are. */
export function looseBraces({ mappings }: Parts): readonly CrossFault[] {
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
