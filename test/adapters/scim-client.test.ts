// What the laws cannot ask of every target: how the SCIM client meets odd servers, gateways and lists that move.
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { scim } from '../../shared/adapters/scim/index.ts';
import type { Connection } from '../../shared/ports/adapter.ts';
import { type FaultProxy, startFaultProxy } from '../proxy/fault-proxy.ts';
import { startScimFake } from '../servers/scim-fake.ts';
import { fakes } from '../servers/scim-fake-rules.ts';
import type { ScimServer } from './scim-world.ts';

const signal = () => AbortSignal.timeout(5_000);
const nobody = { person: 'hr-nobody', userName: 'nobody' };
const ada = { person: 'hr-1', userName: 'ada' };
const profile = { userName: 'ada', displayName: 'Ada' };
const hiring = { kind: 'ensure', ref: ada, profile, grant: ['group:engineering'], revoke: [] } as const;

let server: ScimServer;
let proxy: FaultProxy;
let closing: (() => Promise<unknown> | unknown)[];

beforeEach(async () => {
  server = await startScimFake({ ...fakes['strict-etag'], etag: false });
  proxy = await startFaultProxy(server.origin);
  closing = [() => proxy.stop(), () => server.stop()];
});
afterEach(async () => {
  for (const close of closing) await close();
});

function connect(config: object = {}, secret = async (): Promise<readonly string[]> => [server.token]): Connection {
  const log = { info: () => {}, warn: () => {}, error: () => {} };
  let id = 0;
  const connection = scim.connect(scim.config.parse({ baseUrl: `${proxy.origin}/scim/v2`, pageSize: 4, ...config }), {
    clock: { now: () => Date.now(), sleep: async () => {}, deadline: (ms) => AbortSignal.timeout(ms) },
    ids: { next: () => `walk-${++id}`, random: () => 0.5 },
    digest: { sha256: (text) => text },
    log,
    secret,
  });
  closing.unshift(() => connection.close());
  return connection;
}

/** A server that answers everything in one way; its address below `/scim/v2`. */
async function answering(answer: (request: IncomingMessage, response: ServerResponse) => void): Promise<string> {
  const odd = createServer(answer);
  await new Promise<void>((done) => void odd.listen(0, '127.0.0.1', done));
  closing.push(
    () => odd.closeAllConnections(),
    () => odd.close(),
  );
  return `http://127.0.0.1:${(odd.address() as AddressInfo).port}`;
}

describe('the token goes nowhere else', () => {
  test('a redirect is not followed and is a breach of contract', async () => {
    const seen: (string | undefined)[] = [];
    const thief = await answering((request, response) => {
      seen.push(request.headers.authorization);
      response.end('{}');
    });
    const baseUrl = await answering((_, response) => void response.writeHead(302, { location: thief }).end());
    const answer = await connect({ baseUrl }).read({ refs: [nobody], signal: signal() });
    expect(answer).toMatchObject({ kind: 'fault', fault: { kind: 'contractBreach' } });
    expect(seen).toEqual([]);
  });

  test('an address without TLS is refused unless it is this machine', () => {
    expect(scim.config.safeParse({ baseUrl: 'http://scim.example.com/v2' }).success).toBe(false);
    expect(scim.config.safeParse({ baseUrl: 'https://scim.example.com/v2' }).success).toBe(true);
    expect(scim.config.safeParse({ baseUrl: 'http://127.0.0.1:3000/v2' }).success).toBe(true);
  });
});

describe('nobody is absent without proof', () => {
  test('a wrong address, where a gateway knows no route, is a fault', async () => {
    const baseUrl = await answering((_, response) => void response.writeHead(404).end('{"message":"Not Found"}'));
    const ref = { ...nobody, remoteId: 'x' };
    expect(await connect({ baseUrl }).read({ refs: [ref], signal: signal() })).toMatchObject({ kind: 'fault' });
  });

  test('a filter that the server ignores is a breach of contract, and nobody is suspended by it', async () => {
    await server.direct?.createForeign('somebody');
    proxy.plant({
      matches: ({ path }) => path.includes('filter='),
      does: {
        kind: 'reply',
        reply: { status: 200, body: JSON.stringify({ totalResults: 1, Resources: [{ id: '1', userName: 'other' }] }) },
      },
    });
    const change = { kind: 'suspend', ref: nobody, revoke: [] } as const;
    const outcome = await connect().apply({ change, key: 'k', signal: signal() });
    expect(outcome).toMatchObject({ kind: 'fault', fault: { kind: 'contractBreach' } });
  });

  test('a reply without end is cut off', async () => {
    const baseUrl = await answering((_, response) => {
      const more = () => response.write('x'.repeat(1 << 20), () => response.destroyed || more());
      more();
    });
    const answer = await connect({ baseUrl }).read({ refs: [nobody], signal: signal() });
    expect(answer).toMatchObject({ kind: 'fault', fault: { kind: 'contractBreach' } });
  });
});

describe('an outcome is as certain as it is said to be', () => {
  test('a reply cut in its middle leaves a create unknown', async () => {
    proxy.plant({ matches: ({ method }) => method === 'POST', does: { kind: 'cut', phase: 'mid-reply' } });
    const outcome = await connect().apply({ change: hiring, key: 'k', signal: signal() });
    expect(outcome).toMatchObject({ kind: 'fault', fault: { kind: 'unknownOutcome' } });
    expect(await server.direct?.named('ada')).toHaveLength(1);
  });

  test('after the account is made, "unavailable" at its group is not "nothing happened"', async () => {
    proxy.plant({ matches: ({ method }) => method === 'PATCH', does: { kind: 'reply', reply: { status: 503 } } });
    const outcome = await connect().apply({ change: hiring, key: 'k', signal: signal() });
    expect(outcome).toMatchObject({ kind: 'fault', fault: { kind: 'unknownOutcome' } });
  });

  test('202 is not done', async () => {
    proxy.plant({ matches: ({ method }) => method === 'POST', does: { kind: 'reply', reply: { status: 202 } } });
    const outcome = await connect().apply({ change: hiring, key: 'k', signal: signal() });
    expect(outcome).toMatchObject({ kind: 'fault', fault: { kind: 'unknownOutcome' } });
  });
});

describe('a scan whose list moves under it proves nothing', () => {
  const scan = async (between: () => Promise<unknown>, next?: Connection) => {
    for (let n = 0; n < 9; n += 1) await server.direct?.createForeign(`user${n}`);
    const connection = connect({ vendor: 'generic' });
    const first = await connection.scan({ signal: signal() });
    await between();
    let page = first;
    const seen = [];
    while (page.kind === 'page') {
      seen.push(...page.accounts.map(({ userName }) => userName));
      if (page.checkpoint === undefined) return { seen, certificate: page.certificate };
      page = await (next ?? connection).scan({ checkpoint: page.checkpoint, signal: signal() });
    }
    return { seen, certificate: undefined };
  };

  test('left alone it is proven', async () => {
    const { seen, certificate } = await scan(async () => undefined);
    expect(seen).toHaveLength(9);
    expect(certificate).toMatchObject({ accounts: 9 });
  });

  test('one deleted before the page and one made behind it: the count is the same, and yet the slip is seen', async () => {
    const { seen, certificate } = await scan(async () => {
      const [gone] = (await server.direct?.named('user0')) ?? [];
      await server.direct?.remove(String(gone?.id));
      await server.direct?.createForeign('late');
    });
    expect(seen).toContain('user4');
    expect(certificate).toBeUndefined();
  });

  test('resumed elsewhere its certificate counts what both have shown, for whoever has all ids', async () => {
    const { seen, certificate } = await scan(async () => undefined, connect({ vendor: 'generic' }));
    expect(seen).toHaveLength(9);
    expect(certificate).toMatchObject({ accounts: 9 });
  });
});

describe('what belongs to others stays', () => {
  test('a second e-mail address that somebody added is kept when ours changes', async () => {
    const connection = connect();
    const withEmail = { ...hiring, profile: { ...profile, email: 'ada@example.com' }, grant: [] };
    await connection.apply({ change: withEmail, key: 'k', signal: signal() });
    const [account] = (await server.direct?.named('ada')) ?? [];
    const emails = [
      { value: 'ada@home.example', type: 'home' },
      { value: 'ada@example.com', type: 'work', primary: true },
    ];
    await fetch(`${server.origin}/scim/v2/Users/${account?.id}`, {
      method: 'PATCH',
      headers: { authorization: `Bearer ${server.token}` },
      body: JSON.stringify({ Operations: [{ op: 'replace', path: 'emails', value: emails }] }),
    });
    const moved = { ...withEmail, profile: { ...profile, email: 'lovelace@example.com' } };
    await connection.apply({ change: moved, key: 'k', signal: signal() });
    const [after] = (await server.direct?.named('ada')) ?? [];
    expect(after?.details.emails).toContain('lovelace@example.com');
    expect(after?.details.emails).toContain('ada@home.example');
  });
});

describe('secrets and groups change while a connection lives', () => {
  test('a secret rotated after the connection was made is read again, once', async () => {
    let live = ['old-token'];
    let reads = 0;
    const connection = connect({}, async () => {
      reads += 1;
      return live;
    });
    expect(await connection.probe(signal())).toMatchObject({ kind: 'denied' });
    live = [server.token, 'old-token'];
    expect(await connection.probe(signal())).toBeUndefined();
    expect(reads).toBeLessThanOrEqual(4);
  });

  test('a group that is not there is made only where the config says so', async () => {
    const change = { ...hiring, grant: ['group:brand-new'] };
    expect(await connect().apply({ change, key: 'k', signal: signal() })).toMatchObject({ fault: { kind: 'invalid' } });
    const outcome = await connect({ createGroups: true }).apply({ change, key: 'k', signal: signal() });
    expect(outcome).toMatchObject({ kind: 'changed' });
    expect(await server.direct?.named('ada')).toMatchObject([{ entitlements: ['group:brand-new'] }]);
  });
});

test('"False" is false, and no `active` at all is not proof of a suspension', async () => {
  const answers = (active: unknown) =>
    answering((_, response) => {
      const user = { id: '1', userName: 'ada', externalId: 'hr-1', active };
      response.end(JSON.stringify({ totalResults: 1, Resources: [user], ...user }));
    });
  const stateOf = async (active: unknown) => {
    const connection = connect({ baseUrl: await answers(active) });
    const answer = await connection.read({ refs: [{ ...ada, remoteId: '1' }], signal: signal() });
    return answer.kind === 'readings' && answer.readings[0]?.kind === 'found' ? answer.readings[0].account : answer;
  };
  expect(await stateOf('False')).toBe('suspended');
  expect(await stateOf(false)).toBe('suspended');
  expect(await stateOf(null)).toBe('active');
  expect(await stateOf('True')).toBe('active');
});
