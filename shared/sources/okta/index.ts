// Okta: event hooks say who changed; the user is fetched. Events may be lost or late, so a catch-up read must follow.
import * as z from 'zod';
import type { Fetched, Occasion, Source } from '../../ports/source.ts';
import { FieldMapping } from '../record-attributes.ts';
import { readRecord } from '../record-reader.ts';
import { VendorUrl } from '../vendor-url.ts';
import { authenticate, challenge, isSecret, normalise, UserId } from './event-hook.ts';
import { isNotFound, statementOf } from './record.ts';

const Config = z.strictObject({
  /** `https://acme.okta.com`: the organisation's own host. */
  url: VendorUrl,
  /** The header that carries the hook's secret, as chosen in Okta. */
  header: z
    .string()
    .regex(/^[A-Za-z0-9-]{1,60}$/)
    .transform((name) => name.toLowerCase())
    .default('authorization'),
  /** Our attribute to a name in the user's profile (custom ones too). */
  fields: FieldMapping.default({
    userName: 'login',
    email: 'email',
    givenName: 'firstName',
    familyName: 'lastName',
    displayName: 'displayName',
    title: 'title',
    department: 'department',
    division: 'division',
    site: 'city',
    manager: 'managerId',
    employeeNumber: 'employeeNumber',
    employmentType: 'userType',
    zone: 'timezone',
  }),
});
type Config = z.infer<typeof Config>;

export const okta: Source<Config> = {
  name: 'okta',
  config: Config,
  success: { status: 204, body: 'empty' },

  authenticate: (request, { secrets, config }) => authenticate(request, secrets, config.header),

  challenge,

  normalise: (request, { digest }) => normalise(request, digest),

  async fetch({ subject, config, credentials, now }, { signal }): Promise<Fetched> {
    if (!UserId.safeParse(subject).success) return { kind: 'fault', fault: { kind: 'invalid', field: 'subject' } };
    const url = `${config.url}/api/v1/users/${subject}`;
    const attempts = credentials.map((token) => ({ accept: 'application/json', authorization: `SSWS ${token}` }));
    const answer = await readRecord({ url, attempts, now, signal, resetHeader: 'x-rate-limit-reset' });
    if (answer.kind === 'fault') return answer;
    if (answer.kind === 'record') return statementOf(answer.body, subject, config.fields);
    if (isNotFound(answer.body)) return { kind: 'absent' };
    return { kind: 'fault', fault: { kind: 'contractBreach', detail: "a 404 that is not Okta's" } };
  },

  isSecret,

  newSecret: (random) => Buffer.from(random).toString('base64url'),

  nobody: '00u00000000000000000',

  sample(occasion, { secret, now, id, config }) {
    return {
      headers: { 'content-type': 'application/json', 'user-agent': 'Okta-Integrations', [config.header]: secret },
      body: JSON.stringify(sampleBody(occasion, now, id)),
    };
  },
};

const typeOf = {
  hire: 'user.lifecycle.activate',
  move: 'user.account.update_profile',
  leave: 'user.lifecycle.deactivate',
  rehire: 'user.lifecycle.reactivate',
} as const;

/** The hook's envelope and the parts of a System Log event that matter (developer.okta.com, "Event hooks"). */
function sampleBody({ what, subject, attributes }: Occasion, now: number, id: string) {
  const published = new Date(now).toISOString();
  const user = { id: subject, type: 'User', alternateId: attributes.email ?? 'unknown', displayName: subject };
  const log = {
    uuid: id,
    published,
    eventType: typeOf[what],
    version: '0',
    severity: 'INFO',
    actor: { id: '00u0000000000000admn', type: 'User', alternateId: 'system@okta.com', displayName: 'Okta System' },
    outcome: { result: 'SUCCESS', reason: null },
    target: [{ ...user, detailEntry: null }],
  };
  return {
    eventType: 'com.okta.event_hook',
    eventTypeVersion: '1.0',
    cloudEventsVersion: '0.1',
    source: 'https://frontdesk.example/api/v1/eventHooks/sample',
    eventId: `${id}-hook`,
    data: { events: [log] },
    eventTime: published,
    contentType: 'application/json',
  };
}
