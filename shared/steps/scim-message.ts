// A SCIM request after its door, and replies in the protocol's media type.

import { errorBody, type ScimFault } from '../core/scim/error.ts';
import type { Conditions } from '../core/scim/etag.ts';
import type { ScimObject } from '../core/scim/value.ts';
import type { RawReply, RawRequest } from '../ports/source.ts';
import type { Endpoint } from './scim-records.ts';

/** A request to `/scim/{source}/v2/{path}`, path decoded. `query` is what follows `?`; `base` is our address up to `/v2`. */
export interface ScimRequest extends RawRequest {
  readonly source: string;
  readonly path: string;
  readonly query: string;
  readonly base: string;
}

/** The same, authenticated and taken apart. */
export interface Call {
  readonly endpoint: Endpoint;
  readonly base: string;
  readonly query: URLSearchParams;
  readonly conditions: Conditions;
  readonly body: Uint8Array;
}

export type Reply = RawReply;

const plain = { 'content-type': 'application/scim+json', 'cache-control': 'no-store' };

export function reply(status: number, body?: ScimObject, headers: { readonly [name: string]: string } = {}): Reply {
  if (body === undefined) return { status, headers };
  return { status, headers: { ...plain, ...headers }, body: JSON.stringify(body) };
}

/** A fault with what its status asks for: how to authenticate, when to come back. */
export function faultReply(fault: ScimFault, headers: { readonly [name: string]: string } = {}): Reply {
  return reply(fault.status, { ...errorBody(fault) }, { ...adviceFor(fault.status), ...headers });
}

function adviceFor(status: number): { readonly [name: string]: string } {
  if (status === 401) return { 'www-authenticate': 'Bearer realm="scim"' };
  return status === 503 ? { 'retry-after': '5' } : {};
}
