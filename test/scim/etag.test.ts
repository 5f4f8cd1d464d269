// Entity tags: a client changes only the version it has seen, and reads again only what changed.
import { describe, expect, it } from 'vitest';
import { anEndpoint, aStoredUser } from './endpoint.ts';

const rename = [{ op: 'replace', path: 'displayName', value: 'Mara L.' }];

describe('versions of a user', () => {
  it('rise with each change, in header, body and time', async () => {
    const endpoint = anEndpoint();
    const id = await aStoredUser(endpoint, 'mara@example.com');
    const before = await endpoint.ask('GET', `/Users/${id}`);
    const after = await endpoint.patch(id, rename);
    expect([after.headers.etag, after.json.meta.version]).toEqual(['W/"2"', 'W/"2"']);
    expect(Date.parse(after.json.meta.lastModified)).toBeGreaterThan(Date.parse(before.json.meta.lastModified));
    expect(after.json.meta.created).toBe(before.json.meta.created);
  });

  it('do not rise by a change that changes nothing, and nobody hears of it', async () => {
    const endpoint = anEndpoint();
    const id = await aStoredUser(endpoint, 'mara@example.com');
    const before = await endpoint.ask('GET', `/Users/${id}`);
    const same = [
      [{ op: 'replace', value: { active: true } }],
      [{ op: 'add', path: 'emails', value: [{ value: 'mara@example.com', type: 'work', primary: true }] }],
      [{ op: 'remove', path: 'nickName' }],
      [{ op: 'replace', path: 'password', value: 'another' }],
      [
        { op: 'add', path: 'title', value: 'x' },
        { op: 'remove', path: 'title' },
      ],
    ];
    for (const operations of same) {
      const after = await endpoint.patch(id, operations);
      expect([after.status, after.text]).toEqual([200, before.text]);
    }
    expect(await endpoint.inbox()).toHaveLength(1);
    expect(endpoint.sent).toHaveLength(1);
  });

  it('refuse a change with a stale If-Match and take one with the present tag or a star', async () => {
    const endpoint = anEndpoint();
    const id = await aStoredUser(endpoint, 'mara@example.com');
    for (const [tag, status] of [
      ['W/"2"', 412],
      ['nonsense', 412],
      ['', 412],
      ['W/"1"', 200],
      ['*', 200],
      ['W/"9", W/"2"', 200],
    ] as const)
      expect([tag, (await endpoint.patch(id, rename, { 'if-match': tag })).status]).toEqual([tag, status]);
    expect((await endpoint.ask('DELETE', `/Users/${id}`, { headers: { 'if-match': 'W/"1"' } })).status).toBe(412);
    expect((await endpoint.ask('DELETE', `/Users/${id}`, { headers: { 'if-match': 'W/"2"' } })).status).toBe(204);
  });

  it('save a reader the body it has', async () => {
    const endpoint = anEndpoint();
    const id = await aStoredUser(endpoint, 'mara@example.com');
    const same = await endpoint.ask('GET', `/Users/${id}`, { headers: { 'if-none-match': 'W/"1"' } });
    expect([same.status, same.text, same.headers.etag]).toEqual([304, '', 'W/"1"']);
    expect((await endpoint.ask('GET', `/Users/${id}`, { headers: { 'if-none-match': 'W/"0"' } })).status).toBe(200);
  });

  it('are shown for each user of a list', async () => {
    const endpoint = anEndpoint();
    const id = await aStoredUser(endpoint, 'mara@example.com');
    await endpoint.patch(id, rename);
    expect((await endpoint.ask('GET', '/Users')).json.Resources[0]?.meta.version).toBe('W/"2"');
  });

  it('rise in time too when a clock stands still or goes back', async () => {
    let now = Date.parse('2026-03-02T09:00:00.000Z');
    const endpoint = anEndpoint({ now: () => now });
    const id = await aStoredUser(endpoint, 'mara@example.com');
    await endpoint.patch(id, [{ op: 'replace', path: 'active', value: false }]);
    now -= 600_000;
    await endpoint.patch(id, [{ op: 'replace', path: 'active', value: true }]);
    await endpoint.ask('DELETE', `/Users/${id}`);
    const told = (await endpoint.inbox()).flatMap(({ statement }) => (statement ? [statement] : []));
    const versions = told.map(({ version }) => version ?? 0).sort((a, b) => a - b);
    expect(versions.map((version) => version - (versions[0] ?? 0))).toEqual([0, 1, 2, 3]);
  });
});
