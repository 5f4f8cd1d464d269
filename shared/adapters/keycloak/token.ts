// The access token of our service account: made with whichever live secret the realm takes, renewed before it ends.
import * as z from 'zod';
import type { AdapterPorts } from '../../ports/adapter.ts';
import type { Freshness } from '../../ports/secrets.ts';
import type { KeycloakConfig } from './config.ts';
import { Faulted, faultOfStatus } from './faults.ts';
import type { Wire } from './wire.ts';

export interface Tokens {
  /** A token that is good for a while. Throws `Faulted`, `denied` when no live secret is taken. */
  current(signal: AbortSignal): Promise<string>;
  /** The token was refused: make another one next time. */
  forget(token: string): void;
}

const Granted = z.object({ access_token: z.string().min(1), expires_in: z.number().positive() });
const EARLY_MS = 20_000;

/** RFC 6749, 4.4 (client credentials); the refresh token that this grant could bring is not asked for. */
export function keepTokens(config: KeycloakConfig, ports: AdapterPorts, wire: Wire): Tokens {
  let held: { readonly token: string; readonly until: number } | undefined;

  const ask = async (secret: string, signal: AbortSignal) => {
    const basic = [config.clientId, secret].map(encodeURIComponent).join(':');
    return wire.send({
      method: 'POST',
      url: `${trimmed(config.baseUrl)}/realms/${encodeURIComponent(config.realm)}/protocol/openid-connect/token`,
      headers: {
        authorization: `Basic ${Buffer.from(basic).toString('base64')}`,
        'content-type': 'application/x-www-form-urlencoded',
      },
      body: 'grant_type=client_credentials',
      writes: false,
      signal,
    });
  };

  const make = async (signal: AbortSignal): Promise<string> => {
    const known = await liveSecrets(ports);
    const token = await firstGranted(known, signal);
    if (token !== undefined) return token;
    const fresh = (await liveSecrets(ports, { fresh: true })).filter((secret) => !known.includes(secret));
    const second = await firstGranted(fresh, signal);
    if (second !== undefined) return second;
    throw new Faulted({ kind: 'denied', detail: 'no live secret of the client is taken' });
  };

  const firstGranted = async (secrets: readonly string[], signal: AbortSignal): Promise<string | undefined> => {
    for (const secret of secrets) {
      const askedAt = ports.clock.now();
      const reply = await ask(secret, signal);
      // 400 and 401 are "not this secret" (RFC 6749, 5.2): a rotation may be half done on either side.
      if (reply.status === 400 || reply.status === 401) continue;
      if (reply.status === 404) throw new Faulted({ kind: 'denied', detail: 'there is no such realm' });
      if (reply.status !== 200) throw new Faulted(faultOfStatus({ ...refusal(reply), now: askedAt }));
      const granted = Granted.parse(JSON.parse(reply.text));
      held = { token: granted.access_token, until: askedAt + granted.expires_in * 1000 - EARLY_MS };
      return held.token;
    }
    return undefined;
  };

  return {
    current: async (signal) => (held && held.until > ports.clock.now() ? held.token : make(signal)),
    forget: (token) => {
      if (held?.token === token) held = undefined;
    },
  };
}

export const trimmed = (baseUrl: string): string => baseUrl.replace(/\/+$/, '');

async function liveSecrets(ports: AdapterPorts, freshness?: Freshness): Promise<readonly string[]> {
  try {
    return await ports.secret(freshness);
  } catch {
    throw new Faulted({ kind: 'unavailable', detail: 'no secret to be had' });
  }
}

function refusal(reply: {
  readonly status: number;
  readonly headers: { readonly 'retry-after'?: string | undefined };
}) {
  return { status: reply.status, retryAfter: reply.headers['retry-after'], body: undefined, writes: false };
}
