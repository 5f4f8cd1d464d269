// A SCIM endpoint over in-memory stores and the real vault, with a client that speaks to it as an identity provider would.
import { createHash } from 'node:crypto';
import { localMasterKey } from '../../shared/aws/master-key.ts';
import { vault } from '../../shared/aws/vault.ts';
import { InboxPayload, type InboxRow, inboxRow } from '../../shared/core/inbox.ts';
import type { Statement } from '../../shared/model/event.ts';
import { Settings } from '../../shared/model/settings.ts';
import type { ConfiguredSource, Pipeline } from '../../shared/ports/pipeline.ts';
import type { Message, Queues } from '../../shared/ports/queue.ts';
import type { Clock } from '../../shared/ports/runtime.ts';
import { scimServer } from '../../shared/sources/scim/index.ts';
import { scim } from '../../shared/steps/scim.ts';
import { type MemoryTable, memoryTable, type TableHooks } from '../memory/memory-table.ts';

export const base = 'https://frontdesk.example/scim/idp/v2';
export const token = 'token-one-of-the-source';
export const coreUser = 'urn:ietf:params:scim:schemas:core:2.0:User';
export const enterpriseUser = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User';
export const patchOp = 'urn:ietf:params:scim:api:messages:2.0:PatchOp';

/** Whatever message came back: members that tests read are named, the others are unknown. */
export interface Body {
  readonly [name: string]: unknown;
  readonly id: string;
  readonly meta: {
    readonly version: string;
    readonly created: string;
    readonly lastModified: string;
    readonly location: string;
  };
  readonly totalResults: number;
  readonly startIndex: number;
  readonly itemsPerPage: number;
  readonly Resources: readonly Body[];
  readonly endpoint: string;
  readonly attributes: readonly AttributeBody[];
}

export interface AttributeBody {
  readonly name: string;
  readonly mutability: string;
  readonly required: boolean;
  readonly multiValued: boolean;
  readonly subAttributes?: readonly AttributeBody[];
}

export interface Answer {
  readonly status: number;
  readonly headers: { readonly [name: string]: string };
  readonly text: string;
  /** The body as JSON; an empty object without one. */
  readonly json: Body;
}

export interface Ask {
  readonly body?: unknown;
  readonly bytes?: Uint8Array;
  readonly query?: string;
  readonly headers?: { readonly [name: string]: string };
  readonly source?: string;
}

export interface TestEndpoint {
  readonly table: MemoryTable;
  readonly sent: Message[];
  readonly logged: string[];
  readonly pipeline: Pipeline;
  ask(method: string, path: string, more?: Ask): Promise<Answer>;
  patch(id: string, operations: readonly unknown[], headers?: Ask['headers']): Promise<Answer>;
  /** Inbox rows with what they say, oldest first. */
  inbox(): Promise<readonly (InboxRow & { readonly statement: Statement | undefined })[]>;
}

export interface EndpointOptions {
  readonly hooks?: TableHooks;
  readonly secrets?: readonly string[];
  readonly queues?: Queues;
  /** Instead of a clock that moves a millisecond whenever somebody looks. */
  readonly now?: () => number;
}

const settings = Settings.parse({
  tenant: 'acme',
  sources: { idp: { vendor: 'scim', people: 'staff', owns: ['*'], secret: 'idp-token' } },
  targets: {},
});

interface Seen {
  readonly sent: Message[];
  readonly logged: string[];
}

function stableRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

function aPipeline(options: EndpointOptions, table: (clock: Clock) => MemoryTable, seen: Seen): Pipeline {
  let now = Date.parse('2026-03-02T09:00:00.000Z');
  let ids = 0;
  const clock: Clock = {
    now: options.now ?? (() => now++),
    sleep: () => new Promise((resolve) => setImmediate(resolve)),
    deadline: () => new AbortController().signal,
  };
  const state = table(clock);
  const log = (level: string) => (event: string, fields?: object) =>
    void seen.logged.push(`${level} ${event} ${JSON.stringify(fields ?? {})}`);
  return {
    settings,
    table: state,
    queues: options.queues ?? { send: async (messages) => void seen.sent.push(...messages) },
    clock,
    ids: { next: () => `u${String(ids++).padStart(25, '0')}`, random: stableRandom(7) },
    digest: { sha256: (text) => createHash('sha256').update(text).digest('hex') },
    vault: vault({ table: state, master: localMasterKey(new Uint8Array(32).fill(7)), clock }),
    workflows: { start: () => Promise.reject(new Error('no workflow here')) },
    log: { info: log('info'), warn: log('warn'), error: log('error') },
    metrics: { add: () => undefined },
    activePolicy: () => Promise.reject(new Error('no policy here')),
    policyVersion: async () => undefined,
    target: () => undefined,
    source: (name) => configured(name, options.secrets ?? [token]),
  };
}

function configured(name: string, secrets: readonly string[]): ConfiguredSource | undefined {
  const own = settings.sources[name];
  if (!own) return undefined;
  return { source: scimServer, settings: own, secrets: async () => secrets, credentials: async () => [] };
}

/** One endpoint, `idp` of the company `acme`. Its clock moves a millisecond whenever somebody looks. */
export function anEndpoint(options: EndpointOptions = {}): TestEndpoint {
  const seen: Seen = { sent: [], logged: [] };
  const tables: MemoryTable[] = [];
  const pipeline = aPipeline(
    options,
    (clock) => {
      const made = memoryTable({ clock, ...(options.hooks && { hooks: options.hooks }) });
      tables.push(made);
      return made;
    },
    seen,
  );
  const [table] = tables;
  if (!table) throw new Error('no table was made');
  const ask = client(scim(pipeline));
  return {
    ...seen,
    table,
    pipeline,
    ask,
    patch: (id, operations, headers) =>
      ask('PATCH', `/Users/${id}`, {
        body: { schemas: [patchOp], Operations: operations },
        ...(headers && { headers }),
      }),
    inbox: () => inboxOf(table, pipeline),
  };
}

function client(serve: ReturnType<typeof scim>): TestEndpoint['ask'] {
  return async (method, path, { body, bytes, query = '', headers, source = 'idp' } = {}) => {
    const given = bytes ?? new TextEncoder().encode(body === undefined ? '' : JSON.stringify(body));
    const usual = { authorization: `Bearer ${token}`, 'content-type': 'application/scim+json' };
    const reply = await serve({ method, source, path, query, base, body: given, headers: { ...usual, ...headers } });
    const text = reply.body ?? '';
    return { status: reply.status, headers: reply.headers ?? {}, text, json: text === '' ? {} : JSON.parse(text) };
  };
}

async function inboxOf(table: MemoryTable, { vault: keys }: Pipeline) {
  const rows = table
    .contents('state')
    .filter(({ pk }) => pk.startsWith('acme#in#'))
    .map(inboxRow);
  const opened = rows.map(async (row) => {
    const text = await keys.open('acme', 'source:idp', row.sealed ?? '');
    return { ...row, statement: text === undefined ? undefined : InboxPayload.parse(JSON.parse(text)).statement };
  });
  return (await Promise.all(opened)).sort((a, b) => a.receivedAt - b.receivedAt);
}

/** The body of a POST for a person with this user name. */
export function aUser(userName: string, more: { readonly [name: string]: unknown } = {}): object {
  return {
    schemas: [coreUser],
    userName,
    name: { givenName: 'Mara', familyName: 'Lind' },
    emails: [{ value: userName, type: 'work', primary: true }],
    active: true,
    ...more,
  };
}

/** A stored user's id. */
export async function aStoredUser(endpoint: TestEndpoint, userName: string, more = {}): Promise<string> {
  const created = await endpoint.ask('POST', '/Users', { body: aUser(userName, more) });
  if (created.status !== 201) throw new Error(`not created: ${created.status} ${created.text}`);
  return created.json.id;
}
