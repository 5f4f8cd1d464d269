// Who may call the SCIM server, what it says of itself, and how it refuses.
import { expect, it } from 'vitest';
import { scimServer } from '../../shared/sources/scim/index.ts';
import {
  type Ask,
  anEndpoint,
  aStoredUser,
  aUser,
  base,
  coreUser,
  enterpriseUser,
  patchOp,
  token,
} from './endpoint.ts';

const errorUrn = 'urn:ietf:params:scim:api:messages:2.0:Error';

it('a caller without a live token is refused, whatever it asks and wherever', async () => {
  const endpoint = anEndpoint();
  const wrong = [
    '',
    'Bearer',
    'Bearer ',
    `Bearer ${token}x`,
    `Bearer ${token.slice(0, -1)}`,
    `Basic ${token}`,
    token,
    `Bearer ${token} x`,
    'Bearer é',
  ];
  for (const authorization of wrong)
    for (const path of ['/Users', '/Users/x', '/ServiceProviderConfig', '/Nowhere']) {
      const answer = await endpoint.ask('GET', path, { headers: { authorization } });
      expect([authorization, answer.status, answer.json.schemas, answer.json.status]).toEqual([
        authorization,
        401,
        [errorUrn],
        '401',
      ]);
      expect(answer.headers['www-authenticate']).toMatch(/^Bearer/);
    }
  expect((await endpoint.ask('GET', '/Users', { source: 'other' })).status).toBe(401);
  expect(endpoint.logged.join()).not.toContain(token);
});

it('during a rotation both tokens work, and the old one ends with it', () => {
  const given = (value: string, secrets: readonly string[]) =>
    scimServer.authenticate?.(
      { method: 'GET', headers: { authorization: `Bearer ${value}` }, body: new Uint8Array() },
      { secrets, now: 0, config: {} },
    );
  expect(given('new', ['new', 'old'])).toEqual({ ok: true });
  expect(given('old', ['new', 'old'])).toEqual({ ok: true });
  expect(given('old', ['new'])).toEqual({ ok: false, reason: 'bad-signature' });
  expect(given('', ['new', ''])).toEqual({ ok: false, reason: 'no-signature' });
  expect(given('any', [])).toEqual({ ok: false, reason: 'no-secret' });
  expect(given('any', [''])).toEqual({ ok: false, reason: 'no-secret' });
});

it('no token is live when the secret has none: refused, never skipped', async () => {
  expect((await anEndpoint({ secrets: [] }).ask('GET', '/Users')).status).toBe(401);
});

const bodies: readonly [string, string, Ask, number, string | undefined][] = [
  ['no JSON', 'POST', { bytes: new TextEncoder().encode('{') }, 400, 'invalidSyntax'],
  ['nothing', 'POST', {}, 400, 'invalidSyntax'],
  ['no UTF-8', 'POST', { bytes: new Uint8Array([0x22, 0xff, 0x22]) }, 400, 'invalidSyntax'],
  ['a list', 'POST', { body: [] }, 400, 'invalidSyntax'],
  ['null', 'POST', { body: null }, 400, 'invalidSyntax'],
  ['endless nesting', 'POST', { bytes: new TextEncoder().encode('['.repeat(100_000)) }, 400, 'invalidSyntax'],
  ['nested objects', 'POST', { bytes: new TextEncoder().encode('{"a":'.repeat(20_000)) }, 400, 'invalidSyntax'],
  [
    'an attribute that nests deep',
    'POST',
    {
      bytes: new TextEncoder().encode(
        `{"schemas":["${coreUser}"],"userName":"a","x":${'['.repeat(99)}${']'.repeat(99)}}`,
      ),
    },
    400,
    'invalidSyntax',
  ],
  ['no schemas', 'POST', { body: { userName: 'x' } }, 400, 'invalidSyntax'],
  ['other schemas', 'POST', { body: { schemas: [patchOp], userName: 'x' } }, 400, 'invalidSyntax'],
  ['no userName', 'POST', { body: { schemas: [coreUser] } }, 400, 'invalidValue'],
  ['an empty userName', 'POST', { body: { schemas: [coreUser], userName: ' ' } }, 400, 'invalidValue'],
  ['a userName of another type', 'POST', { body: { schemas: [coreUser], userName: { $ne: '' } } }, 400, 'invalidValue'],
  ['a name given twice', 'POST', { body: { schemas: [coreUser], userName: 'a', USERNAME: 'b' } }, 400, 'invalidSyntax'],
  [
    'too many values',
    'POST',
    { body: aUser('a', { emails: Array.from({ length: 101 }, (_, n) => ({ value: `${n}@x` })) }) },
    400,
    'invalidValue',
  ],
  ['too many bytes', 'POST', { bytes: new Uint8Array(256 * 1024 + 1) }, 413, undefined],
  ['another media type', 'POST', { body: aUser('a'), headers: { 'content-type': 'text/html' } }, 415, undefined],
  [
    'attributes named both ways',
    'POST',
    { body: aUser('a'), query: 'attributes=a&excludedAttributes=b' },
    400,
    'invalidValue',
  ],
];

for (const [title, method, ask, status, scimType] of bodies)
  it(`a request with ${title} is refused in the protocol's words, and nothing is kept`, async () => {
    const endpoint = anEndpoint();
    const answer = await endpoint.ask(method, '/Users', ask);
    expect([answer.status, answer.json.scimType, answer.json.status]).toEqual([status, scimType, String(status)]);
    expect(answer.json.schemas).toEqual([errorUrn]);
    expect(endpoint.table.contents('state')).toEqual([]);
  });

it('a refusal never repeats what the client sent', async () => {
  const endpoint = anEndpoint();
  const id = await aStoredUser(endpoint, 'mara@example.com');
  const answers = [
    await endpoint.ask('POST', '/Users', { body: { schemas: ['canary'], canary: 'canary' } }),
    await endpoint.ask('GET', '/Users', { query: 'filter=canary+eq+"canary"' }),
    await endpoint.ask('GET', '/canary'),
    await endpoint.ask('GET', '/Users/canary'),
    await endpoint.ask('GET', '/Users', { query: 'count=canary' }),
    await endpoint.patch(id, [{ op: 'canary' }]),
    await endpoint.patch(id, [{ op: 'add', path: 'canary', value: 'canary' }]),
    await endpoint.patch(id, [{ op: 'add', value: { canary: 1 } }]),
    await endpoint.patch(id, [{ op: 'add', path: 'active', value: 'canary' }]),
  ];
  for (const { status, text } of answers) {
    expect(status).toBeGreaterThanOrEqual(400);
    expect(text).not.toContain('canary');
  }
});

const elsewhere: readonly [string, string, number][] = [
  ['GET', '/Me', 404],
  ['PATCH', '/Me', 404],
  ['POST', '/Bulk', 404],
  ['POST', '/.search', 404],
  ['POST', '/Users/.search', 404],
  ['GET', '/Groups', 404],
  ['POST', '/Groups', 404],
  ['GET', '/', 404],
  ['GET', '/Users/a/b', 404],
  ['GET', '/%ZZ', 404],
  ['GET', '/__proto__', 404],
  ['GET', '/Users/__proto__', 404],
  ['GET', '/Users/..%2Fx', 404],
  ['PUT', '/Users', 405],
  ['DELETE', '/Users', 405],
  ['POST', '/Users/x', 405],
  ['HEAD', '/Users', 405],
  ['constructor', '/Users', 405],
  ['POST', '/Schemas', 405],
  ['DELETE', '/ServiceProviderConfig', 405],
];

for (const [method, path, status] of elsewhere)
  it(`${method} ${path} is answered with a SCIM ${status}`, async () => {
    const answer = await anEndpoint().ask(method, path, method === 'GET' ? {} : { body: {} });
    expect([answer.status, answer.json.schemas, answer.json.status]).toEqual([status, [errorUrn], String(status)]);
    if (status === 405) expect(answer.headers.allow).toContain('GET');
  });

it('the server advertises what works and nothing else', async () => {
  const endpoint = anEndpoint();
  const { json } = await endpoint.ask('GET', '/ServiceProviderConfig');
  const supported = Object.entries(json as object).flatMap(([name, value]) =>
    value?.supported === true ? [name] : [],
  );
  expect(supported).toEqual(['patch', 'filter', 'etag']);
  const types = await endpoint.ask('GET', '/ResourceTypes');
  expect(types.json.Resources.map(({ id, endpoint: at }: { id: string; endpoint: string }) => [id, at])).toEqual([
    ['User', '/Users'],
  ]);
  for (const { endpoint: at } of types.json.Resources) expect((await endpoint.ask('GET', at)).status).toBe(200);
  const schemas = await endpoint.ask('GET', '/Schemas');
  expect(schemas.json.Resources.map(({ id }: { id: string }) => id)).toEqual([coreUser, enterpriseUser]);
  const one = await endpoint.ask('GET', `/Schemas/${enterpriseUser}`);
  expect(one.json).toEqual(schemas.json.Resources[1]);
  expect(one.json.meta.location).toBe(`${base}/Schemas/${enterpriseUser}`);
  expect((await endpoint.ask('GET', '/ResourceTypes/User')).json.schema).toBe(coreUser);
  expect((await endpoint.ask('GET', '/ResourceTypes/Group')).status).toBe(404);
});

it('every attribute that the schemas advertise can be set, read back, and taken away', async () => {
  const endpoint = anEndpoint();
  const { Resources } = (await endpoint.ask('GET', '/Schemas')).json;
  const id = await aStoredUser(endpoint, 'mara@example.com');
  for (const schema of Resources)
    for (const attribute of schema.attributes) {
      if (attribute.mutability !== 'readWrite' || attribute.required || attribute.name === 'active') continue;
      const path = schema.id === coreUser ? attribute.name : `${schema.id}:${attribute.name}`;
      const part = attribute.subAttributes?.find(
        ({ mutability }: { mutability: string }) => mutability === 'readWrite',
      );
      const one = part ? { [part.name]: 'x' } : 'x';
      await endpoint.patch(id, [{ op: 'remove', path }]);
      const set = await endpoint.patch(id, [{ op: 'replace', path, value: attribute.multiValued ? [one] : one }]);
      const holder = Object(schema.id === coreUser ? set.json : set.json[schema.id]);
      expect([path, set.status, holder[attribute.name]]).toEqual([path, 200, attribute.multiValued ? [one] : one]);
      const gone = await endpoint.patch(id, [{ op: 'remove', path }]);
      expect([path, gone.status, gone.text.includes(`"${attribute.name}":`)]).toEqual([path, 200, false]);
    }
});

it('a filter on discovery is forbidden', async () => {
  for (const path of ['/ServiceProviderConfig', '/ResourceTypes', '/Schemas', `/Schemas/${coreUser}`])
    expect((await anEndpoint().ask('GET', path, { query: 'filter=id+eq+"x"' })).status).toBe(403);
});
