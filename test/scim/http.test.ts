// The same server behind the HTTP shell, as API Gateway calls it and as a client on the network would see it.
import { expect, it } from 'vitest';
import { http } from '../../shared/lambda/http.ts';
import { scim } from '../../shared/steps/scim.ts';
import { anEndpoint, aUser, coreUser, type TestEndpoint, token } from './endpoint.ts';

function aHandler(endpoint: TestEndpoint) {
  const serve = scim(endpoint.pipeline);
  return http(({ parameters: { source = '', path = '' }, query, origin, request }) =>
    serve({ ...request, source, path, query, base: `${origin}/scim/${source}/v2` }),
  );
}

function anEvent(method: string, path: string, more: { body?: string; query?: string; authorization?: string } = {}) {
  return {
    rawPath: `/scim/idp/v2/${path}`,
    rawQueryString: more.query ?? '',
    headers: {
      Authorization: more.authorization ?? `Bearer ${token}`,
      'Content-Type': 'application/scim+json',
      'X-Forwarded-Proto': 'https',
    },
    pathParameters: { source: 'idp', path },
    requestContext: { http: { method }, domainName: 'scim.example.com' },
    isBase64Encoded: true,
    body: Buffer.from(more.body ?? '').toString('base64'),
  };
}

it('a user is created and read through the shell, under the address that the caller used', async () => {
  const handler = aHandler(anEndpoint());
  const created = await handler(anEvent('POST', 'Users', { body: JSON.stringify(aUser('mara@example.com')) }), {});
  expect(created.statusCode).toBe(201);
  expect(created.headers.location).toMatch(/^https:\/\/scim\.example\.com\/scim\/idp\/v2\/Users\/u\d+$/);
  const found = await handler(anEvent('GET', 'Users', { query: 'filter=userName+eq+%22MARA%40example.com%22' }), {});
  expect(JSON.parse(found.body).Resources[0].meta.location).toBe(created.headers.location);
  const schema = await handler(anEvent('GET', `Schemas/${encodeURIComponent(coreUser)}`), {});
  expect(schema.statusCode).toBe(200);
});

it('a caller without a token gets a SCIM error with a challenge', async () => {
  const denied = await aHandler(anEndpoint())(anEvent('GET', 'Users', { authorization: 'Bearer no' }), {});
  expect([denied.statusCode, denied.headers['www-authenticate'], denied.headers['content-type']]).toEqual([
    401,
    'Bearer realm="scim"',
    'application/scim+json',
  ]);
});
