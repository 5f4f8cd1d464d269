// The User resource: core schema (RFC 7643, section 4.1) and enterprise extension (section 4.3).
import { type Attribute, attribute, type ResourceType, type Schema } from './attribute.ts';

const userUrn = 'urn:ietf:params:scim:schemas:core:2.0:User';
export const enterpriseUrn = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User';

const flag = (name: string, description: string) => attribute(name, description, { type: 'boolean' });

const address = [
  attribute('formatted', 'The full address, for display.'),
  attribute('streetAddress', 'Street, house number, box.'),
  attribute('locality', 'City.'),
  attribute('region', 'State or region.'),
  attribute('postalCode', 'Postal code.'),
  attribute('country', 'Country, ISO 3166-1 alpha-2.'),
  attribute('type', 'What it is for.', { canonicalValues: ['work', 'home', 'other'] }),
  flag('primary', 'The preferred one; at most one is.'),
];

const name = [
  attribute('formatted', 'The full name, for display.'),
  attribute('familyName', 'Family name.'),
  attribute('givenName', 'Given name.'),
  attribute('middleName', 'Middle names.'),
  attribute('honorificPrefix', 'Title before the name.'),
  attribute('honorificSuffix', 'Suffix after the name.'),
];

/** The usual multi-valued attribute: value, display, type, primary (RFC 7643, section 2.4). */
function many(label: string, description: string, value: Partial<Attribute> & { types?: readonly string[] } = {}) {
  const { types, ...more } = value;
  const subAttributes = [
    attribute('value', 'The value itself.', more),
    attribute('display', 'For display.'),
    attribute('type', 'What it is for.', types ? { canonicalValues: types } : {}),
    flag('primary', 'The preferred one; at most one is.'),
  ];
  return attribute(label, description, { type: 'complex', multiValued: true, subAttributes });
}

const groups = attribute('groups', 'Groups the user belongs to; changed through the group.', {
  type: 'complex',
  multiValued: true,
  mutability: 'readOnly',
  subAttributes: [
    attribute('value', 'Id of the group.', { mutability: 'readOnly' }),
    attribute('$ref', 'Address of the group.', {
      type: 'reference',
      mutability: 'readOnly',
      caseExact: true,
      referenceTypes: ['Group'],
    }),
    attribute('display', 'Name of the group.', { mutability: 'readOnly' }),
    attribute('type', 'Direct or indirect.', { mutability: 'readOnly' }),
  ],
});

const user: Schema = {
  id: userUrn,
  name: 'User',
  description: 'A person as the identity provider knows them',
  attributes: [
    attribute('userName', 'Unique name of the user at this server.', { required: true, uniqueness: 'server' }),
    attribute('name', 'Parts of the name.', { type: 'complex', subAttributes: name }),
    attribute('displayName', 'Name for display.'),
    attribute('nickName', 'What they are called.'),
    attribute('profileUrl', 'Address of a profile page.', { type: 'reference', referenceTypes: ['external'] }),
    attribute('title', 'Job title.'),
    attribute('userType', 'Kind of engagement: Employee, Contractor, Intern, ...'),
    attribute('preferredLanguage', 'Language, as in the HTTP Accept-Language header.'),
    attribute('locale', 'Locale, BCP 47.'),
    attribute('timezone', 'Time zone, IANA name.'),
    flag('active', 'False: the person has left and loses access.'),
    attribute('password', 'Accepted and never kept.', { mutability: 'writeOnly', returned: 'never' }),
    many('emails', 'E-mail addresses.', { types: ['work', 'home', 'other'] }),
    many('phoneNumbers', 'Telephone numbers.', { types: ['work', 'home', 'mobile', 'fax', 'pager', 'other'] }),
    many('ims', 'Instant messaging addresses.'),
    many('photos', 'Addresses of pictures.', { type: 'reference', caseExact: true, referenceTypes: ['external'] }),
    attribute('addresses', 'Postal addresses.', { type: 'complex', multiValued: true, subAttributes: address }),
    groups,
    many('entitlements', 'Entitlements, as the client names them.'),
    many('roles', 'Roles, as the client names them.'),
    many('x509Certificates', 'Certificates, DER in base64.', { type: 'binary', caseExact: true }),
  ],
};

const manager = attribute('manager', 'The manager, a user of this server.', {
  type: 'complex',
  subAttributes: [
    attribute('value', 'Id of the manager.', { caseExact: true }),
    attribute('$ref', 'Address of the manager.', { type: 'reference', caseExact: true, referenceTypes: ['User'] }),
    attribute('displayName', "The manager's name.", { mutability: 'readOnly' }),
  ],
});

const enterprise: Schema = {
  id: enterpriseUrn,
  name: 'EnterpriseUser',
  description: 'What a company adds to a user',
  attributes: [
    attribute('employeeNumber', 'Number of the employee.'),
    attribute('costCenter', 'Cost centre.'),
    attribute('organization', 'Organisation.'),
    attribute('division', 'Division.'),
    attribute('department', 'Department.'),
    manager,
  ],
};

export const userType: ResourceType = {
  name: 'User',
  endpoint: '/Users',
  description: 'User accounts',
  schema: user,
  extensions: [enterprise],
};
