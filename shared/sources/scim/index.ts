// The SCIM 2.0 server as a source: its record store is ours, so there is nothing to fetch; only the caller's token is checked here.
import { createHash, timingSafeEqual } from 'node:crypto';
import * as z from 'zod';
import type { Authentication, RawRequest, Source } from '../../ports/source.ts';

const ScimConfig = z.strictObject({
  /** The address under which the identity provider reaches us, up to and with `/v2`; else taken from the request. */
  baseUrl: z.url({ protocol: /^https?$/ }).optional(),
});
type ScimConfig = z.infer<typeof ScimConfig>;

const bearer = /^bearer +([!-~]{1,4096}) *$/i;

/** Compares digests, all of them: neither length nor position of a difference shows in the time it takes. */
function authenticate({ headers }: RawRequest, { secrets }: { readonly secrets: readonly string[] }): Authentication {
  const live = secrets.filter((secret) => secret !== '');
  if (live.length === 0) return { ok: false, reason: 'no-secret' };
  const token = bearer.exec(headers.authorization ?? '')?.[1];
  if (token === undefined) return { ok: false, reason: 'no-signature' };
  const given = digest(token);
  const hits = live.map((secret) => timingSafeEqual(digest(secret), given));
  return hits.includes(true) ? { ok: true } : { ok: false, reason: 'bad-signature' };
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text, 'utf8').digest();
}

/** Okta, Entra ID and any other client of RFC 7644. Secrets are bearer tokens (RFC 6750), several during a rotation. */
export const scimServer: Source<ScimConfig> = {
  name: 'scim',
  config: ScimConfig,
  authenticate,
  isSecret: (text) => /^[!-~]{1,4096}$/.test(text),

  newSecret: (random) => Buffer.from(random).toString('base64url'),
};
