// Okta's event hook and the fake of its users API.
import { startOkta } from '../../../infra/local/vendors/okta.ts';
import { okta } from '../../../shared/sources/okta/index.ts';
import { type ApiWorld, notHere, type SourceWorld } from '../world.ts';

const secret = (letter: string) => ({ sign: `hook-${letter.repeat(24)}`, hold: `hook-${letter.repeat(24)}` });
const unsigned = notHere('Okta sends a static secret and signs nothing');

export const userId = '00ub0oNGTSWTBKOLGLNR';

/** A System Log event as the documentation shows it, shortened. */
export function logEvent(eventType: string, more: { readonly [name: string]: unknown } = {}) {
  return {
    uuid: 'f790999f-fe87-467a-9880-6982a583986c',
    published: '2026-11-21T09:29:58.001Z',
    eventType,
    version: '0',
    displayMessage: 'Deactivate Okta user',
    severity: 'INFO',
    actor: { id: '00uttidj01jqL21aM1d6', type: 'User', alternateId: 'admin@acme.example', displayName: 'Ada' },
    outcome: { result: 'SUCCESS', reason: null },
    target: [
      { id: userId, type: 'User', alternateId: 'mara.lind@acme.example', displayName: 'Mara', detailEntry: null },
    ],
    ...more,
  };
}

export function hookBody(events: readonly unknown[]): string {
  const envelope = {
    eventType: 'com.okta.event_hook',
    eventTypeVersion: '1.0',
    cloudEventsVersion: '0.1',
    source: 'https://acme.okta.com/api/v1/eventHooks/who1',
    eventId: 'b5a188b9-5ece-4636-b041-482ffda96311',
    data: { events },
  };
  return JSON.stringify(envelope, null, 1);
}

export const user = {
  id: userId,
  status: 'ACTIVE',
  created: '2024-02-01T08:00:00.000Z',
  activated: null,
  statusChanged: '2024-02-01T08:05:00.000Z',
  lastLogin: null,
  lastUpdated: '2026-11-01T08:00:00.000Z',
  passwordChanged: null,
  type: { id: 'oty1' },
  profile: {
    login: 'mara.lind@acme.example',
    email: 'mara.lind@acme.example',
    firstName: 'Mara',
    lastName: 'Lind',
    title: 'Cook',
    department: null,
    mobilePhone: null,
  },
};

export async function oktaApi(): Promise<ApiWorld> {
  const vendor = await startOkta({ tokens: ['live-token-of-okta'] });
  vendor.put(userId, user);
  return {
    ...vendor,
    config: { url: vendor.url },
    credential: { good: 'live-token-of-okta', wrong: 'retired-token' },
    known: userId,
    missing: '00uMISSING0000000000',
    notIds: ['me', 'mara.lind@acme.example', '../groups', '00u', 'groups'],
    ownWait: (seconds, now) => ({ 'x-rate-limit-reset': String(now / 1000 + seconds) }),
    record: vendor.get,
  };
}

export const oktaWorld: SourceWorld = {
  source: okta,
  config: { url: 'https://acme.okta.com' },
  secrets: { live: secret('a'), next: secret('b'), foreign: secret('c') },
  deliver: (body, { secret: authorization }) => ({
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization },
    body: Buffer.from(body),
  }),
  signedHeaders: ['authorization'],
  exactHeaders: ['authorization'],
  signsBody: unsigned,
  signsTime: unsigned,
  compares: true,
  one: hookBody([logEvent('user.lifecycle.deactivate')]),
  unknown: hookBody([logEvent('policy.rule.update')]),
  batch: {
    body: hookBody(['a', 'b', 'c', 'd'].map((uuid) => logEvent('user.account.update_profile', { uuid }))),
    events: 4,
  },
  subject: userId,
  brings: 'ids',
  api: oktaApi,
};
