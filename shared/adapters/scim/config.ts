// What frontdesk.yaml says of a SCIM target.
import * as z from 'zod';
import { profiles, type VendorProfile } from './profiles.ts';

const vendors = Object.keys(profiles) as [keyof typeof profiles, ...(keyof typeof profiles)[]];
const loopback = ['127.0.0.1', '[::1]', 'localhost'];

/** The bearer token goes there, so it must be https unless it is this machine. */
const TokenTaker = z
  .url()
  .refine((text) => {
    const url = URL.parse(text);
    return url?.protocol === 'https:' || (url?.protocol === 'http:' && loopback.includes(url.hostname));
  }, 'must be https')
  .transform((text) => text.replace(/\/+$/, ''));

export const ScimConfig = z.strictObject({
  /** Up to and without `/Users`. */
  baseUrl: TokenTaker,
  /** Where our token can be changed (`own-token.ts`); without it that is done by hand. */
  tokenUrl: TokenTaker.optional(),
  vendor: z.enum(vendors).default('generic'),
  /** Makes groups that a grant names and that are not there. */
  createGroups: z.boolean().default(false),
  pageSize: z.number().int().min(2).max(1000).optional(),
  /** Where the vendor's profile is wrong about this very server. */
  membership: z.enum(['on-user', 'by-member', 'on-group']).optional(),
  edits: z.enum(['patch', 'put']).optional(),
  etag: z.boolean().optional(),
  /** Calls the target takes, in place of the vendor's published limit; `unlimited` is for a server of your own. */
  callsPerSecond: z.union([z.number().positive().max(1000), z.literal('unlimited')]).optional(),
  /** A call that is not answered by then is given up, even if the caller would wait. */
  timeoutMs: z.number().int().min(100).max(120_000).default(20_000),
  /** How long after we gave up a call may still take effect. */
  landingMs: z.number().int().min(0).max(600_000).default(30_000),
});
export type ScimConfig = z.infer<typeof ScimConfig>;

/** The vendor's profile with what the config says over it. */
export function profileOf(config: ScimConfig): VendorProfile {
  const base: VendorProfile = profiles[config.vendor];
  const { callsPerSecond } = config;
  return {
    ...base,
    pageSize: Math.min(config.pageSize ?? base.pageSize, base.pageSize),
    membership: config.membership ?? base.membership,
    edits: config.edits ?? base.edits,
    etag: config.etag ?? base.etag,
    buckets: callsPerSecond === undefined ? base.buckets : bucketsOf(callsPerSecond),
  };
}

function bucketsOf(callsPerSecond: number | 'unlimited'): VendorProfile['buckets'] {
  if (callsPerSecond === 'unlimited') return [];
  return [{ name: 'calls', calls: Math.max(1, Math.floor(callsPerSecond)), perMs: 1000, takes: ['read', 'write'] }];
}
