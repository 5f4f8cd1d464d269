// The resources of RFC 7643 as servers really send them: `null`, unknown attributes and "False" are tolerated.
import * as z from 'zod';

const text = z.string().nullish();
const reference = z.looseObject({ value: z.string(), display: text });

export const ScimUser = z.looseObject({
  id: z.string().min(1),
  userName: z.string(),
  externalId: text,
  active: z.union([z.boolean(), z.string()]).nullish(),
  displayName: text,
  name: z.looseObject({ givenName: text, familyName: text }).nullish(),
  emails: z.array(z.looseObject({ value: text, type: text, primary: z.boolean().nullish() })).nullish(),
  phoneNumbers: z.array(z.looseObject({ value: text, type: text, primary: z.boolean().nullish() })).nullish(),
  groups: z.array(reference).nullish(),
  meta: z.looseObject({ version: text }).nullish(),
});
export type ScimUser = z.infer<typeof ScimUser>;

export const ScimGroup = z.looseObject({
  id: z.string().min(1),
  displayName: z.string(),
  members: z.array(reference).nullish(),
  meta: z.looseObject({ version: text }).nullish(),
});
export type ScimGroup = z.infer<typeof ScimGroup>;

/** RFC 7644 3.4.2; `Resources` may be left out when it is empty. RFC 9865 adds `nextCursor` and drops the total. */
export const ScimList = z.looseObject({
  totalResults: z.number().int().nonnegative().optional(),
  nextCursor: text,
  Resources: z.array(z.unknown()).nullish(),
});

/** RFC 7644 3.12, as far as it is looked at. */
export const ScimError = z.looseObject({ schemas: z.array(z.string()), scimType: text });

export const schemas = {
  user: 'urn:ietf:params:scim:schemas:core:2.0:User',
  enterprise: 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User',
  group: 'urn:ietf:params:scim:schemas:core:2.0:Group',
  patch: 'urn:ietf:params:scim:api:messages:2.0:PatchOp',
  error: 'urn:ietf:params:scim:api:messages:2.0:Error',
} as const;

/** Absent counts as active, so that a suspension is never believed without proof. */
export function isActive(user: ScimUser): boolean {
  return typeof user.active === 'string' ? user.active.toLowerCase() !== 'false' : user.active !== false;
}
