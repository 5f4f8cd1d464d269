// Twenty thousand requests nobody should send: every answer is a proper one, none is ours to blame, and nothing leaks.
import fc from 'fast-check';
import { expect, it } from 'vitest';
import {
  type Answer,
  anEndpoint,
  aStoredUser,
  coreUser,
  enterpriseUser,
  patchOp,
  type TestEndpoint,
} from './endpoint.ts';

const runs = 20_000;
const seed = Number(process.env.SEED ?? 20_261_121);

const names = [
  'userName',
  'USERNAME',
  'emails',
  'name',
  'active',
  'meta',
  'id',
  'schemas',
  'password',
  'groups',
  'manager',
  'addresses',
  'externalId',
  enterpriseUser,
  `${enterpriseUser}:manager`,
  '__proto__',
  'constructor',
  'prototype',
  'toString',
  'emails[type eq "work"].value',
  'name.givenName',
  'emails[',
  'x509Certificates',
  '',
  '\ud800',
  '🜁',
];
const name = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom(...names) },
  { weight: 1, arbitrary: fc.string({ unit: 'binary' }) },
);
const leaf = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.constantFrom('canary-value', 'True', 'False', '\u0000', 'x'.repeat(500), 'mara@example.com', '1e999'),
  fc.double(),
  fc.boolean(),
  fc.constant(null),
  fc.integer(),
);
const value = fc.letrec<{ any: unknown }>((tie) => ({
  any: fc.oneof(
    { maxDepth: 4, depthSize: 'small' },
    leaf,
    fc.array(tie('any'), { maxLength: 4 }),
    fc.dictionary(name, tie('any'), { maxKeys: 5, noNullPrototype: true }),
    fc.array(fc.record({ value: leaf, type: leaf, primary: fc.boolean() }, { requiredKeys: [] }), { maxLength: 3 }),
  ),
})).any;
const user = fc
  .tuple(value, fc.dictionary(name, value, { maxKeys: 6, noNullPrototype: true }))
  .map(([userName, rest]) => ({ schemas: [coreUser], userName, ...rest }));
const operation = fc.record(
  { op: fc.oneof(fc.constantFrom('add', 'Replace', 'REMOVE'), leaf), path: fc.oneof(name, leaf), value },
  { requiredKeys: ['op'] },
);
const patch = fc.record({
  schemas: fc.constant([patchOp]),
  Operations: fc.oneof(fc.array(operation, { maxLength: 4 }), value),
});
const text = fc.oneof(
  fc.oneof(user, patch, value).map((body) => JSON.stringify(body) ?? ''),
  fc.oneof(user, patch).chain((body) => {
    const whole = JSON.stringify(body);
    return fc.nat(whole.length).map((end) => whole.slice(0, end));
  }),
  fc.constantFrom(
    '{"userName":"a","userName":"b"}',
    `{"schemas":["${coreUser}"],"userName":"p","__proto__":{"polluted":true}}`,
    '[['.repeat(9_000),
    '{"a":'.repeat(9_000),
    '1e400',
    '"\\ud800"',
    '\ufeff{}',
    '{"a":1}}',
  ),
);
const bytes = fc.oneof(
  { weight: 6, arbitrary: text.map((one) => new TextEncoder().encode(one)) },
  { weight: 1, arbitrary: fc.uint8Array({ maxLength: 200 }) },
);

const word = fc.constantFrom(
  'userName',
  'emails',
  'id',
  'externalId',
  'eq',
  'pr',
  'and',
  'or',
  'not',
  '(',
  ')',
  '[',
  ']',
  '"canary"',
  '"',
  'null',
  '.value',
  '\\',
  '%22',
  '+',
  '__proto__',
);
const filter = fc.oneof(
  fc.array(word, { maxLength: 10 }).map((words) => words.join(' ')),
  fc.string({ unit: 'binary' }),
  fc.constantFrom('('.repeat(3000), 'not '.repeat(500), `userName eq "${'x'.repeat(3000)}"`),
);
const query = fc.oneof(
  fc.constant(''),
  filter.map((one) => new URLSearchParams({ filter: one.toWellFormed() }).toString()),
  fc
    .record({ startIndex: leaf, count: leaf })
    .map(({ startIndex, count }) => `startIndex=${startIndex}&count=${count}`),
  fc.record({ attributes: name, excludedAttributes: name }, { requiredKeys: [] }).map((given) =>
    Object.entries(given)
      .map(([key, one]) => `${key}=${encodeURIComponent(String(one).toWellFormed())}`)
      .join('&'),
  ),
  fc.string({ unit: 'binary' }),
);
const place = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom('/Users', '/Users/ID', '/Users/ID', '/Users/u0') },
  {
    weight: 2,
    arbitrary: fc.constantFrom(
      '/Schemas',
      '/ResourceTypes/User',
      '/ServiceProviderConfig',
      '/Me',
      '/Bulk',
      '/Groups',
      '/.search',
      '/Users/.search',
      '//',
      '/Users//',
      '/%00',
      '/%',
      '/Users/__proto__',
      '/__proto__',
      '/Users/%2e%2e%2f',
    ),
  },
  { weight: 1, arbitrary: fc.string({ unit: 'binary' }) },
);
const tag = fc.oneof(fc.constantFrom('*', 'W/"1"', '"1"', 'W/"', ',,,', ''), fc.string({ unit: 'binary' }));
const headers = fc.record(
  {
    'if-match': tag,
    'if-none-match': tag,
    'content-type': fc.constantFrom(
      'application/json',
      'text/plain',
      '',
      ';;;',
      'application/scim+json; charset=utf-16',
    ),
  },
  { requiredKeys: [] },
);
const request = fc.record({
  method: fc.constantFrom('GET', 'POST', 'POST', 'PUT', 'PATCH', 'PATCH', 'DELETE', 'OPTIONS', '__proto__', ''),
  place,
  query,
  headers,
  bytes,
});

function judge(path: string, answer: Answer): void {
  if (answer.status >= 500) expect([path, answer.status]).toEqual([path, 'no 5xx']);
  if (answer.status >= 400) {
    expect(answer.json).toMatchObject({
      schemas: ['urn:ietf:params:scim:api:messages:2.0:Error'],
      status: String(answer.status),
    });
    expect(answer.text).not.toContain('canary');
  }
  expect(answer.text).not.toContain('"password":');
}

async function hammer(endpoint: TestEndpoint): Promise<Map<number, number>> {
  const counted = new Map<number, number>();
  let id = await aStoredUser(endpoint, 'first@example.com');
  for (const [at, one] of fc.sample(request, { numRuns: runs, seed }).entries()) {
    const path = one.place.replace('ID', id);
    const answer = await endpoint.ask(one.method, path, { query: one.query, headers: one.headers, bytes: one.bytes });
    counted.set(answer.status, (counted.get(answer.status) ?? 0) + 1);
    try {
      judge(path, answer);
    } catch (error) {
      throw new Error(
        `seed ${seed}, request ${at}: ${JSON.stringify({ ...one, bytes: new TextDecoder().decode(one.bytes) })}`,
        { cause: error },
      );
    }
    if (answer.status === 201) id = answer.json.id;
    if (answer.status === 204) id = await aStoredUser(endpoint, `again${at}@example.com`);
  }
  return counted;
}

it(`${runs} hostile requests get no 5xx, echo nothing and touch no prototype (seed ${seed})`, async () => {
  const before = Object.getOwnPropertyNames(Object.prototype).length;
  const endpoint = anEndpoint();
  const counted = await hammer(endpoint);
  for (const status of [200, 201, 204, 304, 400, 404, 405, 409, 412, 415])
    expect([status, (counted.get(status) ?? 0) > 0]).toEqual([status, true]);
  expect(Object.getOwnPropertyNames(Object.prototype).length).toBe(before);
  expect(({} as { polluted?: unknown }).polluted).toBeUndefined();
  expect(endpoint.logged.filter((line) => line.startsWith('error'))).toEqual([]);
  const listed = await endpoint.ask('GET', '/Users', { query: 'count=0' });
  const stored = endpoint.table.contents('state').filter(({ pk }) => pk.includes('#user#')).length;
  expect(listed.json.totalResults).toBe(stored);
}, 120_000);
