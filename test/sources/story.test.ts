// One person's story told by each source, from the delivery to what the fold makes of it.
import { describe, expect, test } from 'vitest';
import { employeeAfter } from '../../infra/local/vendors/bamboohr.ts';
import { userAfter } from '../../infra/local/vendors/okta.ts';
import { absorb, factOf } from '../../shared/core/fact.ts';
import { fold } from '../../shared/core/fold.ts';
import type { Statement } from '../../shared/model/event.ts';
import type { Fact } from '../../shared/model/person.ts';
import type { Occasion } from '../../shared/ports/source.ts';
import { type ApiWorld, digest, NOW, normalised, type SourceWorld } from './world.ts';
import { bambooApi, bambooWorld } from './worlds/bamboohr.ts';
import { oktaApi, oktaWorld } from './worlds/okta.ts';
import { standardWorld } from './worlds/standard.ts';

const HOUR = 3_600_000;
const authority = { source: 'hr', owns: ['*'], zone: 'UTC' };
const mara = {
  userName: 'mara.lind',
  email: 'mara.lind@acme.example',
  givenName: 'Mara',
  familyName: 'Lind',
  title: 'Cook',
  department: 'Kitchen',
};

type Change = (api: ApiWorld, occasion: Occasion, now: number) => void;

/** What the source says after the occasion: in the delivery, or in the record that HR changed before it. */
async function statementAfter(
  world: SourceWorld,
  occasion: Occasion,
  { now, api, change }: { now: number; api: ApiWorld | undefined; change: Change | undefined },
): Promise<Statement> {
  const config = world.source.config.parse(api?.config ?? world.config);
  if (api) change?.(api, occasion, now);
  const sample = world.source.sample?.(occasion, { secret: world.secrets.live.sign, now, id: `id${now}`, config });
  const answer = normalised(world, {
    method: 'POST',
    headers: sample?.headers ?? {},
    body: Buffer.from(sample?.body ?? ''),
  });
  const [event] = answer.kind === 'events' ? answer.events : [];
  if (event?.statement) return event.statement;
  const request = { subject: event?.subject ?? '', config, credentials: [api?.credential.good ?? ''], now };
  const fetched = await world.source.fetch?.(request, { digest, signal: AbortSignal.timeout(5_000) });
  if (fetched?.kind !== 'found') throw new Error(JSON.stringify(fetched));
  return fetched.statement;
}

const changeEmployee: Change = (api, occasion, now) =>
  api.put(
    occasion.subject,
    employeeAfter(occasion, api.record(occasion.subject), new Date(now).toISOString().slice(0, 10)),
  );
const changeUser: Change = (api, occasion, now) =>
  api.put(occasion.subject, userAfter(occasion, api.record(occasion.subject), now));

interface Teller {
  readonly name: string;
  readonly world: SourceWorld;
  readonly subject: string;
  readonly open?: () => Promise<ApiWorld>;
  readonly change?: Change;
}

const tellers: readonly Teller[] = [
  { name: 'Standard Webhooks', world: standardWorld, subject: '4711' },
  { name: 'BambooHR', world: bambooWorld, subject: '5000', open: bambooApi, change: changeEmployee },
  { name: 'Okta', world: oktaWorld, subject: '00uMARALIND000000000', open: oktaApi, change: changeUser },
];

describe.each(tellers)('told by $name', ({ world, subject, open, change }) => {
  test('she is hired, moves the same day, leaves, and is hired again as a new employment', async () => {
    const api = await open?.();
    let facts: readonly Fact[] = [];
    const seen: unknown[] = [];
    const tell = async (
      what: Occasion['what'],
      hours: number,
      more: { attributes?: Occasion['attributes']; date: string },
    ) => {
      const now = NOW + hours * HOUR;
      const occasion = { what, subject, attributes: more.attributes ?? {}, date: more.date };
      const statement = await statementAfter(world, occasion, { now, api, change });
      facts = absorb(facts, factOf(statement, `e${hours}`, { authority, fallback: now }), now).facts;
      const { status, attributes, epoch } = fold(facts, now + 60_000);
      seen.push(`${status} ${attributes.title} ${attributes.department}`);
      return epoch;
    };
    const first = await tell('hire', 0, { attributes: mara, date: '2026-11-21' });
    await tell('move', 1, { attributes: { title: 'Chef', department: 'Grill' }, date: '2026-11-21' });
    const gone = await tell('leave', 72, { date: '2026-11-22' });
    const second = await tell('rehire', 100, { attributes: { title: 'Cook' }, date: '2026-11-25' });
    await api?.close();
    expect(seen).toEqual(['active Cook Kitchen', 'active Chef Grill', 'left Chef Grill', 'active Cook Grill']);
    expect(gone).toBeUndefined();
    expect(second ?? 0).toBeGreaterThan(first ?? Number.POSITIVE_INFINITY);
  });
});
