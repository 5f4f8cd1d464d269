// The targets that the settings name, each with its connection. One that cannot be used refuses alone, and its work waits.
import { digest, ids } from '../lambda/machine.ts';
import { tracedConnection } from '../lambda/traced-ports.ts';
import type { TargetSettings } from '../model/settings.ts';
import type { AdapterPorts, Capabilities, Connection } from '../ports/adapter.ts';
import { fitTarget, sentenceOf } from './fit.ts';
import type { Configured } from './sources.ts';

export interface Target {
  readonly connection: Connection;
  /** A connection of its own with other secrets. */
  connect(secret: AdapterPorts['secret']): Connection;
}

export async function allTargets(configured: Configured): Promise<ReadonlyMap<string, Target>> {
  const { targets } = configured.settings;
  const entries = Object.entries(targets).map(
    async ([name, settings]) => [name, await one(configured, name, settings)] as const,
  );
  return new Map(await Promise.all(entries));
}

async function one(configured: Configured, name: string, settings: TargetSettings): Promise<Target> {
  const { clock, log, secrets, note } = configured;
  const fit = await fitTarget(settings);
  if (fit.kind === 'misfit') {
    const why = sentenceOf(fit.misfits);
    log.error('target-unusable', { target: name, why });
    return { connection: refusing(why), connect: () => refusing(why) };
  }
  const connect: Target['connect'] = (secret) => fit.part.connect(fit.config, { clock, ids, digest, log, secret });
  const connection = connect(async (freshness) => {
    const shown = await secrets.shown(settings.secret, freshness);
    await note(settings.secret, shown[0] ?? '');
    return shown;
  });
  return { connection: tracedConnection(name, connection), connect };
}

const NONE: Capabilities = {
  entitlementKinds: [],
  verbs: [],
  removal: { suspend: false },
  identity: { immutableId: 'none', userNameCaseSensitive: true },
  paging: { completeness: 'none', pageSize: 1 },
  concurrency: 'none',
  readLagMs: 0,
  landingMs: 60_000,
  buckets: [],
  sessions: 'none',
  idempotencyKey: false,
  permissions: [],
  returns: [],
};

/** Nothing is called. It is an outage until the settings are mended: tried again by itself, and given up with a cause after days. */
function refusing(why: string): Connection {
  const fault = { kind: 'unavailable', detail: `its settings: ${why}`.slice(0, 300) } as const;
  const failed = async () => ({ kind: 'fault', fault }) as const;
  return {
    capabilities: NONE,
    probe: async () => fault,
    canonical: (wish) => wish,
    scan: failed,
    read: failed,
    apply: failed,
    close: async () => undefined,
  };
}
