// BambooHR's webhook signature: HMAC-SHA256 over the raw body and then the timestamp header, nothing between them.
import { createHmac } from 'node:crypto';
import type { Authentication, RawRequest } from '../../ports/source.ts';
import { equalText, replayFault } from '../signature.ts';

const SECONDS = /^[1-9]\d{0,11}$/;
const ISO = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,6})?)(Z|[+-]\d\d:?\d\d)?$/;

/** Both spellings seen in the wild: unix seconds, and ISO 8601 (`Z`, `+0000`; without a zone it is UTC). In ms. */
export function timeOf(text: string): number | undefined {
  if (SECONDS.test(text)) return Number(text) * 1000;
  const [, local, zone = 'Z'] = ISO.exec(text) ?? [];
  if (local === undefined) return undefined;
  const ms = Date.parse(`${local}${zone.replace(/^([+-]\d\d)(\d\d)$/, '$1:$2')}`);
  return Number.isNaN(ms) ? undefined : ms;
}

/** Lower-case hex, with the webhook's private key as UTF-8. */
export function signature(secret: string, signed: { readonly body: Uint8Array; readonly timestamp: string }): string {
  return createHmac('sha256', secret).update(signed.body).update(signed.timestamp).digest('hex');
}

/** BambooHR's private keys are long: a short one is no key. */
export function isSecret(text: string): boolean {
  return text.length >= 16;
}

export function authenticate(
  request: RawRequest,
  { secrets, now }: { readonly secrets: readonly string[]; readonly now: number },
): Authentication {
  const given = request.headers['x-bamboohr-signature'];
  const timestamp = request.headers['x-bamboohr-timestamp'];
  if (!given) return { ok: false, reason: 'no-signature' };
  const signedAt = timestamp ? timeOf(timestamp) : undefined;
  if (!timestamp || signedAt === undefined) return { ok: false, reason: 'no-timestamp' };
  const live = secrets.filter(isSecret);
  if (live.length === 0) return { ok: false, reason: 'no-secret' };
  const replay = replayFault(signedAt, now);
  if (replay) return replay;
  const matches = live.filter((secret) => equalText(given, signature(secret, { body: request.body, timestamp })));
  return matches.length > 0 ? { ok: true } : { ok: false, reason: 'bad-signature' };
}
