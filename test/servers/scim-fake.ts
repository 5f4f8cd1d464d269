// A SCIM server of ours that is as strict and as odd as its rules say: for vendors that cannot be run here.
import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { ScimServer } from '../adapters/scim-world.ts';
import type { FakeRules } from './scim-fake-rules.ts';
import {
  directTo,
  dropUser,
  membersOf,
  openStore,
  type Resource,
  type Store,
  withMember,
  withoutMember,
} from './scim-fake-store.ts';

interface Json {
  readonly [attribute: string]: unknown;
}

interface Ask {
  readonly method: string;
  readonly url: URL;
  readonly kind: 'Users' | 'Groups';
  readonly id: string | undefined;
  readonly ifMatch: string | undefined;
  readonly body: Json;
}

class Refused extends Error {
  readonly status: number;
  readonly scimType: string | undefined;
  constructor(status: number, scimType?: string) {
    super(String(status));
    this.status = status;
    this.scimType = scimType;
  }
}

/** Starts it on a free port of 127.0.0.1. */
export async function startScimFake(rules: FakeRules): Promise<ScimServer> {
  const token = 'fake-token-20b7';
  const groups = ['engineering', 'sales "EMEA"', 'Ünïcode & Söhne'] as const;
  const store = openStore(groups);
  const server = createServer((incoming, outgoing) => {
    answer(incoming, { token, store, rules }).then(
      ({ status, body }) => {
        outgoing.writeHead(status, { 'content-type': 'application/scim+json' });
        outgoing.end(body === undefined ? '' : JSON.stringify(body));
      },
      () => outgoing.destroy(),
    );
  });
  await new Promise<void>((done) => void server.listen(0, '127.0.0.1', done));
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const stop = async () => {
    server.closeAllConnections();
    await new Promise((done) => void server.close(done));
  };
  return { origin, path: '/scim/v2', token, groups, stop, direct: directTo(store) };
}

async function answer(
  incoming: IncomingMessage,
  { token, store, rules }: { readonly token: string; readonly store: Store; readonly rules: FakeRules },
): Promise<{ status: number; body?: unknown }> {
  const chunks: Buffer[] = [];
  for await (const chunk of incoming) chunks.push(chunk as Buffer);
  const url = new URL(incoming.url ?? '/', 'http://127.0.0.1');
  const [, , , kind, id] = url.pathname.split('/');
  const text = Buffer.concat(chunks).toString();
  const body = JSON.parse(text || '{}') as Json;
  const ask = {
    method: incoming.method ?? '',
    url,
    kind: kind as Ask['kind'],
    id,
    ifMatch: incoming.headers['if-match'],
    body,
  };
  try {
    if (incoming.headers.authorization !== `Bearer ${token}`) throw new Refused(401);
    return serve(ask, store, rules);
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    if (error.status === 404 && rules.plain404) return { status: 404, body: { message: 'no such route' } };
    const schemas = ['urn:ietf:params:scim:api:messages:2.0:Error'];
    return { status: error.status, body: { schemas, status: String(error.status), scimType: error.scimType } };
  }
}

function serve(ask: Ask, store: Store, rules: FakeRules): { status: number; body?: unknown } {
  const all = store[ask.kind];
  if (ask.method === 'GET' && ask.id === undefined) return { status: 200, body: listed(ask, store, rules) };
  if (ask.method === 'POST') {
    const made = checked({ ...ask.body, id: randomUUID(), version: 1 }, { ask, store, rules });
    all.set(made.id, made);
    return { status: 201, body: shown(made, { ask, store, rules }) };
  }
  const before = all.get(decodeURIComponent(ask.id ?? ''));
  if (!before) throw new Refused(404);
  if (ask.method === 'GET') return { status: 200, body: shown(before, { ask, store, rules }) };
  if (rules.etag && ask.ifMatch !== `W/"${before.version}"` && !(ask.kind === 'Groups' && ask.method === 'PATCH'))
    throw new Refused(ask.ifMatch ? 412 : 428);
  if (ask.method === 'DELETE' && !rules.deleteShuts) {
    dropUser(store, before.id);
    return { status: 204 };
  }
  const after = checked(edited(before, ask, rules), { ask, store, rules });
  all.set(before.id, { ...after, id: before.id, version: before.version + 1 });
  return ask.method === 'PUT' ? { status: 200, body: shown(after, { ask, store, rules }) } : { status: 204 };
}

function edited(before: Resource, ask: Ask, rules: FakeRules): Resource {
  if (ask.method === 'DELETE') return { ...before, active: false };
  if (ask.method === 'PUT') return { ...ask.body, id: before.id, version: before.version };
  if (!rules.patch) throw new Refused(501);
  const operations = ask.body.Operations as readonly { op: string; path: string; value: unknown }[];
  return operations.reduce((resource, operation) => patched(resource, operation, rules), before);
}

function patched(
  resource: Resource,
  { op, path, value }: { readonly op: string; readonly path: string; readonly value: unknown },
  rules: FakeRules,
): Resource {
  const filtered = /^members\[value eq (".*")\]$/.exec(path)?.[1];
  if (op === 'remove' && (rules.removesMember === 'by-filter') !== (filtered !== undefined)) throw new Refused(400);
  const ids = ((value ?? []) as readonly { readonly value: string }[]).map?.((member) => member.value) ?? [];
  if (op === 'remove') return withoutMember(resource, filtered ? JSON.parse(filtered) : String(ids[0]));
  if (path === 'members') return ids.reduce(withMember, resource);
  const [, extension, last = ''] = /^(urn:.*:User|name)[:.](\w+)$/.exec(path) ?? [];
  if (!extension) return { ...resource, [path]: value };
  return { ...resource, [extension]: { ...(resource[extension] as object), [last]: value } };
}

interface Under {
  readonly ask: Ask;
  readonly store: Store;
  readonly rules: FakeRules;
}

/** The resource, or a refusal of what the vendor would not take. */
function checked(resource: Resource, { ask, store, rules }: Under): Resource {
  const { groups, meta, version, ...plain } = resource;
  if (ask.kind === 'Groups') return { ...plain, version } as Resource;
  const at = (path: string) => path.split('.').reduce<unknown>((value, key) => (value as never)?.[key], plain);
  if (rules.required.some((path) => !at(path))) throw new Refused(400, 'invalidValue');
  if (rules.single && [plain.emails, plain.phoneNumbers].some((many) => ((many as []) ?? []).length > 1))
    throw new Refused(400, 'invalidValue');
  const same = (other: Resource) =>
    other.id !== (ask.id ?? resource.id) &&
    (String(other.userName).toLowerCase() === String(plain.userName).toLowerCase() ||
      (plain.externalId !== undefined && other.externalId === plain.externalId));
  if ([...store.Users.values()].some(same)) throw new Refused(rules.taken, 'uniqueness');
  return { ...plain, version } as Resource;
}

function shown({ version, ...resource }: Resource, { ask, store, rules }: Under): object {
  const meta = rules.etag ? { version: `W/"${version}"` } : {};
  if (ask.kind === 'Groups') {
    const hidden = rules.shows === 'by-member' || ask.url.searchParams.get('excludedAttributes') === 'members';
    return { ...resource, meta, ...(hidden ? { members: [] } : {}) };
  }
  const held = [...store.Groups.values()].filter((group) =>
    membersOf(group).some(({ value }) => value === resource.id),
  );
  const groups = held.map((group) => ({ value: group.id, display: group.displayName }));
  return { ...resource, meta, ...(rules.shows === 'on-user' ? { groups } : {}) };
}

function listed(ask: Ask, store: Store, rules: FakeRules): object {
  const query = ask.url.searchParams;
  const matching = [...store[ask.kind].values()].filter(filterOf(query.get('filter'), ask.kind, rules));
  const show = (resources: readonly Resource[]) => resources.map((resource) => shown(resource, { ask, store, rules }));
  const count = Math.min(Number(query.get('count') ?? 100), 100);
  if (rules.paging === 'cursor' && query.has('cursor')) {
    const start = Number(query.get('cursor') || 0);
    const nextCursor = start + count < matching.length ? { nextCursor: String(start + count) } : {};
    return { itemsPerPage: count, ...nextCursor, Resources: show(matching.slice(start, start + count)) };
  }
  const start = Math.max(1, Number(query.get('startIndex') ?? 1)) - 1;
  return {
    totalResults: matching.length,
    startIndex: start + 1,
    Resources: show(matching.slice(start, start + count)),
  };
}

function filterOf(filter: string | null, kind: Ask['kind'], rules: FakeRules): (resource: Resource) => boolean {
  if (filter === null) return () => true;
  const [, attribute = '', quoted = ''] = /^([\w.]+) eq (".*")$/.exec(filter) ?? [];
  const value = JSON.parse(quoted) as string;
  const byMember = rules.shows === 'by-member' ? ['members.value'] : [];
  const known = kind === 'Users' ? rules.filters : ['displayName', ...byMember];
  if (!(known as readonly string[]).includes(attribute)) throw new Refused(400, 'invalidFilter');
  if (attribute === 'members.value') return (group) => membersOf(group).some((member) => member.value === value);
  if (attribute === 'externalId') return (resource) => resource.externalId === value;
  return (resource) => String(resource[attribute]).toLowerCase() === value.toLowerCase();
}
