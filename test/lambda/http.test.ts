// Requests as both API Gateway formats hand them over, and what a caller sees of a failure.
import { describe, expect, test } from 'vitest';
import { http } from '../../shared/lambda/http.ts';
import type { HttpCall, HttpEvent } from '../../shared/lambda/http-event.ts';
import type { Log } from '../../shared/ports/runtime.ts';

function aLog() {
  const lines: string[] = [];
  const write = (event: string, fields?: object) => void lines.push(`${event} ${JSON.stringify(fields ?? {})}`);
  const log: Log = { info: write, warn: write, error: write };
  return { log, lines };
}

async function received(event: HttpEvent): Promise<HttpCall> {
  const calls: HttpCall[] = [];
  const handler = http(async (call) => {
    calls.push(call);
    return { status: 204 };
  }, aLog().log);
  await handler(event, {});
  const [call] = calls;
  if (!call) throw new Error('the step was not called');
  return call;
}

const bytes = Buffer.from([0x7b, 0xff, 0x00, 0xc3, 0x28, 0x7d]);

/** Payload format 2.0, as the HTTP API sends it. */
const second: HttpEvent = {
  rawPath: '/hooks/hr',
  rawQueryString: 'a=1&b=%20',
  headers: { 'Webhook-Id': 'msg_1', host: 'api.example', 'x-forwarded-proto': 'https' },
  pathParameters: { source: 'hr' },
  body: bytes.toString('base64'),
  isBase64Encoded: true,
  requestContext: { http: { method: 'POST' }, domainName: 'api.example' },
};

/** Payload format 1.0, as the REST API sends it. */
const first: HttpEvent = {
  path: '/hooks/hr',
  httpMethod: 'POST',
  headers: { 'Webhook-Id': 'msg_1', Host: 'api.example', 'X-Two': 'b' },
  multiValueHeaders: { 'Webhook-Id': ['msg_1'], Host: ['api.example'], 'X-Two': ['a', 'b'] },
  multiValueQueryStringParameters: { a: ['1', '2'], b: [' '] },
  pathParameters: { source: 'hr' },
  body: bytes.toString('base64'),
  isBase64Encoded: true,
};

describe('a request', () => {
  test('arrives with the very bytes that were sent, in both formats', async () => {
    for (const event of [first, second]) {
      const { request, parameters, path } = await received(event);
      expect(Buffer.from(request.body)).toEqual(bytes);
      expect([request.method, request.headers['webhook-id'], parameters.source, path]).toEqual([
        'POST',
        'msg_1',
        'hr',
        '/hooks/hr',
      ]);
    }
  });

  test('to the address of one source names it, as a REST API and the laptop hand it over', async () => {
    const { pathParameters: _, ...bare } = first;
    const { pathParameters: __, ...plain } = second;
    const ways: readonly HttpEvent[] = [
      { ...bare, resource: '/hooks/hr' },
      { ...plain, routeKey: 'POST /hooks/hr' },
      { ...bare, resource: '/scim/hr/v2/{path+}', pathParameters: { path: 'Users' } },
    ];
    for (const event of ways) expect((await received(event)).parameters.source).toBe('hr');
    expect((await received({ ...bare, resource: '/operator/{path+}' })).parameters.source).toBeUndefined();
  });

  test('has its header names in lower case, and several values of one joined in order', async () => {
    const { request } = await received(first);
    expect(request.headers['x-two']).toBe('a, b');
    expect(request.headers['Webhook-Id']).toBeUndefined();
  });

  test('is answered with links that hold the stage of a REST API', async () => {
    const staged = { ...first, requestContext: { ...first.requestContext, path: '/v1/hooks/hr' } };
    expect(await received(staged)).toMatchObject({ path: '/hooks/hr', origin: 'https://api.example/v1' });
  });

  test('keeps its query and the address that the caller used', async () => {
    expect(await received(second)).toMatchObject({ query: 'a=1&b=%20', origin: 'https://api.example' });
    expect(await received(first)).toMatchObject({ query: 'a=1&a=2&b=+', origin: 'https://api.example' });
  });

  test('without body, headers or parameters is still a request', async () => {
    const { request, parameters } = await received({ rawPath: '/x', requestContext: { http: { method: 'GET' } } });
    expect(request.body.byteLength).toBe(0);
    expect(parameters.source).toBeUndefined();
    const text = await received({ ...second, body: 'Žofie', isBase64Encoded: false });
    expect(Buffer.from(text.request.body).toString()).toBe('Žofie');
  });

  test('with names like __proto__ in it changes nothing but itself', async () => {
    const headers = JSON.parse('{"__proto__":"x","constructor":"y"}');
    const { request } = await received({ ...second, headers, pathParameters: JSON.parse('{"__proto__":"z"}') });
    expect(request.headers.polluted).toBeUndefined();
    expect(Object.hasOwn(Object.prototype, 'polluted')).toBe(false);
  });
});

describe('a failure', () => {
  test('shows the caller a status and nothing else, and the log a name and nothing else', async () => {
    const { log, lines } = aLog();
    const handler = http(async () => {
      throw new TypeError('canary-secret of mara.lind@acme.example');
    }, log);
    const reply = await handler(second, {});
    expect(reply).toEqual({
      statusCode: 500,
      headers: { 'cache-control': 'no-store', 'content-type': 'application/problem+json' },
      body: '{"type":"about:blank","title":"Internal error","status":500}',
      isBase64Encoded: false,
    });
    expect(lines).toEqual(['request-failed {"name":"TypeError"}']);
  });

  test('of time is an invitation to come back, given before the function is cut off', async () => {
    const handler = http(() => new Promise(() => {}), aLog().log);
    const started = performance.now();
    const reply = await handler(second, { getRemainingTimeInMillis: () => 150 });
    expect(reply).toMatchObject({ statusCode: 503, headers: { 'retry-after': '5' } });
    expect(performance.now() - started).toBeLessThan(150);
  });
});
