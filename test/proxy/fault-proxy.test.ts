import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type FaultProxy, startFaultProxy } from './fault-proxy.ts';

let calls = 0;
const server = createServer((_, response) => {
  calls += 1;
  response.end(`answer ${calls}`);
});
let proxy: FaultProxy;

beforeAll(async () => {
  await new Promise<void>((done) => void server.listen(0, '127.0.0.1', done));
  proxy = await startFaultProxy(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
});
afterAll(async () => {
  await proxy.stop();
  server.closeAllConnections();
  server.close();
});

const get = async (path = '/') => {
  const reply = await fetch(`${proxy.origin}${path}`);
  return { status: reply.status, text: await reply.text(), wait: reply.headers.get('retry-after') };
};

test('only the attempts that a rule names are troubled', async () => {
  proxy.plant({ attempts: { from: 2, to: 2 }, does: { kind: 'reply', reply: { status: 500 } } });
  expect([(await get()).status, (await get()).status, (await get()).status]).toEqual([200, 500, 200]);
  await proxy.heal();
});

test('after the effect, before the reply: the server did it and the client does not know', async () => {
  const before = calls;
  proxy.plant({ does: { kind: 'cut', phase: 'after-effect' } });
  await expect(get()).rejects.toThrow();
  expect(calls).toBe(before + 1);
  await proxy.heal();
});

test('before the call: the server never hears of it', async () => {
  const before = calls;
  proxy.plant({ does: { kind: 'cut', phase: 'before' } });
  await expect(get()).rejects.toThrow();
  expect(calls).toBe(before);
  await proxy.heal();
});

test('a stale list is the reply of before', async () => {
  const first = await get('/list');
  proxy.plant({ does: { kind: 'stale', ms: 0 } });
  expect((await get('/list')).text).toBe(first.text);
  await proxy.heal();
  expect((await get('/list')).text).not.toBe(first.text);
});

test('over its bucket the proxy answers 429 with Retry-After, and lets calls through again when it is lifted', async () => {
  proxy.throttle(3);
  const statuses = [];
  for (let n = 0; n < 5; n += 1) statuses.push((await get()).status);
  expect(statuses).toEqual([200, 200, 200, 429, 429]);
  expect((await get()).wait).toBe('1');
  proxy.throttle(0);
  expect((await get()).status).toBe(200);
  expect(proxy.counts().throttled).toBe(3);
});

test('a closed door refuses, and opens again at the same address', async () => {
  await proxy.refuse();
  await expect(get()).rejects.toThrow();
  await proxy.heal();
  expect((await get()).status).toBe(200);
});
