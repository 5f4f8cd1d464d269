// A resource: what the client may set (`content`), and how the whole is shown.
import type { ResourceType } from './attribute.ts';
import { refusal, ScimFault } from './error.ts';
import { entityTag } from './etag.ts';
import { commonAttributes, extensionNamed } from './location.ts';
import { isObject, readAttributes, type ScimObject, type ScimValue } from './value.ts';

/** As stored: `version` counts the changes from 1; times are ms since the epoch. */
export interface Resource {
  readonly id: string;
  readonly version: number;
  readonly created: number;
  readonly modified: number;
  /** Attributes of the core and, under its URN, each extension. Never `id`, `meta`, `schemas`, `password`. */
  readonly content: ScimObject;
}

/** Bytes of UTF-8: sealed, they grow by a third and must fit an item of 400 KB. */
const largestContent = 192 * 1024;
/** Each is a row of the transaction that stores the user. */
const mostEmails = 20;

/** Reads the body of a POST or PUT: read-only attributes are ignored (RFC 7644, section 3.3), unknown ones too. */
export function readContent(type: ResourceType, body: unknown): ScimObject {
  if (!isObject(body)) throw refusal('invalidSyntax', 'the body is not a JSON object');
  requireSchema(body, type.schema.id);
  const core = readAttributes([...commonAttributes, ...type.schema.attributes], body, 'ignore');
  const extensions = Object.entries(body).flatMap(([key, given]) => {
    const urn = extensionNamed(type, key);
    const schema = type.extensions.find(({ id }) => id === urn);
    if (!schema || given === null) return [];
    if (!isObject(given)) throw refusal('invalidValue', 'an extension is not a JSON object');
    return [[schema.id, readAttributes(schema.attributes, given, 'ignore')] as const];
  });
  return withoutEmpty({ ...core, ...Object.fromEntries(extensions) });
}

/** The `schemas` member names the message or resource at hand. */
export function requireSchema(body: { readonly [name: string]: unknown }, urn: string): void {
  const given = Object.entries(body).find(([key]) => key.toLowerCase() === 'schemas')?.[1];
  const named =
    Array.isArray(given) && given.some((one) => typeof one === 'string' && one.toLowerCase() === urn.toLowerCase());
  if (!named) throw refusal('invalidSyntax', `"schemas" does not name ${urn}`);
}

/** Refuses content without its required attributes, and content too large to keep. */
export function checkContent(type: ResourceType, content: ScimObject): void {
  for (const { name, required } of type.schema.attributes)
    if (required && (content[name] === undefined || (typeof content[name] === 'string' && !content[name].trim())))
      throw refusal('invalidValue', `"${name}" is required`);
  if (Array.isArray(content.emails) && content.emails.length > mostEmails)
    throw refusal('invalidValue', `"emails" has more than ${mostEmails} values`);
  if (new TextEncoder().encode(JSON.stringify(content)).length > largestContent)
    throw new ScimFault(413, 'the resource is too large');
}

/** Extensions and complex attributes without any part are unassigned. */
export function withoutEmpty(content: ScimObject): ScimObject {
  const kept = Object.entries(content).filter(([, value]) => !isObject(value) || Object.keys(value).length > 0);
  return Object.fromEntries(kept);
}

/** The resource as clients see it. `base` is the address of the endpoint, without a slash at its end. */
export function present(type: ResourceType, resource: Resource, base: string): ScimObject {
  const { id, content } = resource;
  const extensions = type.extensions.map((schema) => schema.id).filter((urn) => content[urn] !== undefined);
  const meta = {
    resourceType: type.name,
    created: new Date(resource.created).toISOString(),
    lastModified: new Date(resource.modified).toISOString(),
    location: `${base}${type.endpoint}/${id}`,
    version: entityTag(resource.version),
  };
  const shown: { [name: string]: ScimValue } = { schemas: [type.schema.id, ...extensions], id, ...content, meta };
  return shown;
}
