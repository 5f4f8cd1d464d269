// Intake: nothing is acknowledged before it is durable, nothing forged gets in, and nothing that came in is repeated.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { dueAt } from '../../shared/core/inbox.ts';
import { attention } from '../../shared/steps/attention.ts';
import { redrive } from '../../shared/steps/redrive.ts';
import { tableFaults } from '../memory/table-faults.ts';
import { NOW } from '../sources/world.ts';
import { threeEmployees } from '../sources/worlds/bamboohr.ts';
import { hookBody, logEvent } from '../sources/worlds/okta.ts';
import { acceptBench, type WorldName, worlds } from './accept-bench.ts';

const isRow = (call: { writes?: readonly { kind: string; item?: { table: string } }[] }) =>
  call.writes?.some((write) => write.item?.table === 'state') ?? false;

test('a source whose settings cannot be used sends its vendor back for later, and keeps and tells nothing', async () => {
  const bench = acceptBench({ unusable: 'config.url: Invalid URL' });
  const reply = await bench.post('hr');
  expect([reply.status, reply.headers?.['retry-after'], reply.body?.includes('config.url')]).toEqual([
    503,
    '300',
    false,
  ]);
  expect(bench.rows()).toEqual([]);
  expect(bench.logged).toEqual(['source-unusable {"source":"hr","why":"config.url: Invalid URL"}']);
});

describe('a delivery that is accepted', () => {
  test('is in the inbox, sealed, due in a minute, and wakes the lane of its kind', async () => {
    const bench = acceptBench();
    const reply = await bench.post('hr');
    expect(reply).toEqual({
      status: 202,
      headers: { 'content-type': 'application/json' },
      body: '{"events":["hr:4711:msg_2KWPBgLlAfxdpx2AI54pPJ85f4W"]}',
    });
    const [row] = bench.rows();
    expect(row).toMatchObject({
      tenant: 'acme',
      source: 'hr',
      subject: '4711',
      receivedAt: NOW,
      leaves: false,
      thin: false,
      tries: 0,
    });
    expect(row?.sealed).not.toContain('Cook');
    expect(row && (await bench.opened(row))).toMatchObject({
      statement: { attributes: { title: 'Cook', site: null } },
    });
    const [item] = bench.table.contents('state');
    expect(item?.index?.at).toBe(dueAt(NOW + 60_000));
    expect(bench.sent).toMatchObject([
      {
        queue: 'events',
        group: 'acme#hr#4711',
        body: { tenant: 'acme', source: 'hr', subject: '4711', event: row?.event },
      },
    ]);
  });

  test('is answered as its vendor wants it, and leavers go ahead', async () => {
    const bench = acceptBench();
    expect(await bench.post('okta')).toEqual({ status: 204 });
    expect((await bench.post('bamboo')).status).toBe(200);
    expect(bench.sent.map(({ queue }) => queue)).toEqual(['events-urgent', 'events']);
    expect(bench.rows().every(({ thin }) => thin)).toBe(true);
  });

  test('twice makes one row and one answer, and the wake-up is sent again', async () => {
    const bench = acceptBench();
    const [first, second] = [await bench.post('hr'), await bench.post('hr')];
    expect(second).toEqual(first);
    expect(bench.rows()).toHaveLength(1);
    expect(new Set(bench.sent.map(({ deduplicationId }) => deduplicationId)).size).toBe(1);
  });

  test('at the same moment in two places makes one row', async () => {
    const bench = acceptBench();
    const replies = await Promise.all(Array.from({ length: 20 }, () => bench.post('bamboo', threeEmployees)));
    expect(replies.map(({ status }) => status)).toEqual(Array(20).fill(200));
    expect(bench.rows()).toHaveLength(3);
  });

  test('in a batch has a row for each event, however many there are', async () => {
    const bench = acceptBench();
    const logs = Array.from({ length: 150 }, (_, n) =>
      logEvent('user.account.update_profile', { uuid: `u-${n % 140}` }),
    );
    expect((await bench.post('okta', hookBody(logs))).status).toBe(204);
    expect(bench.rows()).toHaveLength(140);
    expect(bench.sent).toHaveLength(140);
  });

  test('of which an entry is torn brings the others in, and what was lost is listed before the answer, without a word of it', async () => {
    const bench = acceptBench();
    const body = hookBody([{ uuid: 5, canary: 'canary' }, logEvent('user.lifecycle.deactivate')]);
    expect(await bench.post('okta', body)).toEqual({ status: 204 });
    expect(bench.rows()).toMatchObject([{ source: 'okta', leaves: true }]);
    const waits = await attention(bench.pipeline);
    expect(waits).toMatchObject({
      events: [],
      people: [],
      deliveries: [{ source: 'okta', unreadable: 1, at: new Date(NOW).toISOString() }],
    });
    expect(bench.logged.join()).toContain('entries-not-understood');
    expect(JSON.stringify([waits, bench.logged])).not.toContain('canary');
    await redrive(bench.pipeline)({ actor: 'alpha' });
    expect((await attention(bench.pipeline)).deliveries).toEqual([]);
    expect((await bench.post('okta', hookBody([{ uuid: 5 }]))).status).toBe(400);
  });

  test('about nobody is a success without a row', async () => {
    const bench = acceptBench();
    expect((await bench.post('hr', worlds.hr.unknown)).body).toBe('{"events":[]}');
    expect([bench.rows(), bench.sent]).toEqual([[], []]);
  });
});

describe('no acknowledgement without a row', () => {
  test('a store that fails, at whichever row, is a 503 with a time to come back; the next try completes it', async () => {
    for (const fault of ['throttled', 'request-lost', 'reply-lost'] as const)
      for (let failing = 0; failing < 3; failing++) {
        let seen = 0;
        const bench = acceptBench({
          hooks: tableFaults((call) => (isRow(call) && seen++ === failing ? fault : undefined)),
        });
        const first = await bench.post('bamboo', threeEmployees);
        expect(first, `${fault} ${failing}`).toMatchObject({ status: 503, headers: { 'retry-after': '5' } });
        expect(bench.sent).toEqual([]);
        expect((await bench.post('bamboo', threeEmployees)).status).toBe(200);
        expect(bench.rows()).toHaveLength(3);
      }
  });

  test('a wake-up that cannot be sent is no failure: the due index has the row', async () => {
    const bench = acceptBench({ queues: { send: () => Promise.reject(new Error('queue down')) } });
    expect((await bench.post('hr')).status).toBe(202);
    expect(bench.rows()).toHaveLength(1);
  });

  test('the row is there before the wake-up, which is there before the answer', async () => {
    const order: string[] = [];
    const bench = acceptBench({
      hooks: { after: (call) => void (isRow(call) && order.push('row')) },
      queues: { send: async () => void order.push('wake-up') },
    });
    await bench.post('hr');
    expect([...order, 'answer']).toEqual(['row', 'wake-up', 'answer']);
  });

  test('secrets that cannot be read are a 503, not a refusal that the vendor would take for final', async () => {
    const bench = acceptBench({ secrets: () => Promise.reject(new Error('canary')) });
    expect(await bench.post('okta')).toMatchObject({ status: 503 });
    expect(bench.logged.join()).not.toContain('canary');
  });
});

describe('a delivery that is not accepted', () => {
  test('is refused with one and the same 401, whatever is wrong with its signature', async () => {
    const bench = acceptBench();
    const { headers, body } = worlds.hr.deliver(worlds.hr.one, { secret: worlds.hr.secrets.live.sign, now: NOW });
    const wrong = [
      {},
      { ...headers, 'webhook-signature': 'v1,AAAA' },
      { ...headers, 'webhook-timestamp': '1' },
      { ...headers, 'webhook-timestamp': 'x' },
      { ...headers, 'webhook-id': 'other' },
    ];
    const replies = await Promise.all(wrong.map((each) => bench.ask('hr', { headers: each, body })));
    const bare = acceptBench({ secrets: async () => [] });
    replies.push(await bare.ask('hr', { headers, body }));
    for (const reply of replies) expect(reply).toEqual(replies[0]);
    expect(replies[0]).toMatchObject({ status: 401, headers: { 'content-type': 'application/problem+json' } });
    expect([...bench.rows(), ...bench.sent]).toEqual([]);
    expect(bench.logged).toContain('delivery-refused {"source":"hr","reason":"too-old"}');
  });

  test('is 400 when it is signed but not understood, without a word of what came', async () => {
    const bench = acceptBench();
    for (const body of [
      'canary',
      '{"canary":1}',
      '{"type":"person.left","timestamp":"2026-11-21T09:30:00Z","data":{"canary":"canary"}}',
    ]) {
      const reply = await bench.post('hr', body);
      expect(reply.status).toBe(400);
      expect(JSON.stringify(reply)).not.toContain('canary');
    }
    expect(bench.logged.join()).not.toContain('canary');
  });

  test('is 413 when it is too large, before anything is hashed', async () => {
    let asked = 0;
    const bench = acceptBench({
      source: (source) => ({
        ...source,
        authenticate(...parts) {
          asked += 1;
          return source.authenticate?.(...parts) ?? { ok: false, reason: 'no-signature' };
        },
      }),
    });
    expect((await bench.ask('hr', { body: new Uint8Array(1_000_001) })).status).toBe(413);
    expect(asked).toBe(0);
    expect((await bench.ask('hr', { body: new Uint8Array(1_000_000) })).status).toBe(401);
    expect(asked).toBe(1);
  });

  test('is 404 for a source that is not configured, whatever its name means to JavaScript', async () => {
    const bench = acceptBench();
    for (const name of ['', 'other', '__proto__', 'constructor', 'HR'])
      expect(await bench.ask(name, {}), name).toEqual(await bench.ask('nobody', {}));
    expect((await bench.ask('nobody', {})).status).toBe(404);
  });

  test('is 405 by another method, but for the challenge of a vendor that has one', async () => {
    const bench = acceptBench();
    for (const method of ['GET', 'PUT', 'DELETE', 'HEAD'])
      expect(await bench.ask('hr', { method }), method).toMatchObject({ status: 405, headers: { allow: 'POST' } });
    const headers = { 'x-okta-verification-challenge': 'abc' };
    expect(await bench.ask('okta', { method: 'GET', headers })).toMatchObject({
      status: 200,
      body: '{"verification":"abc"}',
    });
    expect((await bench.ask('hr', { method: 'GET', headers })).status).toBe(405);
    expect((await bench.ask('okta', { method: 'GET' })).status).toBe(405);
  });

  test('is never a 5xx and never in the inbox, whatever a stranger sends', async () => {
    const bench = acceptBench();
    const text = fc.uint8Array({ maxLength: 60 }).map((bytes) => Buffer.from(bytes).toString('latin1'));
    const names = [
      'webhook-id',
      'webhook-timestamp',
      'webhook-signature',
      'x-bamboohr-signature',
      'x-bamboohr-timestamp',
      'authorization',
      'content-type',
    ];
    const headers = fc.dictionary(fc.constantFrom(...names), fc.oneof(text, fc.constant(String(NOW / 1000))));
    const request = fc.record({
      headers,
      body: fc.uint8Array({ maxLength: 200 }),
      method: fc.constantFrom('POST', 'GET', 'PUT'),
    });
    await fc.assert(
      fc.asyncProperty(fc.constantFrom<WorldName>('hr', 'bamboo', 'okta'), request, async (name, asked) => {
        expect([401, 405]).toContain((await bench.ask(name, asked)).status);
      }),
      { numRuns: 1000 },
    );
    expect([...bench.rows(), ...bench.sent]).toEqual([]);
  });

  test('is never a 5xx either when it is signed and spoilt', async () => {
    const bench = acceptBench();
    const body = fc.oneof(
      fc.json(),
      fc.string(),
      fc.constantFrom('null', '[]', '{"data":{"events":[{}]}}', '{"employees":[null]}'),
    );
    await fc.assert(
      fc.asyncProperty(fc.constantFrom<WorldName>('hr', 'bamboo', 'okta'), body, async (name, text) => {
        expect((await bench.post(name, text)).status).toBeLessThan(500);
      }),
      { numRuns: 1000 },
    );
  });
});

test('no personal data is in a queue, a log or outside the seal', async () => {
  const bench = acceptBench();
  const data = { id: '4711', attributes: { email: 'canary@acme.example', title: 'canary' } };
  await bench.post('hr', JSON.stringify({ type: 'person.changed', timestamp: '2026-11-21T09:30:00Z', data }));
  expect(bench.rows()).toHaveLength(1);
  expect(JSON.stringify([bench.sent, bench.logged, bench.table.contents('state')])).not.toContain('canary');
});
