// The webhook's step over stores in memory and the real vault, with what it wrote, sent and logged.
import { localMasterKey } from '../../shared/aws/master-key.ts';
import { vault } from '../../shared/aws/vault.ts';
import { InboxPayload, type InboxRow, inboxRow } from '../../shared/core/inbox.ts';
import { Settings } from '../../shared/model/settings.ts';
import type { ConfiguredSource, Pipeline } from '../../shared/ports/pipeline.ts';
import type { Message, Queues } from '../../shared/ports/queue.ts';
import type { RawReply, RawRequest, Source } from '../../shared/ports/source.ts';
import { accept } from '../../shared/steps/accept.ts';
import { type MemoryTable, memoryTable, type TableHooks } from '../memory/memory-table.ts';
import { digest, NOW } from '../sources/world.ts';
import { bambooWorld } from '../sources/worlds/bamboohr.ts';
import { oktaWorld } from '../sources/worlds/okta.ts';
import { standardWorld } from '../sources/worlds/standard.ts';

export const worlds = { hr: standardWorld, bamboo: bambooWorld, okta: oktaWorld } as const;
export type WorldName = keyof typeof worlds;

export interface AcceptBench {
  readonly table: MemoryTable;
  readonly sent: Message[];
  readonly logged: string[];
  readonly pipeline: Pipeline;
  /** What the world's vendor sends, posted to `/hooks/{name}`. */
  post(name: WorldName, body?: string): Promise<RawReply>;
  ask(source: string, request: Partial<RawRequest>): Promise<RawReply>;
  rows(): readonly InboxRow[];
  /** What a row says, unsealed. */
  opened(row: InboxRow): Promise<InboxPayload>;
}

export interface AcceptOptions {
  readonly hooks?: TableHooks;
  readonly queues?: Queues;
  readonly secrets?: () => Promise<readonly string[]>;
  /** Changes the source before it is asked, to see what reaches it. */
  readonly source?: (source: Source) => Source;
  readonly now?: () => number;
  /** Why the sources' settings cannot be used. */
  readonly unusable?: string;
}

const settings = Settings.parse({
  tenant: 'acme',
  sources: {
    hr: { vendor: 'standard-webhooks', people: 'staff', owns: ['*'] },
    bamboo: { vendor: 'bamboohr', people: 'bamboo', owns: ['*'], config: bambooWorld.config },
    okta: { vendor: 'okta', people: 'okta', owns: ['*'], config: oktaWorld.config },
  },
  targets: {},
});

const none: Pipeline['workflows'] = { start: () => Promise.reject(new Error('no workflow here')) };

function clockOf({ now = () => NOW }: AcceptOptions): Pipeline['clock'] {
  return { now, sleep: async () => {}, deadline: (ms) => AbortSignal.timeout(ms) };
}

export function acceptBench(options: AcceptOptions = {}): AcceptBench {
  const sent: Message[] = [];
  const logged: string[] = [];
  const clock = clockOf(options);
  const table = memoryTable({ clock, ...(options.hooks && { hooks: options.hooks }) });
  const log = (event: string, fields?: object) => void logged.push(`${event} ${JSON.stringify(fields ?? {})}`);
  const pipeline: Pipeline = {
    settings,
    table,
    queues: options.queues ?? { send: async (messages) => void sent.push(...messages) },
    clock,
    ids: { next: () => 'x'.repeat(26), random: () => 0.5 },
    digest,
    vault: vault({ table, master: localMasterKey(new Uint8Array(32).fill(7)), clock }),
    workflows: none,
    log: { info: log, warn: log, error: log },
    metrics: { add: () => undefined },
    activePolicy: () => Promise.reject(new Error('no policy here')),
    policyVersion: async () => undefined,
    target: () => undefined,
    source: (name) => configured(name, options),
  };
  const step = accept(pipeline);
  return {
    table,
    sent,
    logged,
    pipeline,
    post: (name, body = worlds[name].one) =>
      step({ source: name, request: worlds[name].deliver(body, { secret: worlds[name].secrets.live.sign, now: NOW }) }),
    ask: (source, request) =>
      step({ source, request: { method: 'POST', headers: {}, body: new Uint8Array(), ...request } }),
    rows: () =>
      table
        .contents('state')
        .filter(({ pk }) => pk.startsWith('acme#in#'))
        .map(inboxRow),
    async opened({ source, sealed = '' }) {
      const text = await pipeline.vault.open('acme', `source:${source}`, sealed);
      return InboxPayload.parse(JSON.parse(text ?? '{}'));
    },
  };
}

function configured(name: string, options: AcceptOptions): ConfiguredSource | undefined {
  const world = Object.hasOwn(worlds, name) ? worlds[name as WorldName] : undefined;
  const own = settings.sources[name];
  if (!world || !own) return undefined;
  const source = options.source?.(world.source) ?? world.source;
  const config = world.source.config.parse(world.config) as ConfiguredSource['settings']['config'];
  return {
    source,
    settings: { ...own, config },
    secrets: options.secrets ?? (async () => [world.secrets.live.hold]),
    credentials: async () => [],
    ...(options.unusable !== undefined && { unusable: options.unusable }),
  };
}
