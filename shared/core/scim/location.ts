// Names of attributes as filters, paths and parameters write them: `name.givenName`, `urn:...:User:department`.
import { type Attribute, attribute, attributeNamed, type ResourceType, type Schema } from './attribute.ts';

/** Where a value lies: in the core or an extension, an attribute, a part of it. */
export interface Location {
  readonly extension?: string;
  readonly attribute: Attribute;
  readonly sub?: Attribute;
}

const readOnly = { mutability: 'readOnly' } as const;
const instant = { ...readOnly, type: 'dateTime' } as const;

/** Attributes that every resource has and no schema lists (RFC 7643, section 3.1). */
export const commonAttributes: readonly Attribute[] = [
  attribute('schemas', 'Schemas in use.', {
    ...readOnly,
    type: 'reference',
    multiValued: true,
    caseExact: true,
    returned: 'always',
  }),
  attribute('id', 'Id, made by the server.', { ...readOnly, caseExact: true, returned: 'always' }),
  attribute('externalId', 'Id at the client.', { caseExact: true }),
  attribute('meta', 'About the resource.', {
    ...readOnly,
    type: 'complex',
    subAttributes: [
      attribute('resourceType', 'Kind of resource.', { ...readOnly, caseExact: true }),
      attribute('created', 'When it was made.', instant),
      attribute('lastModified', 'When it was changed last.', instant),
      attribute('location', 'Its address.', { ...readOnly, type: 'reference', caseExact: true }),
      attribute('version', 'Its version, an entity tag.', { ...readOnly, caseExact: true }),
    ],
  }),
];

const segment = /^[a-z$][a-z0-9_$-]*$/i;

/**
 * The place of a name, or undefined when the resource has no such attribute. A name without a URN that only an
 * extension knows is the extension's: Entra ID writes plain `manager`.
 */
export function locate(type: ResourceType, name: string): Location | undefined {
  const scope = scopeOf(type, name);
  const short = name.includes(':') ? [] : type.extensions.map((schema) => extensionScope(schema, name));
  return [scope, ...short].map(placeIn).find((place) => place !== undefined);
}

interface Scope {
  readonly extension: string | undefined;
  readonly attributes: readonly Attribute[];
  readonly rest: string;
}

function placeIn({ extension, attributes, rest }: Scope): Location | undefined {
  const parts = rest.split('.');
  const [first = '', second] = parts;
  if (parts.length > 2 || !parts.every((part) => segment.test(part))) return undefined;
  const found = attributeNamed(attributes, first);
  const sub = second === undefined ? undefined : attributeNamed(found?.subAttributes, second);
  if (!found || (second !== undefined && !sub)) return undefined;
  return { ...(extension !== undefined && { extension }), attribute: found, ...(sub && { sub }) };
}

/** The extension that a name is the URN of, if it is one. */
export function extensionNamed(type: ResourceType, name: string): string | undefined {
  return type.extensions.find(({ id }) => id.toLowerCase() === name.toLowerCase())?.id;
}

function scopeOf(type: ResourceType, name: string): Scope {
  const lower = name.toLowerCase();
  const core = [...commonAttributes, ...type.schema.attributes];
  const own = `${type.schema.id.toLowerCase()}:`;
  if (lower.startsWith(own)) return { extension: undefined, attributes: core, rest: name.slice(own.length) };
  const schema = type.extensions.find(({ id }) => lower.startsWith(`${id.toLowerCase()}:`));
  if (!schema) return { extension: undefined, attributes: core, rest: name };
  return extensionScope(schema, name.slice(schema.id.length + 1));
}

function extensionScope({ id, attributes }: Schema, rest: string): Scope {
  return { extension: id, attributes, rest };
}
