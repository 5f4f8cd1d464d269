// A request as API Gateway hands it over (HTTP API payload 2.0, REST API 1.0), turned back into the bytes that were sent.
import type { RawReply, RawRequest } from '../ports/source.ts';

type Text = { readonly [name: string]: string | undefined };
type Texts = { readonly [name: string]: readonly string[] | undefined };

/** What both payload formats have, and what only one has. Header names are in lower case already. */
export interface HttpEvent {
  readonly headers?: Text | null;
  readonly multiValueHeaders?: Texts | null;
  readonly pathParameters?: Text | null;
  readonly body?: string | null;
  readonly isBase64Encoded?: boolean;
  /** REST: the route's path as it is written. */
  readonly resource?: string;
  /** HTTP: the method and the route's path, as in `POST /hooks/hr`. */
  readonly routeKey?: string;
  readonly rawPath?: string;
  readonly rawQueryString?: string;
  readonly path?: string;
  readonly httpMethod?: string;
  readonly multiValueQueryStringParameters?: Texts | null;
  readonly requestContext?: {
    readonly http?: { readonly method?: string };
    readonly domainName?: string;
    /** REST: the path with the stage or the base path in front. */
    readonly path?: string;
  };
}

/** A request to one route. `query` is what followed `?`; `origin` is our address as the caller sees it, a REST API's stage with it. */
export interface HttpCall {
  readonly parameters: Text;
  readonly path: string;
  readonly query: string;
  readonly origin: string;
  readonly request: RawRequest;
}

export interface HttpResult {
  readonly statusCode: number;
  readonly headers: { readonly [name: string]: string };
  readonly body: string;
  readonly isBase64Encoded: false;
}

/** Several values of one header become one, in order, with ", " between them (RFC 9110 section 5.3). */
function headersOf({ headers, multiValueHeaders }: HttpEvent): Text {
  const several = Object.entries(multiValueHeaders ?? {}).map(([name, values]) => [name, values?.join(', ')]);
  return Object.assign(Object.create(null), headers, Object.fromEntries(several));
}

function queryOf({ rawQueryString, multiValueQueryStringParameters }: HttpEvent): string {
  if (rawQueryString !== undefined) return rawQueryString;
  const pairs = Object.entries(multiValueQueryStringParameters ?? {});
  return new URLSearchParams(
    pairs.flatMap(([name, values = []]) => values.map((value): [string, string] => [name, value])),
  ).toString();
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** What stands before the route's path in the address: `/v1` of a REST API, nothing of an HTTP API. */
function stageOf({ path, requestContext }: HttpEvent): string {
  const whole = requestContext?.path;
  return path !== undefined && whole?.endsWith(path) ? whole.slice(0, -path.length) : '';
}

/** Each source has an address of its own, and so no parameter: its name is the second part of the route. */
function sourceOf({ resource, routeKey = '' }: HttpEvent): Text {
  const [, , name = ''] = (resource ?? routeKey.replace(/^\S+ /, '')).split('/');
  return name === '' || name.startsWith('{') ? {} : { source: name };
}

/** Base64 is undone first: a signature is over the bytes that the sender sent. */
export function callOf(event: HttpEvent): HttpCall {
  const headers = headersOf(event);
  const body = Buffer.from(event.body ?? '', event.isBase64Encoded ? 'base64' : 'utf8');
  const host = event.requestContext?.domainName ?? headers.host ?? 'localhost';
  const parameters = Object.entries(event.pathParameters ?? {}).map(([name, value]) => [name, decoded(value ?? '')]);
  return {
    parameters: Object.assign(Object.create(null), sourceOf(event), Object.fromEntries(parameters)),
    path: event.rawPath ?? event.path ?? '/',
    query: queryOf(event),
    origin: `${headers['x-forwarded-proto'] ?? 'https'}://${host}${stageOf(event)}`,
    request: { method: event.requestContext?.http?.method ?? event.httpMethod ?? 'GET', headers, body },
  };
}

export function resultOf({ status, headers, body = '' }: RawReply): HttpResult {
  return { statusCode: status, headers: { 'cache-control': 'no-store', ...headers }, body, isBase64Encoded: false };
}
