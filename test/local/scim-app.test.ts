import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import http from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type RunningScimApp, startScimApp } from '../../infra/local/targets/scim-app.ts';

let dataDir: string;
let app: RunningScimApp;
const start = () => startScimApp({ dataDir, port: 0, tokens: ['one', 'two'], groups: ['engineering'] });

beforeEach(async () => {
  dataDir = mkdtempSync(join(tmpdir(), 'scim-app-'));
  app = await start();
});
afterEach(async () => {
  await app.stop();
  rmSync(dataDir, { recursive: true });
});

const call = async (method: string, path: string, body?: object) => {
  const headers = { authorization: 'Bearer one', 'content-type': 'application/scim+json' };
  const reply = await fetch(`${app.baseUrl}${path}`, { method, headers, body: body ? JSON.stringify(body) : null });
  const text = await reply.text();
  return { status: reply.status, body: text === '' ? {} : JSON.parse(text) };
};
const hire = async (userName: string, more: object = {}) =>
  (await call('POST', '/Users', { schemas: ['urn:ietf:params:scim:schemas:core:2.0:User'], userName, ...more })).body;
const joinGroup = async (groupId: string, value: string) =>
  call('PATCH', `/Groups/${groupId}`, {
    schemas: ['urn:ietf:params:scim:api:messages:2.0:PatchOp'],
    Operations: [{ op: 'add', path: 'members', value: [{ value }] }],
  });
const engineering = async () => (await call('GET', '/Groups')).body.Resources[0];
const accounts = async () => (await fetch(`${app.url}/accounts.json`)).json();

describe('what was answered is kept', () => {
  test('accounts and groups are there after a restart', async () => {
    const ada = await hire('ada', { externalId: 'hr-1', displayName: 'Ada' });
    await joinGroup((await engineering()).id, ada.id);
    await hire('gone');
    const [, gone] = (await call('GET', '/Users')).body.Resources;
    await call('DELETE', `/Users/${gone.id}`);
    await app.stop();
    app = await start();
    expect(await accounts()).toMatchObject([
      { userName: 'ada', name: 'Ada', state: 'active', groups: ['engineering'], externalId: 'hr-1' },
    ]);
    expect((await call('GET', `/Users/${ada.id}`)).body.userName).toBe('ada');
  });

  test('a journal whose last line was cut by a kill still opens, without that line', async () => {
    await hire('ada');
    await app.stop();
    const file = join(dataDir, 'scim-app.jsonl');
    writeFileSync(file, `${readFileSync(file, 'utf8')}{"kind":"user","id":"half","rec`);
    app = await start();
    expect(await accounts()).toMatchObject([{ userName: 'ada' }]);
  });
});

describe('who may ask', () => {
  test('any live token is taken, no other', async () => {
    const statusFor = async (authorization: string) =>
      (await fetch(`${app.baseUrl}/Users`, { headers: { authorization } })).status;
    expect(await statusFor('Bearer two')).toBe(200);
    expect(await statusFor('Bearer three')).toBe(401);
    expect(await statusFor('')).toBe(401);
  });

  test('the page is not shown to another site that points its name here', async () => {
    const status = await new Promise((done) => {
      http.get(app.url, { headers: { host: 'evil.example' } }, (reply) => done(reply.resume().statusCode));
    });
    expect(status).toBe(403);
  });

  test('the page shows what people are called, and runs nothing of it', async () => {
    await hire('<script>alert(1)</script>');
    const page = await (await fetch(app.url)).text();
    expect(page).not.toContain('<script>');
    expect(page).toContain('1 accounts');
  });
});

describe('people at the same time', () => {
  test('thirty join one group at once and all are in it', async () => {
    const { id } = await engineering();
    const users = await Promise.all(Array.from({ length: 30 }, (_, n) => hire(`user${n}`)));
    await Promise.all(users.map((user) => joinGroup(id, user.id)));
    expect((await engineering()).members).toHaveLength(30);
  });

  test('two of one name at once make one account and one refusal', async () => {
    await Promise.all([hire('ada'), hire('ADA')]);
    expect(await accounts()).toHaveLength(1);
  });

  test('somebody who is not there cannot join', async () => {
    const { id } = await engineering();
    expect((await joinGroup(id, 'nobody')).status).toBe(400);
    expect((await engineering()).members ?? []).toEqual([]);
  });
});

test('a long list comes in pages that are all different and count everybody', async () => {
  for (let n = 0; n < 23; n += 1) await hire(`user${String(n).padStart(2, '0')}`);
  const seen: string[] = [];
  for (let startIndex = 1; startIndex <= 23; startIndex += 5) {
    const { body } = await call('GET', `/Users?startIndex=${startIndex}&count=5`);
    expect(body.totalResults).toBe(23);
    seen.push(...body.Resources.map((user: { userName: string }) => user.userName));
  }
  expect(seen).toEqual([...new Set(seen)]);
  expect(seen).toHaveLength(23);
});

describe('its tokens', () => {
  const tokens = async (method: string, path: string, token: string) => {
    const reply = await fetch(`${app.tokenUrl}/${path}`, { method, headers: { authorization: `Bearer ${token}` } });
    return {
      status: reply.status,
      token: reply.status === 201 ? ((await reply.json()) as { token: string }).token : '',
    };
  };
  const opens = async (token: string) =>
    (await fetch(`${app.baseUrl}/Users`, { headers: { authorization: `Bearer ${token}` } })).ok;

  test('two are taken side by side until one ends itself', async () => {
    const { token } = await tokens('PUT', 'rotation-1', 'one');
    expect([await opens('one'), await opens(token)]).toEqual([true, true]);
    expect((await tokens('DELETE', 'self', 'one')).status).toBe(204);
    expect([await opens('one'), await opens(token)]).toEqual([false, true]);
  });

  test('an id that asks again gets another token, and the first is no stray one', async () => {
    const first = await tokens('PUT', 'rotation-1', 'one');
    const second = await tokens('PUT', 'rotation-1', 'one');
    expect([await opens(first.token), await opens(second.token)]).toEqual([false, true]);
  });

  test('a stranger gets none, and a restart brings no ended one back', async () => {
    expect((await tokens('PUT', 'rotation-1', 'nobody')).status).toBe(401);
    const { token } = await tokens('PUT', 'rotation-1', 'one');
    await tokens('DELETE', 'self', 'one');
    await app.stop();
    app = await start();
    expect([await opens('one'), await opens(token)]).toEqual([false, true]);
    expect(readFileSync(join(dataDir, 'scim-app-tokens.json'), 'utf8')).not.toContain(token);
  });
});
