// Clients at once, and a store that refuses, loses requests or loses replies: one effect or none, and never a half.
import { expect, it } from 'vitest';
import type { TableCall } from '../memory/memory-table.ts';
import { type TableFault, tableFaults } from '../memory/table-faults.ts';
import { isConsistent } from './consistency.ts';
import { anEndpoint, aStoredUser, aUser, type TestEndpoint } from './endpoint.ts';

/** Lets other requests in between any two calls to the store. */
const interleaved = { before: () => new Promise<void>((resolve) => setImmediate(resolve)) };

function statuses(answers: readonly { readonly status: number }[]): readonly number[] {
  return answers.map(({ status }) => status).sort();
}

it('of many creations with one name at once, exactly one succeeds', async () => {
  for (const rivals of [2, 5, 8]) {
    const endpoint = anEndpoint({ hooks: interleaved });
    const names = Array.from({ length: rivals }, (_, at) => (at % 2 ? 'Mara@Example.com' : 'mara@example.com'));
    const answers = await Promise.all(names.map((name) => endpoint.ask('POST', '/Users', { body: aUser(name) })));
    expect(statuses(answers)).toEqual([201, ...Array.from({ length: rivals - 1 }, () => 409)]);
    isConsistent(endpoint);
  }
});

it('of two changes that name the same version, exactly one succeeds', async () => {
  const endpoint = anEndpoint({ hooks: interleaved });
  const id = await aStoredUser(endpoint, 'mara@example.com');
  const changes = ['A', 'B', 'C'].map((value) =>
    endpoint.patch(id, [{ op: 'replace', path: 'title', value }], { 'if-match': 'W/"1"' }),
  );
  expect(statuses(await Promise.all(changes))).toEqual([200, 412, 412]);
  isConsistent(endpoint);
});

it('changes to different attributes at once all hold when no version is named', async () => {
  const endpoint = anEndpoint({ hooks: interleaved });
  const id = await aStoredUser(endpoint, 'mara@example.com');
  const paths = ['title', 'nickName', 'locale', 'displayName'];
  const answers = await Promise.all(paths.map((path) => endpoint.patch(id, [{ op: 'replace', path, value: path }])));
  expect(statuses(answers)).toEqual([200, 200, 200, 200]);
  const { json } = await endpoint.ask('GET', `/Users/${id}`);
  expect(paths.map((path) => json[path])).toEqual(paths);
  expect(json.meta.version).toBe('W/"5"');
  isConsistent(endpoint);
});

it('two users that swap into one free name cannot both have it', async () => {
  const endpoint = anEndpoint({ hooks: interleaved });
  const ids = [await aStoredUser(endpoint, 'a@example.com'), await aStoredUser(endpoint, 'b@example.com')];
  const answers = await Promise.all(
    ids.map((id) => endpoint.patch(id, [{ op: 'replace', path: 'userName', value: 'c@example.com' }])),
  );
  expect(statuses(answers)).toEqual([200, 409]);
  isConsistent(endpoint);
});

it('a deletion and a change at once leave the user whole or gone', async () => {
  const endpoint = anEndpoint({ hooks: interleaved });
  const id = await aStoredUser(endpoint, 'mara@example.com');
  const [gone, changed] = await Promise.all([
    endpoint.ask('DELETE', `/Users/${id}`),
    endpoint.patch(id, [{ op: 'replace', path: 'userName', value: 'm@example.com' }]),
  ]);
  expect(gone.status).toBe(204);
  expect([200, 404]).toContain(changed.status);
  expect((await endpoint.ask('GET', '/Users')).json.totalResults).toBe(0);
  isConsistent(endpoint);
});

function withFaults(choose: (call: TableCall, at: number) => TableFault | undefined): TestEndpoint {
  let writes = 0;
  return anEndpoint({
    hooks: tableFaults((call) =>
      call.op === 'write' && call.writes?.some(({ kind }) => kind !== 'check') ? choose(call, writes++) : undefined,
    ),
  });
}

const isUser = (call: TableCall) => (call.writes?.length ?? 0) > 1;

for (const fault of ['conflict', 'throttled', 'request-lost', 'reply-lost'] as const)
  it(`a single "${fault}" at any write is not seen by the client and doubles nothing`, async () => {
    for (let at = 0; at < 12; at++) {
      const endpoint = withFaults((call, write) => (isUser(call) && write === at ? fault : undefined));
      const created = await endpoint.ask('POST', '/Users', { body: aUser('mara@example.com') });
      const { id } = created.json;
      const changed = await endpoint.patch(id, [{ op: 'replace', path: 'title', value: 'Lead' }]);
      const gone = await endpoint.patch(id, [{ op: 'replace', path: 'userName', value: 'm@example.com' }]);
      expect([at, created.status, changed.status, gone.json.meta?.version]).toEqual([at, 201, 200, 'W/"3"']);
      isConsistent(endpoint);
      expect((await endpoint.ask('DELETE', `/Users/${id}`)).status).toBe(204);
      isConsistent(endpoint);
      expect(await endpoint.inbox()).toHaveLength(4);
    }
  });

const isSecondVersion = (call: TableCall) =>
  call.writes?.some((write) => write.kind === 'put' && write.item.fields.n === 2);

it('a change whose reply was lost is not refused as stale by its own effect', async () => {
  const endpoint = withFaults((call) => (isSecondVersion(call) ? 'reply-lost' : undefined));
  const id = await aStoredUser(endpoint, 'mara@example.com');
  const changed = await endpoint.patch(id, [{ op: 'replace', path: 'title', value: 'Lead' }], { 'if-match': 'W/"1"' });
  expect([changed.status, changed.json.meta?.version, endpoint.sent.length]).toEqual([200, 'W/"2"', 2]);
});

it('a store that is down is a 503 with a time to come back, and nothing is half done', async () => {
  for (const fault of ['throttled', 'request-lost', 'conflict'] as const) {
    let isDown = false;
    const endpoint = anEndpoint({ hooks: tableFaults(() => (isDown ? fault : undefined)) });
    const id = await aStoredUser(endpoint, 'mara@example.com');
    isDown = true;
    for (const answer of [
      await endpoint.ask('POST', '/Users', { body: aUser('noor@example.com') }),
      await endpoint.ask('GET', `/Users/${id}`),
      await endpoint.ask('GET', '/Users'),
      await endpoint.patch(id, [{ op: 'replace', path: 'title', value: 'x' }]),
      await endpoint.ask('DELETE', `/Users/${id}`),
    ])
      expect([answer.status, answer.headers['retry-after'], answer.json.status]).toEqual([503, '5', '503']);
    isDown = false;
    isConsistent(endpoint);
    expect((await endpoint.ask('GET', `/Users/${id}`)).json.meta.version).toBe('W/"1"');
  }
});

it('a crowd of creations at once is all there and all counted', async () => {
  const endpoint = anEndpoint({ hooks: interleaved });
  const names = Array.from({ length: 40 }, (_, at) => `p${at}@example.com`);
  const answers = await Promise.all(names.map((name) => endpoint.ask('POST', '/Users', { body: aUser(name) })));
  expect(new Set(statuses(answers))).toEqual(new Set([201]));
  expect((await endpoint.ask('GET', '/Users')).json.totalResults).toBe(40);
  isConsistent(endpoint);
});

it('a client that changes one user forty times at once is never told that we failed', async () => {
  const endpoint = anEndpoint({ hooks: interleaved });
  const id = await aStoredUser(endpoint, 'mara@example.com');
  const titles = Array.from({ length: 40 }, (_, at) => `title ${at}`);
  const answers = await Promise.all(
    titles.map((value) => endpoint.patch(id, [{ op: 'replace', path: 'title', value }])),
  );
  expect(new Set(statuses(answers))).toEqual(new Set([200]));
  expect((await endpoint.ask('GET', `/Users/${id}`)).json.meta.version).toBe('W/"41"');
  isConsistent(endpoint);
});
