// The configuration and first entries of a throwaway OpenLDAP, as the adapter's README asks for them.

export const SUFFIX = 'dc=example,dc=com';
export const PEOPLE = `ou=people,${SUFFIX}`;
export const GROUPS = `ou=groups,${SUFFIX}`;
export const POLICY = `cn=default,ou=policies,${SUFFIX}`;
export const FRONTDESK = `cn=frontdesk,${SUFFIX}`;
export const ADMIN = `cn=admin,${SUFFIX}`;
export const CONFIG_ADMIN = 'cn=config';
export const DATABASE = 'olcDatabase={2}mdb,cn=config';
export const PPOLICY = `olcOverlay={2}ppolicy,${DATABASE}`;

/** Two rules: a log-in may compare passwords; Frontdesk writes, everybody who is logged in reads. */
export const ACCESS: readonly string[] = [
  `{0}to attrs=userPassword by dn.exact="${FRONTDESK}" write by anonymous auth by * none`,
  `{1}to * by dn.exact="${FRONTDESK}" write by users read by * none`,
];

/** With these instead, our entry logs in and sees nothing. */
export const NO_ACCESS: readonly string[] = [
  '{0}to attrs=userPassword by anonymous auth by * none',
  `{1}to * by dn.exact="${FRONTDESK}" none by users read by * none`,
];

/** Our entry may list all people in one answer. */
export const LIMITS = `{0}dn.exact="${FRONTDESK}" size=unlimited time=unlimited`;

const MODULES = ['back_mdb', 'memberof', 'refint', 'ppolicy', 'syncprov'];
const SCHEMAS = ['core', 'cosine', 'inetorgperson'];
const INDEXED = ['objectClass', 'entryUUID', 'entryCSN', 'uid', 'cn', 'description', 'member'];

interface Place {
  readonly dir: string;
  readonly adminHash: string;
  /** Whether a certificate lies in `dir`. */
  readonly tls: boolean;
}

/** cn=config as LDIF for slapadd -n0. */
export function configLdif(at: Place): string {
  return [...server(at), ...administration(at), database(at), ...overlays()].join('\n');
}

function server({ dir, tls }: Place): readonly string[] {
  const secure = tls ? [`olcTLSCertificateFile: ${dir}/server.crt`, `olcTLSCertificateKeyFile: ${dir}/server.key`] : [];
  return [
    entry('cn=config', ['objectClass: olcGlobal', 'cn: config', ...secure]),
    entry('cn=module{0},cn=config', [
      'objectClass: olcModuleList',
      'olcModulePath: /usr/lib/ldap',
      ...MODULES.map((module) => `olcModuleLoad: ${module}`),
    ]),
    entry('cn=schema,cn=config', ['objectClass: olcSchemaConfig', 'cn: schema']),
    ...SCHEMAS.map((schema) => `include: file:///etc/ldap/schema/${schema}.ldif\n`),
  ];
}

function administration({ adminHash }: Place): readonly string[] {
  return [
    entry('olcDatabase={-1}frontend,cn=config', [
      'objectClass: olcDatabaseConfig',
      'objectClass: olcFrontendConfig',
      'olcDatabase: {-1}frontend',
    ]),
    entry('olcDatabase={0}config,cn=config', [
      'objectClass: olcDatabaseConfig',
      'olcDatabase: {0}config',
      `olcRootDN: ${CONFIG_ADMIN}`,
      `olcRootPW: ${adminHash}`,
    ]),
    entry('olcDatabase={1}monitor,cn=config', [
      'objectClass: olcDatabaseConfig',
      'objectClass: olcMonitorConfig',
      'olcDatabase: {1}monitor',
      `olcAccess: {0}to dn.subtree="cn=monitor" by dn.exact="${FRONTDESK}" read by * none`,
    ]),
  ];
}

function database({ dir, adminHash }: Place): string {
  return entry(DATABASE, [
    'objectClass: olcDatabaseConfig',
    'objectClass: olcMdbConfig',
    'olcDatabase: {2}mdb',
    `olcDbDirectory: ${dir}/data`,
    `olcSuffix: ${SUFFIX}`,
    `olcRootDN: ${ADMIN}`,
    `olcRootPW: ${adminHash}`,
    ...INDEXED.map((attribute) => `olcDbIndex: ${attribute} eq`),
    // A test can do without the disk; the machine that it shares with others should.
    'olcDbNoSync: TRUE',
    `olcLimits: ${LIMITS}`,
    ...ACCESS.map((rule) => `olcAccess: ${rule}`),
  ]);
}

function overlays(): readonly string[] {
  const overlay = (n: number, name: string, lines: readonly string[]): string =>
    entry(`olcOverlay={${n}}${name},${DATABASE}`, [
      'objectClass: olcOverlayConfig',
      `olcOverlay: {${n}}${name}`,
      ...lines,
    ]);
  return [
    overlay(0, 'memberof', ['objectClass: olcMemberOfConfig']),
    overlay(1, 'refint', [
      'objectClass: olcRefintConfig',
      'olcRefintAttribute: member',
      `olcRefintNothing: cn=nobody-at-all,${SUFFIX}`,
    ]),
    overlay(2, 'ppolicy', [
      'objectClass: olcPPolicyConfig',
      `olcPPolicyDefault: ${POLICY}`,
      'olcPPolicyHashCleartext: TRUE',
      'olcPPolicyUseLockout: TRUE',
    ]),
    overlay(3, 'syncprov', ['objectClass: olcSyncProvConfig']),
  ];
}

/** The tree, our own entry, and three groups whose only member is nobody; for slapadd -n2. */
export function firstEntries(frontdeskHash: string): string {
  return [
    entry(SUFFIX, ['objectClass: dcObject', 'objectClass: organization', 'o: Example', 'dc: example']),
    ...['people', 'groups', 'policies'].map((ou) =>
      entry(`ou=${ou},${SUFFIX}`, ['objectClass: organizationalUnit', `ou: ${ou}`]),
    ),
    entry(POLICY, [
      'objectClass: device',
      'objectClass: pwdPolicy',
      'cn: default',
      'pwdAttribute: userPassword',
      'pwdLockout: TRUE',
    ]),
    entry(FRONTDESK, [
      'objectClass: organizationalRole',
      'objectClass: simpleSecurityObject',
      'cn: frontdesk',
      `userPassword: ${frontdeskHash}`,
    ]),
    ...['engineering', 'reporting', 'support'].map((cn) =>
      entry(`cn=${cn},${GROUPS}`, ['objectClass: groupOfNames', `cn: ${cn}`, 'member: cn=nobody-at-all']),
    ),
  ].join('\n');
}

const entry = (dn: string, lines: readonly string[]): string => `${[`dn: ${dn}`, ...lines].join('\n')}\n`;
