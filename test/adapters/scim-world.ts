// A world of the laws around any SCIM server: the adapter behind the fault proxy, the back door past it.
import { scim } from '../../shared/adapters/scim/index.ts';
import { type ProxiedReply, type ProxiedRequest, startFaultProxy } from '../proxy/fault-proxy.ts';
import { httpTroubles } from '../proxy/http-troubles.ts';
import { scimDirect } from './scim-direct.ts';
import { type Direct, type NotHere, notHere, type World } from './world.ts';

export interface ScimServer {
  readonly origin: string;
  /** Path of the SCIM service: `/scim/v2`. */
  readonly path: string;
  readonly token: string;
  /** Display names of three groups that exist. */
  readonly groups: readonly [string, string, string];
  /** What an administrator does beside SCIM when a user is deleted for good. */
  forget?(userName: string): Promise<void>;
  readonly logIn?: Direct['logIn'] | NotHere;
  /** A back door of its own; without it, plain SCIM calls. */
  readonly direct?: Direct;
  stop(): Promise<void>;
}

/** `config` is what frontdesk.yaml would say beside the address. */
export async function scimWorld(
  server: ScimServer,
  options: {
    readonly config: object;
    readonly userName?: (label: string) => string;
    readonly without?: Partial<World['troubles']>;
  },
): Promise<World> {
  const proxy = await startFaultProxy(server.origin);
  const [one, two, three] = server.groups;
  return {
    adapter: scim,
    config: { baseUrl: `${proxy.origin}${server.path}`, pageSize: 5, ...options.config },
    secret: { good: server.token, wrong: 'not-the-token-7c1d' },
    entitlements: [`group:${one}`, `group:${two}`, `group:${three}`],
    ...(options.userName ? { userName: options.userName } : {}),
    direct: server.direct ?? scimDirect({ ...server, baseUrl: `${server.origin}${server.path}` }),
    troubles: {
      ...httpTroubles(proxy, {
        listPage: (request) => pageAsked(request, server.path),
        list: { empty, truncated, wrongCount },
        lie,
      }),
      ...options.without,
    },
    heal: () => proxy.heal(),
    calls: () => proxy.counts().calls,
    openConnections: notHere('fetch keeps an idle socket for four seconds after its last call'),
    stop: async () => {
      await proxy.stop();
      await server.stop();
    },
  };
}

function pageAsked(request: ProxiedRequest, path: string): 'first' | 'later' | undefined {
  const url = new URL(request.path, 'http://127.0.0.1');
  if (request.method !== 'GET' || url.pathname !== `${path}/Users` || url.searchParams.has('filter')) return undefined;
  if (url.searchParams.has('cursor')) return url.searchParams.get('cursor') === '' ? 'first' : 'later';
  return Number(url.searchParams.get('startIndex') ?? 1) > 1 ? 'later' : 'first';
}

interface List {
  readonly totalResults: number;
  readonly Resources: readonly unknown[];
}

function edited(reply: ProxiedReply, edit: (list: List) => object): ProxiedReply {
  return { ...reply, body: JSON.stringify(edit(JSON.parse(reply.body) as List)) };
}

const empty = (reply: ProxiedReply) =>
  edited(reply, (list) => ({ ...list, totalResults: 0, itemsPerPage: 0, Resources: [] }));

/** Nothing is left on later pages although the count promises more. */
const truncated = (reply: ProxiedReply, request: ProxiedRequest) =>
  edited(reply, (list) => (/startIndex=1(&|$)/.test(request.path) ? list : { ...list, Resources: [] }));

const wrongCount = (reply: ProxiedReply) => edited(reply, (list) => ({ ...list, totalResults: list.totalResults + 1 }));

function lie(request: ProxiedRequest): Partial<ProxiedReply> {
  const headers = { 'content-type': 'application/scim+json' };
  if (request.method === 'DELETE') return { status: 204 };
  const sent = JSON.parse(request.body || '{}') as object;
  if (request.method === 'POST') return { status: 201, headers, body: JSON.stringify({ ...sent, id: 'made-up-id' }) };
  return { status: 200, headers, body: JSON.stringify({ id: request.path.split('/').at(-1), userName: 'x' }) };
}
