// The SCIM server's door: who calls, which endpoint is meant, and every fault in the protocol's words.
import { isBug } from '../core/bug.ts';
import { serviceProviderConfig, shownSchemas, shownTypes } from '../core/scim/discovery.ts';
import { ScimFault } from '../core/scim/error.ts';
import { listMessage } from '../core/scim/page.ts';
import type { ScimObject } from '../core/scim/value.ts';
import type { Pipeline } from '../ports/pipeline.ts';
import { authenticate } from './authenticate.ts';
import { type Call, faultReply, type Reply, reply, type ScimRequest } from './scim-message.ts';
import type { Endpoint } from './scim-records.ts';
import { getUser, listUsers, patchUser, postUser, putUser, removeUser } from './scim-users.ts';

const largestBody = 256 * 1024;

/** Answers one request. Never throws: what a client sends is a 4xx, what fails behind us a 503 with a time to come back. */
export const scim =
  (ports: Pipeline) =>
  async (request: ScimRequest): Promise<Reply> => {
    try {
      const endpoint = await admit(ports, request);
      if (request.body.byteLength > largestBody) throw new ScimFault(413, `a body may have ${largestBody} bytes`);
      return await route(ports, request, callOf(ports, request, endpoint));
    } catch (error) {
      return faultReply(faultOf(ports, error));
    }
  };

/** 401 for an unknown endpoint too: who has no token learns nothing of what is there. */
async function admit(ports: Pipeline, request: ScimRequest): Promise<Endpoint> {
  const configured = ports.source(request.source);
  const denied = new ScimFault(401, 'a bearer token of this endpoint is needed');
  if (configured?.source.name !== 'scim' || !configured.source.authenticate) throw denied;
  if (configured.unusable !== undefined) throw new ScimFault(503, 'this endpoint is not set up');
  const { settings } = configured;
  const answer = await authenticate(configured, request, ports.clock.now());
  if (!answer?.ok) {
    ports.log.warn('scim-denied', { source: request.source, reason: answer?.reason });
    throw denied;
  }
  return { tenant: ports.settings.tenant, source: request.source, people: settings.people };
}

function callOf(ports: Pipeline, { source, query, base: seen, headers, body }: ScimRequest, endpoint: Endpoint): Call {
  const known = ports.source(source)?.settings.config.baseUrl;
  const base = (typeof known === 'string' ? known : seen).replace(/\/+$/, '');
  const conditions = { ifMatch: headers['if-match'], ifNoneMatch: headers['if-none-match'] };
  return { endpoint, base, query: new URLSearchParams(query), conditions, body };
}

/** Bugs are a 500 and logged as such; all else that was not foreseen is a part behind us that does not answer. */
function faultOf({ log }: Pipeline, error: unknown): ScimFault {
  if (error instanceof ScimFault) return error;
  const name = error instanceof Error ? error.name : 'unknown';
  const isOurs = isBug(error);
  log.error(isOurs ? 'scim-bug' : 'scim-unavailable', { name });
  return isOurs ? new ScimFault(500, 'this request failed here') : new ScimFault(503, 'try again later');
}

type Handler = () => Promise<Reply> | Reply;

async function route(ports: Pipeline, request: ScimRequest, call: Call): Promise<Reply> {
  const [first = '', second, ...more] = request.path.split('/').filter(Boolean);
  if (first === 'Me' || first === 'Bulk' || first === '.search' || second === '.search') throw notOffered();
  if (more.length > 0) throw nowhere();
  if (first === 'Users')
    return dispatch(
      request,
      second === undefined ? usersOf(ports, request, call) : userOf(ports, { request, call, id: second }),
    );
  const page = Object.hasOwn(discovery, first) ? discovery[first] : undefined;
  if (!page) throw nowhere();
  return dispatch(request, { GET: () => discover(call, page, second) });
}

function usersOf(ports: Pipeline, request: ScimRequest, call: Call): { readonly [method: string]: Handler } {
  return {
    GET: () => listUsers(ports, call),
    POST: () => withJson(request, () => postUser(ports, call)),
  };
}

function userOf(
  ports: Pipeline,
  { request, call, id }: { request: ScimRequest; call: Call; id: string },
): { readonly [method: string]: Handler } {
  return {
    GET: () => getUser(ports, call, id),
    PUT: () => withJson(request, () => putUser(ports, call, id)),
    PATCH: () => withJson(request, () => patchUser(ports, call, id)),
    DELETE: () => removeUser(ports, call, id),
  };
}

async function dispatch({ method }: ScimRequest, handlers: { readonly [method: string]: Handler }): Promise<Reply> {
  const handler = Object.hasOwn(handlers, method) ? handlers[method] : undefined;
  if (handler) return handler();
  return faultReply(new ScimFault(405, 'this endpoint does not take that method'), {
    allow: Object.keys(handlers).join(', '),
  });
}

function withJson({ headers }: ScimRequest, handler: () => Promise<Reply>): Promise<Reply> {
  const type = headers['content-type']?.split(';', 1)[0]?.trim().toLowerCase() ?? '';
  if (type !== '' && !/[/+]json$/.test(type)) throw new ScimFault(415, 'a body is application/scim+json');
  return handler();
}

type Page = ScimObject | readonly ScimObject[];

const discovery: { readonly [name: string]: (base: string) => Page } = {
  ServiceProviderConfig: serviceProviderConfig,
  ResourceTypes: shownTypes,
  Schemas: shownSchemas,
};

/** Read-only and the same for all; a filter on them is forbidden (RFC 7644, section 4). */
function discover(call: Call, page: (base: string) => Page, id: string | undefined): Reply {
  if (call.query.has('filter')) throw new ScimFault(403, 'discovery takes no filter');
  return reply(200, pageOf(page(call.base), id));
}

function pageOf(found: Page, id: string | undefined): ScimObject {
  if (!isList(found)) {
    if (id !== undefined) throw nowhere();
    return found;
  }
  if (id === undefined) return listMessage(found, found.length, 1);
  const one = found.find((candidate) => candidate.id === id);
  if (!one) throw nowhere();
  return one;
}

function isList(found: Page): found is readonly ScimObject[] {
  return Array.isArray(found);
}

/**
 * RFC 7644 (3.11, 3.12) would have 501. A caller's mistake must not count as our failure: a 5xx burns the error budget, pages
 * somebody and makes clients ask again. 404 is the same table's word for an endpoint that does not exist.
 */
function notOffered(): ScimFault {
  return new ScimFault(404, 'this server does not offer that operation');
}

function nowhere(): ScimFault {
  return new ScimFault(404, 'there is nothing at this address');
}
