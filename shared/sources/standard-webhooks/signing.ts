// Standard Webhooks signatures (github.com/standard-webhooks, spec "Webhook signature scheme"): v1 HMAC and v1a ed25519.
import { createHmac, createPrivateKey, createPublicKey, type KeyObject, sign, verify } from 'node:crypto';
import type { Authentication, RawRequest } from '../../ports/source.ts';
import { equalText, fromBase64, replayFault } from '../signature.ts';

/** A signed message's parts as the headers name them; `seconds` since the epoch. */
export interface Signed {
  readonly id: string;
  readonly seconds: string;
  readonly body: Uint8Array;
}

type Key = { readonly kind: 'v1'; readonly secret: Buffer } | { readonly kind: 'v1a'; readonly key: KeyObject };

/** The spec rotates with two; a long list would only buy work for a stranger. */
const MOST_SIGNATURES = 8;
/** DER before the 32 bytes of an ed25519 seed (RFC 8410 section 7). */
const SEED = Buffer.from('302e020100300506032b657004220420', 'hex');

function keyFrom(text: string): Key | undefined {
  const bytes = fromBase64(text.slice(text.indexOf('_') + 1));
  if (!bytes) return undefined;
  if (text.startsWith('whsec_') && bytes.length >= 24 && bytes.length <= 64) return { kind: 'v1', secret: bytes };
  if (!text.startsWith('whpk_') || bytes.length !== 32) return undefined;
  try {
    const jwk = { kty: 'OKP', crv: 'Ed25519', x: bytes.toString('base64url') };
    return { kind: 'v1a', key: createPublicKey({ key: jwk, format: 'jwk' }) };
  } catch {
    return undefined;
  }
}

/** Whether anything could be signed with it. */
export function isSecret(text: string): boolean {
  return keyFrom(text) !== undefined;
}

function content({ id, seconds, body }: Signed): Buffer {
  return Buffer.concat([Buffer.from(`${id}.${seconds}.`), body]);
}

function hmac(secret: Buffer, signed: Signed): string {
  return `v1,${createHmac('sha256', secret).update(content(signed)).digest('base64')}`;
}

function isSignedBy(key: Key, signatures: readonly string[], signed: Signed): boolean {
  if (key.kind === 'v1') {
    const expected = hmac(key.secret, signed);
    return signatures.filter((signature) => equalText(signature, expected)).length > 0;
  }
  return signatures.some((signature) => {
    const bytes = signature.startsWith('v1a,') ? fromBase64(signature.slice(4)) : undefined;
    return bytes?.length === 64 && verify(null, content(signed), key.key, bytes);
  });
}

/**
 * Stricter than the official library: the timestamp is digits alone, signatures are canonical base64, and a secret is
 * `whsec_` with 24 to 64 bytes or `whpk_` with 32. Any live secret and any listed signature may match.
 */
export function authenticate(
  request: RawRequest,
  { secrets, now, prefix }: { readonly secrets: readonly string[]; readonly now: number; readonly prefix: string },
): Authentication {
  const id = request.headers[`${prefix}-id`];
  const seconds = request.headers[`${prefix}-timestamp`];
  const signatures = request.headers[`${prefix}-signature`]?.split(' ').slice(0, MOST_SIGNATURES);
  if (!id || !signatures) return { ok: false, reason: 'no-signature' };
  if (!seconds || !/^[1-9]\d{0,11}$/.test(seconds)) return { ok: false, reason: 'no-timestamp' };
  const keys = secrets.flatMap((secret) => keyFrom(secret) ?? []);
  if (keys.length === 0) return { ok: false, reason: 'no-secret' };
  const replay = replayFault(Number(seconds) * 1000, now);
  if (replay) return replay;
  const signed = { id, seconds, body: request.body };
  return keys.some((key) => isSignedBy(key, signatures, signed))
    ? { ok: true }
    : { ok: false, reason: 'bad-signature' };
}

/** One signature: `v1` with a `whsec_` secret, `v1a` with a `whsk_` one. For samples and tests; a receiver holds no `whsk_`. */
export function signature(secret: string, signed: Signed): string {
  const bytes = Buffer.from(secret.slice(secret.indexOf('_') + 1), 'base64');
  if (!secret.startsWith('whsk_')) return hmac(bytes, signed);
  const key = createPrivateKey({ key: Buffer.concat([SEED, bytes.subarray(0, 32)]), format: 'der', type: 'pkcs8' });
  return `v1a,${sign(null, content(signed), key).toString('base64')}`;
}
