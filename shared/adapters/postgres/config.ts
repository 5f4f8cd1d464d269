// How to reach one PostgreSQL server. The password is no part of it: it comes from the target's secret.
import * as z from 'zod';

/** Calls a second where the configuration names no other number. */
export const CALLS_PER_SECOND = 50;

const LOOPBACK = new Set(['127.0.0.1', '::1', 'localhost']);

export const PostgresConfig = z
  .strictObject({
    host: z.string().min(1),
    port: z.number().int().min(1).max(65_535).default(5432),
    /** Any database of the cluster: roles belong to the cluster. */
    database: z.string().min(1),
    /** Frontdesk's own role; what it needs is in this folder's README. */
    user: z.string().min(1),
    /** Two roles that log in by turns and then act as `user`; without them its credential cannot be rotated. */
    logins: z.tuple([z.string().min(1), z.string().min(1)]).optional(),
    /** `verify` checks certificate and host name; `off` is for this machine only. */
    tls: z.enum(['verify', 'off']).default('verify'),
    /** PEM of the authority that signed the server's certificate, when it is a private one. */
    ca: z.string().optional(),
    /** How many connections at most; they count against the server's max_connections. */
    connections: z.number().int().min(1).max(20).default(4),
    /** PostgreSQL has no limit; the default keeps a full reconcile from crowding out the application it serves. */
    callsPerSecond: z.union([z.number().int().min(1).max(1000), z.literal('unlimited')]).default(CALLS_PER_SECOND),
    pageSize: z.number().int().min(1).max(5000).default(500),
  })
  .refine((config) => config.tls === 'verify' || LOOPBACK.has(config.host), {
    error: 'tls may be "off" only towards this machine',
    path: ['tls'],
  })
  .refine(({ user, logins }) => !logins || new Set([user, ...logins]).size === 3, {
    error: 'the two logins and the user are three roles',
    path: ['logins'],
  });
export type PostgresConfig = z.infer<typeof PostgresConfig>;
