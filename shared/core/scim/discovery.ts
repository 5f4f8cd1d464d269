// What a client may learn of this server (RFC 7643, sections 5 to 7). It names only what works.
import type { Attribute, ResourceType, Schema } from './attribute.ts';
import { maxPage } from './page.ts';
import { userType } from './user-type.ts';
import type { ScimObject, ScimValue } from './value.ts';

const core = 'urn:ietf:params:scim:schemas:core:2.0';
const resourceTypes: readonly ResourceType[] = [userType];

export function serviceProviderConfig(base: string): ScimObject {
  return {
    schemas: [`${core}:ServiceProviderConfig`],
    patch: { supported: true },
    bulk: { supported: false, maxOperations: 0, maxPayloadSize: 0 },
    filter: { supported: true, maxResults: maxPage },
    changePassword: { supported: false },
    sort: { supported: false },
    etag: { supported: true },
    authenticationSchemes: [
      {
        type: 'oauthbearertoken',
        name: 'Bearer token',
        description: 'A token of this source, in the Authorization header',
        primary: true,
      },
    ],
    meta: { resourceType: 'ServiceProviderConfig', location: `${base}/ServiceProviderConfig` },
  };
}

export function shownTypes(base: string): readonly ScimObject[] {
  return resourceTypes.map(({ name, endpoint, description, schema, extensions }) => ({
    schemas: [`${core}:ResourceType`],
    id: name,
    name,
    endpoint,
    description,
    schema: schema.id,
    schemaExtensions: extensions.map(({ id }) => ({ schema: id, required: false })),
    meta: { resourceType: 'ResourceType', location: `${base}/ResourceTypes/${name}` },
  }));
}

export function shownSchemas(base: string): readonly ScimObject[] {
  const schemas = resourceTypes.flatMap(({ schema, extensions }) => [schema, ...extensions]);
  return schemas.map(({ id, name, description, attributes }: Schema) => ({
    schemas: [`${core}:Schema`],
    id,
    name,
    description,
    attributes: attributes.map(shownAttribute),
    meta: { resourceType: 'Schema', location: `${base}/Schemas/${id}` },
  }));
}

function shownAttribute({ subAttributes, ...rest }: Attribute): ScimObject {
  const plain: { readonly [name: string]: ScimValue | undefined } = rest;
  const known = Object.entries(plain).flatMap(([name, value]) => (value === undefined ? [] : [[name, value] as const]));
  return { ...Object.fromEntries(known), ...(subAttributes && { subAttributes: subAttributes.map(shownAttribute) }) };
}
