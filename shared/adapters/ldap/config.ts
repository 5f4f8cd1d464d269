// How to reach one directory and where its people and groups lie. The password is no part of it: it comes from the target's secret.
import * as z from 'zod';

/** Calls a second where the configuration names no other number. */
export const CALLS_PER_SECOND = 100;

const LOOPBACK = new Set(['127.0.0.1', '[::1]', 'localhost']);
/** An attribute description without options (RFC 4512, 2.5). */
const AttributeName = z.string().regex(/^[A-Za-z][A-Za-z0-9-]*$/, 'is no name of an attribute');
const Dn = z.string().regex(/^[A-Za-z][A-Za-z0-9.-]*=./, 'is no distinguished name');

export const LdapConfig = z
  .strictObject({
    /** `ldaps://ldap.example.com`, or `ldap://` which is raised to TLS by StartTLS before anything is said. The server that takes writes. */
    url: z.url({ protocol: /^ldaps?$/ }).refine((url) => isPlainAddress(new URL(url)), {
      error: 'an address holds protocol, host and port alone',
    }),
    /** `off` is for this machine only. */
    tls: z.enum(['required', 'off']).default('required'),
    /** PEM of the authority that signed the server's certificate, when it is a private one. */
    ca: z.string().optional(),
    /** Frontdesk's own entry; what it needs is in this folder's README. */
    bindDn: Dn,
    /** New people are made directly below; those further below are found, too. */
    people: Dn,
    /** Groups lie directly below; `group:sales` is `cn=sales,<groups>`. */
    groups: Dn,
    /** Where the mark `frontdesk:<person>` is kept. Nobody but Frontdesk may write it. */
    markAttribute: AttributeName.default('description'),
    /** Further profile fields and the attribute of each: `department: departmentNumber`. */
    attributes: z.record(z.string(), AttributeName).default({}),
    /** Stays in a group that would be empty, which groupOfNames forbids; nobody must be able to log in by that name. */
    emptyMember: Dn.default('cn=nobody-at-all'),
    /** `bind`: a suspended account is only believed when the server itself says "locked" to a log-in; `attributes`: its lock is read. */
    proof: z.enum(['bind', 'attributes']).default('bind'),
    /** `monitor`: open connections are counted in cn=Monitor; `unseen`: nobody knows of them. */
    sessions: z.enum(['monitor', 'unseen']).default('monitor'),
    /** How many connections at most. */
    connections: z.number().int().min(1).max(20).default(4),
    /** OpenLDAP has no limit; the default keeps a full reconcile from crowding out the log-ins it serves. */
    callsPerSecond: z.union([z.number().int().min(1).max(10_000), z.literal('unlimited')]).default(CALLS_PER_SECOND),
    pageSize: z.number().int().min(1).max(5000).default(500),
    /** How long one call may take. */
    timeoutMs: z.number().int().min(100).max(60_000).default(10_000),
    /** As long may a write that we gave up on still take effect: nothing in OpenLDAP bounds it. */
    landingMs: z.number().int().min(1000).default(30_000),
    /** More than 0 only where the address leads to several servers. */
    readLagMs: z.number().int().min(0).default(0),
  })
  .refine(({ markAttribute, attributes }) => ![markAttribute, ...Object.values(attributes)].some(isReserved), {
    error: 'an attribute that the adapter or the server keeps for something else',
    path: ['attributes'],
  })
  .refine(({ markAttribute, attributes }) => !Object.values(attributes).some((name) => isSame(name, markAttribute)), {
    error: 'the mark is no part of a profile',
    path: ['markAttribute'],
  })
  .refine((config) => config.tls === 'required' || LOOPBACK.has(new URL(config.url).hostname), {
    error: 'tls may be "off" only towards this machine',
    path: ['tls'],
  });
export type LdapConfig = z.infer<typeof LdapConfig>;

/** Names, classes, passwords, policy, memberships, and the attributes that a profile has anyway. */
const RESERVED =
  /^(?:uid|cn|sn|givenname|mail|displayname|title|objectclass|userpassword|member|memberof|entry.*|pwd.*|olc.*)$/;

const isReserved = (name: string): boolean => RESERVED.test(name.toLowerCase());

const isSame = (one: string, other: string): boolean => one.toLowerCase() === other.toLowerCase();

function isPlainAddress(url: URL): boolean {
  const rest = url.username + url.password + url.search + url.hash + url.pathname.replace(/^\/$/, '');
  return rest === '' && url.hostname !== '';
}
