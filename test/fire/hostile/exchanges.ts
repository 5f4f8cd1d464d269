// Valid deliveries and SCIM requests of every source of the laptop, each signed by a signer that is not the product's own.
import { readFileSync } from 'node:fs';
import { secretOf } from '../../e2e/laptop.ts';
import type { SourceWorld } from '../../sources/world.ts';
import { bambooWorld, threeEmployees } from '../../sources/worlds/bamboohr.ts';
import { hookBody, logEvent, oktaWorld } from '../../sources/worlds/okta.ts';
import { standardWorld } from '../../sources/worlds/standard.ts';
import type { WireRequest } from './wire.ts';

export type Hook = 'standard' | 'bamboohr' | 'okta';

export interface SignedWorld {
  readonly name: Hook;
  readonly world: SourceWorld;
  /** What this vendor was recorded to send. */
  readonly bodies: readonly string[];
  /** The headers by which a delivery proves itself, in lower case, and whether they prove its body. */
  readonly proof: readonly string[];
  readonly signsBody: boolean;
}

const standardBodies = [
  standardWorld.one,
  '{"type":"person.changed","timestamp":"2026-11-21T09:29:58Z","data":{"id":"4712","attributes":{"title":"Cook"}}}',
  standardWorld.unknown,
];

export const hooks: readonly SignedWorld[] = [
  {
    name: 'standard',
    world: standardWorld,
    bodies: standardBodies,
    proof: standardWorld.signedHeaders,
    signsBody: true,
  },
  {
    name: 'bamboohr',
    world: bambooWorld,
    bodies: [bambooWorld.one, threeEmployees, bambooWorld.unknown],
    proof: bambooWorld.signedHeaders,
    signsBody: true,
  },
  {
    name: 'okta',
    world: oktaWorld,
    bodies: [oktaWorld.one, hookBody(['a', 'b'].map((uuid) => logEvent('user.account.update_profile', { uuid })))],
    proof: oktaWorld.signedHeaders,
    signsBody: false,
  },
];

/** A delivery of this body as the vendor would post it at `now`, with the laptop's secret or another one. */
export function delivery(
  { name, world }: SignedWorld,
  body: string,
  { secret, now }: { readonly secret: string; readonly now: number },
): WireRequest {
  const { headers } = world.deliver(body, { secret, now: Math.floor(now / 1000) * 1000 });
  const named = Object.entries(headers).flatMap(([key, value]) => (value === undefined ? [] : [[key, value] as const]));
  const host = ['host', '127.0.0.1'] as const;
  return {
    method: 'POST',
    path: `/hooks/${name}`,
    headers: [host, ...named],
    body: Buffer.from(body),
    framing: 'length',
  };
}

/** The laptop's own signing secret of the source. */
export function hookSecret(data: string, name: Hook): string {
  return secretOf(data, `frontdesk/sources/${name}/webhook`);
}

interface Step {
  readonly request: {
    readonly method: string;
    readonly path: string;
    readonly query?: string;
    readonly body?: unknown;
  };
}

/** The recorded steps of Okta's and Entra's provisioning; `{id}` stands for the user. */
const recorded: readonly Step['request'][] = ['okta', 'entra', 'entra-optscim'].flatMap((name) => {
  const file = new URL(`../../scim/exchanges/${name}.json`, import.meta.url);
  return (JSON.parse(readFileSync(file, 'utf8')) as { steps: readonly Step[] }).steps.map(({ request }) => request);
});

export const scimReads = recorded.filter(({ method }) => method === 'GET');
/** A DELETE would end the user that the others are about. */
export const scimWrites = recorded.filter(({ method }) => method === 'PUT' || method === 'PATCH');

/** A recorded step about the user with this id, in the name of the holder of `token`. */
export function scimRequest(
  { method, path, query, body }: Step['request'],
  { id, token }: { readonly id: string; readonly token: string },
): WireRequest {
  const filled = (text: string) => text.replaceAll('{id}', id);
  return {
    method,
    path: `/scim/directory/v2${filled(path)}${query === undefined ? '' : `?${query}`}`,
    headers: [
      ['host', '127.0.0.1'],
      ['authorization', `Bearer ${token}`],
      ['content-type', 'application/scim+json'],
    ],
    body: Buffer.from(body === undefined ? '' : filled(JSON.stringify(body))),
    framing: 'length',
  };
}
