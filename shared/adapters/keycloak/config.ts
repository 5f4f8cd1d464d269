// How to reach one realm of one Keycloak. The client's secret is no part of it: it comes from the target's secret.
import * as z from 'zod';

const LOOPBACK = new Set(['127.0.0.1', '[::1]', 'localhost']);

export const KeycloakConfig = z.strictObject({
  /** Where Keycloak lives, without `/realms`: `https://id.example.com`. */
  baseUrl: z.url({ protocol: /^https?$/ }).refine((url) => isSafe(new URL(url)), {
    error: 'http is for this machine only, and an address holds no name, password or query',
  }),
  realm: z.string().min(1),
  /** A confidential client with a service account; what it needs is in this folder's README. */
  clientId: z.string().min(1),
  /** Further profile fields and the user attribute of each: `title: jobTitle`. The realm's user profile must declare them. */
  attributes: z.record(z.string(), z.string().min(1)).default({}),
  /** The Admin API has no published limit: what the operators of this Keycloak allow us. Reads and writes count alike. */
  callsPerSecond: z.number().int().min(1).max(1000).default(20),
  pageSize: z.number().int().min(1).max(1000).default(100),
  /** How long one call may take. */
  timeoutMs: z.number().int().min(100).max(60_000).default(10_000),
  /** The server's `--transaction-default-timeout`: as long may a call that we gave up on still take effect. */
  transactionTimeoutMs: z.number().int().min(1000).default(300_000),
});
export type KeycloakConfig = z.infer<typeof KeycloakConfig>;

function isSafe(url: URL): boolean {
  const plain = url.username === '' && url.password === '' && url.search === '' && url.hash === '';
  return plain && (url.protocol === 'https:' || LOOPBACK.has(url.hostname));
}
