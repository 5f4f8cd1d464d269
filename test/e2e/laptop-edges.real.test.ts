// The edges of a laptop run: what a start refuses and how it says so, rough callers, memory, and how it ends.
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { aPlace, forgetPlace } from './laptop.ts';
import { childrenOf, isAlive, memoryOf, refusal, type Started, start } from './start-process.ts';

const place = aPlace();
const url = `http://127.0.0.1:${place.port}`;
let laptop: Started;

beforeAll(async () => {
  laptop = await start(place);
});
afterAll(async () => {
  if (isAlive(laptop.pid)) await laptop.end('SIGTERM');
  await forgetPlace(place.data);
});

/** Sends these very bytes; answers the status, or 0 when the connection is closed without one. */
function raw(text: string): Promise<number> {
  return new Promise((resolve, reject) => {
    const socket = connect(place.port, '127.0.0.1', () => socket.end(text));
    let reply = '';
    socket.setTimeout(10_000, () => reject(new Error(`no answer to ${text.slice(0, 60)}`)));
    socket.on('data', (chunk) => {
      reply += chunk;
    });
    socket.on('error', () => resolve(0));
    socket.on('close', () => resolve(Number(/^HTTP\/1\.1 (\d+)/.exec(reply)?.[1] ?? 0)));
  });
}

const HOSTS = ['', 'x', '127.0.0.1:99999', '[', '[::1', 'a b', '../..', '%00', 'é', `${'h'.repeat(4_000)}`];
const PATHS = ['//', '//[', '/hooks/', '/hooks/%', '/hooks/%E0%A4%A', '/hooks/__proto__', '/hooks/constructor']
  .concat([
    '/operator/..%2f',
    '/operator/person/%00',
    '/scim/directory/v2/Users?filter=%',
    '/scim/x/v2/%2e%2e',
    '*',
    '?',
  ])
  .concat(['/scim/directory/v2/Users/__proto__', `/hooks/${'a'.repeat(9_000)}`, 'http://[', 'http://a:b:c/']);
const BODIES = ['', '{', '[]', 'null', '"x"', '\0\0', '{"a":{"__proto__":1}}', '['.repeat(5_000), 'x'.repeat(100_000)];

describe('a laptop that is handled roughly', () => {
  it('never falls over a malformed host, path or body, and never takes the blame with a 5xx', async () => {
    const close = 'Connection: close\r\n';
    const requests = [
      ...HOSTS.flatMap((host) => ['/hooks/standard', '/scim/directory/v2/Users'].map((path) => [host, path, '{}'])),
      ...PATHS.flatMap((path) => ['{}', ''].map((body) => ['127.0.0.1', path, body])),
      ...BODIES.flatMap((body) => ['/hooks/bamboohr', '/operator/import/csv'].map((path) => ['127.0.0.1', path, body])),
    ];
    const statuses: number[] = [];
    for (const [host, path, body = ''] of requests)
      for (const method of ['POST', 'GET', 'BREW'])
        statuses.push(
          await raw(
            `${method} ${path} HTTP/1.1\r\nHost: ${host}\r\n${close}Content-Length: ${body.length}\r\n\r\n${body}`,
          ),
        );
    for (const text of [
      '\r\n\r\n',
      'GET',
      'POST / HTTP/9.9\r\n\r\n',
      '\x16\x03\x01\x02',
      'GET / HTTP/1.1\r\nA: \x01\r\n\r\n',
    ])
      statuses.push(await raw(text));
    expect(statuses.filter((status) => status >= 500)).toEqual([]);
    expect(statuses.filter((status) => status >= 400).length).toBeGreaterThan(100);
    expect((await fetch(`${url}/operator/status`)).status).toBe(401);
  });

  it('outlives callers that hang up in the middle, at the API and at the laptop’s own door', async () => {
    for (const port of [place.port, place.port + 8])
      for (let times = 0; times < 20; times++)
        await new Promise((resolve) => {
          const socket = connect(port, '127.0.0.1', () => {
            socket.write('POST /hooks/standard HTTP/1.1\r\nHost: x\r\nContent-Length: 500\r\n\r\nhalf');
            setTimeout(() => socket.resetAndDestroy(), 5);
          });
          socket.on('close', resolve).on('error', resolve);
        });
    expect((await fetch(`${url}/operator/status`)).status).toBe(401);
    const door = `http://127.0.0.1:${place.port + 8}/occasions`;
    expect((await fetch(door, { method: 'POST', headers: { authorization: 'Bearer x' } })).status).toBe(401);
    const { alpha } = JSON.parse(readFileSync(join(place.data, 'operators.json'), 'utf8'));
    expect((await fetch(door, { method: 'POST', headers: { authorization: `Bearer ${alpha}` } })).status).toBe(400);
  });

  it('needs no more memory after 10,000 requests than after the first 2,000', async () => {
    const ask = async (count: number) => {
      for (let done = 0; done < count; done += 20)
        await Promise.all(
          Array.from({ length: 20 }, (_, at) =>
            at % 2 === 0
              ? fetch(`${url}/hooks/standard`, { method: 'POST', body: 'x'.repeat(2_000) }).then((r) => r.text())
              : fetch(`${url}/operator/person/hr-${at}`).then((r) => r.text()),
          ),
        );
    };
    await ask(2_000);
    const before = memoryOf(laptop.pid);
    await ask(8_000);
    const after = memoryOf(laptop.pid);
    console.info(`resident after 2,000 requests ${before.toFixed(0)} MB, after 10,000 ${after.toFixed(0)} MB`);
    expect(after).toBeLessThan(350);
    expect(after - before).toBeLessThan(50);
  }, 240_000);
});

describe('a start that cannot be', () => {
  const told = (what: RegExp) => ({ code: 1, words: expect.stringMatching(what) });

  it('says that the folder is in use', async () => {
    const twice = await refusal({ data: place.data, port: place.port + 10 });
    expect(twice).toEqual(
      told(/^frontdesk: .* is in use by process \d+; stop it, or start with another --data folder\n$/),
    );
  });

  it('says that a port is taken, and leaves nothing running', async () => {
    const other = aPlace();
    const taken = told(/^frontdesk: .*port .* taken on 127\.0\.0\.1; start with another --port\n$/);
    expect(await refusal({ data: other.data, port: place.port })).toEqual(taken);
    expect(await refusal({ data: join(other.data, 'new'), port: place.port })).toEqual(taken);
    expect(existsSync(join(other.data, 'new'))).toBe(false);
    await forgetPlace(other.data);
  });

  it.each([
    ['an unknown flag', ['--bogus'], /^frontdesk: Unknown option '--bogus'; see npm start -- --help\n$/],
    ['a word too many', ['extra'], /^frontdesk: Unexpected argument 'extra'; see npm start -- --help\n$/],
    ['a flag without its value', ['--data'], /^frontdesk: Option '--data <value>' argument missing; see .*\n$/],
    ['no folder', ['--data', ''], /^frontdesk: --data needs the name of a folder\n$/],
    ['a port that is none', ['--port', '-1'], /^frontdesk: Option '--port' argument is ambiguous; see .*\n$/],
    ['a folder where none can be', ['--data', '/proc/x'], /^frontdesk: \/proc\/x cannot be used .*\n$/],
    [
      'a port of root',
      ['--port', '80', '--data', `${place.data}-80`],
      /^frontdesk: ports from 80 to 88 .* --port 1024 or more\n$/,
    ],
  ])('says in one sentence that %s will not do', async (_, flags, sentence) => {
    expect(await refusal({ data: place.data, port: place.port + 10 }, flags)).toEqual(told(sentence));
    await forgetPlace(`${place.data}-80`);
  });

  it('neither uses nor deletes a folder that holds something else', async () => {
    const data = mkdtempSync(join(tmpdir(), 'somebody-'));
    writeFileSync(join(data, 'thesis.txt'), 'years of work');
    const sentence = told(
      /^frontdesk: .* holds other files and no data of Frontdesk; start with another --data folder\n$/,
    );
    expect(await refusal({ data, port: place.port + 10 })).toEqual(sentence);
    expect(await refusal({ data, port: place.port + 10 }, ['--fresh'])).toEqual(sentence);
    expect(readdirSync(data)).toEqual(['thesis.txt']);
    rmSync(data, { recursive: true });
  });

  it('says that the folder is of another version, or cannot be used at all', async () => {
    const data = mkdtempSync(join(tmpdir(), 'older-'));
    writeFileSync(join(data, 'layout'), '0');
    const port = place.port + 10;
    expect(await refusal({ data, port })).toEqual(
      told(/^frontdesk: .*another version \(layout 0.*nothing was changed.*\n$/),
    );
    expect(await refusal({ data: join(data, 'layout', 'below'), port })).toEqual(
      told(/^frontdesk: .*ENOTDIR.*--data folder\n$/),
    );
    expect(readdirSync(data)).toEqual(['layout']);
    rmSync(data, { recursive: true });
  });
});

describe('a stop', () => {
  it('takes two seconds at most and leaves no process behind, by Ctrl-C or by kill', async () => {
    for (const signal of ['SIGTERM', 'SIGINT'] as const) {
      const children = childrenOf(laptop.pid);
      expect(children).not.toEqual([]);
      const took = await laptop.end(signal);
      console.info(`${signal}: ended in ${took.toFixed(0)} ms`);
      // A little more than the two seconds, for a machine that does something else.
      expect(took).toBeLessThan(2_500);
      expect(children.filter(isAlive)).toEqual([]);
      if (signal === 'SIGTERM') laptop = await start(place);
    }
  });
});
