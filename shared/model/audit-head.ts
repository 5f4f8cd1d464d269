// A head of the audit log: what the sealer signs about all leaves up to `size`, chained to the head before it.
import * as z from 'zod';

const hex64 = z.string().regex(/^[0-9a-f]{64}$/, 'a SHA-256 in lower-case hex');
const natural = z.number().int().nonnegative();

/** How often each end state has been named in all leaves up to this head: both sums of `design.md`. */
export const AuditSums = z.strictObject({
  events: z.record(z.string(), natural),
  wished: natural,
  operations: z.record(z.string(), natural),
});
export type AuditSums = z.infer<typeof AuditSums>;

const keyId = z.string().regex(/^[0-9a-f]{16}$/);

/** A public key as it is announced; `publicKey` is PEM, SubjectPublicKeyInfo. */
export const AnnouncedKey = z.strictObject({ keyId, publicKey: z.string() });
export type AnnouncedKey = z.infer<typeof AnnouncedKey>;

export const AuditHead = z.strictObject({
  format: z.literal(1),
  /** From 1, without gaps. */
  number: z.number().int().positive(),
  /** Leaves in the tree. */
  size: natural,
  /** RFC 6962 Merkle tree hash of all leaves. */
  root: hex64,
  /** Digest of the previous head; 64 zeros for the first. */
  previous: hex64,
  /** Digest of this head's own leaf hashes, in order. */
  leaves: hex64,
  from: z.iso.datetime(),
  to: z.iso.datetime(),
  sums: AuditSums,
  /** Leaves of this head by digest of the tenant's name, so that one tenant's export can be checked alone. */
  tenants: z.record(z.string().regex(/^[0-9a-f]{16}$/), z.number().int().positive()),
  /** From the next head on this key signs, and no other. So who knows the first key needs no other one from elsewhere. */
  nextKey: AnnouncedKey.optional(),
  /** After a restore: the tree goes on from this earlier head (0: from nothing). Of the heads in between the rows are gone. */
  restored: z.strictObject({ head: natural, hash: hex64 }).optional(),
});
export type AuditHead = z.infer<typeof AuditHead>;

/** `signature` (hex) is over `headBytes(keyId, head)`. */
export const SignedHead = z.strictObject({
  head: AuditHead,
  keyId,
  signature: z.string().regex(/^([0-9a-f]{2}){64,80}$/),
});
export type SignedHead = z.infer<typeof SignedHead>;
