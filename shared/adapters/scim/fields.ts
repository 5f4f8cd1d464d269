// Where the fields of a wish's profile stand in a User resource (RFC 7643 4.1 and 4.3).
import { schemas } from './resources.ts';

export const fields = {
  userName: 'userName',
  email: 'emails',
  givenName: 'name.givenName',
  familyName: 'name.familyName',
  displayName: 'displayName',
  title: 'title',
  phone: 'phoneNumbers',
  locale: 'locale',
  timezone: 'timezone',
  preferredLanguage: 'preferredLanguage',
  userType: 'userType',
  employeeNumber: `${schemas.enterprise}:employeeNumber`,
  department: `${schemas.enterprise}:department`,
  division: `${schemas.enterprise}:division`,
  costCenter: `${schemas.enterprise}:costCenter`,
  organization: `${schemas.enterprise}:organization`,
} as const;

/** A name in the wish's profile that SCIM has a place for. */
export type FieldName = keyof typeof fields;
