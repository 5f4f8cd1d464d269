// Which concrete thing stands behind each port. Built once per process, at the first message.
import { createHash, randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { adapterByName } from './adapters/index.ts';
import { awsClients } from './aws/clients.ts';
import { cloudHost } from './aws/cloud-host.ts';
import { dynamoTable } from './aws/dynamo-table.ts';
import type { MasterKey } from './aws/master-key.ts';
import { secretsManager } from './aws/secrets-manager.ts';
import { sqsQueues } from './aws/sqs-queues.ts';
import { vault } from './aws/vault.ts';
import { type Environment, readEnvironment } from './env.ts';
import { logger } from './lambda/log.ts';
import type { Settings } from './model/settings.ts';
import type { Connection } from './ports/adapter.ts';
import type { Archive, Signer } from './ports/audit.ts';
import type { ConfiguredSource, Pipeline, PolicyVersion } from './ports/pipeline.ts';
import type { Clock, Digest, Ids } from './ports/runtime.ts';
import type { Secrets } from './ports/secrets.ts';
import { sourceByName } from './sources/index.ts';
import { makePace, type Pace } from './steps/pace.ts';
import { readActivePolicy, readPolicyVersion } from './steps/policies.ts';

/** What the host gives: keys and the archive lie in KMS and S3 in the cloud, in files on the laptop. */
export interface HostParts {
  readonly masterKey: MasterKey;
  readonly signer: Signer;
  readonly archive: Archive;
  /** Instead of the machine's own. */
  readonly clock?: Clock;
}

/** The pipeline and what only some functions need. */
export interface Wired extends Pipeline, Omit<HostParts, 'clock'> {
  readonly pace: Pace;
  readonly secrets: Secrets;
}

let host: HostParts | undefined;
let built: Promise<Wired> | undefined;

/** Called by the laptop before the first message; in the cloud the environment names the parts. */
export function provide(parts: HostParts): void {
  host = parts;
  built = undefined;
}

/** A step that is wired when its first message comes, so that a cold start imports and no more. */
export function wired<Input, Output>(
  make: (ports: Wired) => (input: Input) => Promise<Output>,
): (input: Input) => Promise<Output> {
  let step: Promise<(input: Input) => Promise<Output>> | undefined;
  return async (input) => {
    step ??= wire().then(make);
    return (await step)(input);
  };
}

/** The whole pipeline from the environment. Throws in one sentence for whatever is missing. */
export function wire(): Promise<Wired> {
  built ??= build(readEnvironment({ ...process.env, ...settingsOfFile(process.env.FRONTDESK_SETTINGS_FILE) }));
  return built;
}

/** In the cloud the settings lie in a file beside the function: all variables together have 4 KB there. */
function settingsOfFile(file: string | undefined): { readonly FRONTDESK_SETTINGS?: string } {
  return file === undefined ? {} : { FRONTDESK_SETTINGS: readFileSync(file, 'utf8') };
}

async function build(environment: Environment): Promise<Wired> {
  const { clock = machineClock, ...parts }: HostParts = host ?? (await cloudHost(environment, process.env.AWS_REGION));
  const settings = environment.FRONTDESK_SETTINGS;
  const clients = awsClients(process.env);
  const names = {
    state: environment.FRONTDESK_TABLE_STATE,
    audit: environment.FRONTDESK_TABLE_AUDIT,
    keys: environment.FRONTDESK_TABLE_KEYS,
  };
  const table = dynamoTable({ ...clients.dynamo, names });
  const secrets = secretsManager({
    client: clients.secrets,
    clock,
    overlapMs: SECRET_OVERLAP,
    cacheMs: SECRET_FRESH,
    prefix: environment.FRONTDESK_SECRETS_PREFIX,
  });
  const configured = { settings, secrets, clock };
  const [sources, targets] = await Promise.all([
    allSources(configured),
    environment.FRONTDESK_TARGETS === 'none' ? new Map<string, Connection>() : allTargets(configured),
  ]);
  const base = {
    settings,
    table,
    queues: sqsQueues({ client: clients.sqs, urls: queueUrls(environment) }),
    clock,
    ids,
    digest,
    vault: vault({ table, master: parts.masterKey, clock }),
    log: logger,
    ...policyReader({ table, settings, clock }),
    source: (name: string) => (sources.has(name) ? sources.get(name) : undefined),
    target: (name: string) => targets.get(name),
  };
  return { ...base, ...parts, secrets, pace: makePace(base) };
}

function queueUrls(environment: Environment) {
  return {
    events: environment.FRONTDESK_QUEUE_EVENTS,
    'events-urgent': environment.FRONTDESK_QUEUE_EVENTS_URGENT,
    apply: environment.FRONTDESK_QUEUE_APPLY,
    'apply-urgent': environment.FRONTDESK_QUEUE_APPLY_URGENT,
    pump: environment.FRONTDESK_QUEUE_PUMP,
    verify: environment.FRONTDESK_QUEUE_VERIFY,
  };
}

interface Configured {
  readonly settings: Settings;
  readonly secrets: Secrets;
  readonly clock: Clock;
}

async function allSources({ settings, secrets }: Configured): Promise<ReadonlyMap<string, ConfiguredSource>> {
  const entries = Object.entries(settings.sources).map(async ([name, configured]) => {
    const source = await sourceByName(configured.vendor);
    if (!source) throw new Error(`source "${name}": there is no vendor "${configured.vendor}"`);
    const live = async (secret: string | undefined) => (secret === undefined ? [] : secrets.live(secret));
    const config = source.config.parse(configured.config) as ConfiguredSource['settings']['config'];
    return [
      name,
      {
        source,
        settings: { ...configured, config },
        secrets: () => live(configured.secret),
        credentials: () => live(configured.credential),
      },
    ] as const;
  });
  return new Map(await Promise.all(entries));
}

async function allTargets({ settings, secrets, clock }: Configured): Promise<ReadonlyMap<string, Connection>> {
  const entries = Object.entries(settings.targets).map(async ([name, configured]) => {
    const adapter = await adapterByName(configured.adapter);
    if (!adapter) throw new Error(`target "${name}": there is no adapter "${configured.adapter}"`);
    const ports = { clock, ids, digest, log: logger, secret: () => secrets.live(configured.secret) };
    return [name, adapter.connect(adapter.config.parse(configured.config), ports)] as const;
  });
  return new Map(await Promise.all(entries));
}

/** How long a rotated secret is still accepted, and how long a value is kept in this process, ms. */
const SECRET_OVERLAP = 24 * 60 * 60_000;
const SECRET_FRESH = 30_000;

/** How long a published policy may take to be seen by every warm worker, ms. */
const POLICY_FRESH = 5_000;

function policyReader({
  clock,
  ...store
}: Pick<Pipeline, 'table' | 'settings' | 'clock'>): Pick<Pipeline, 'activePolicy' | 'policyVersion'> {
  const versions = new Map<string, PolicyVersion>();
  let active: { readonly policy: PolicyVersion; readonly until: number } | undefined;
  const keep = (policy: PolicyVersion | undefined) => {
    if (policy) versions.set(policy.version, policy);
    return policy;
  };
  return {
    async activePolicy() {
      if (active && active.until > clock.now()) return active.policy;
      const policy = await readActivePolicy(store);
      active = { policy, until: clock.now() + POLICY_FRESH };
      keep(policy);
      return policy;
    },
    policyVersion: async (version) => versions.get(version) ?? keep(await readPolicyVersion(store, version)),
  };
}

const machineClock: Clock = {
  now: () => Date.now(),
  sleep: (ms, signal) => sleep(ms, undefined, { signal }),
  deadline: (ms) => AbortSignal.timeout(ms),
};

const digest: Digest = { sha256: (text) => createHash('sha256').update(text).digest('hex') };

const ALPHABET = '0123456789abcdefghjkmnpqrstvwxyz';

/** Ten characters of time, sixteen of chance (the layout of ULID, in lower case). */
const ids: Ids = {
  next() {
    let time = Date.now();
    let stamp = '';
    for (let position = 0; position < 10; position++) {
      stamp = ALPHABET.charAt(time % 32) + stamp;
      time = Math.floor(time / 32);
    }
    return stamp + Array.from(randomBytes(16), (byte) => ALPHABET.charAt(byte % 32)).join('');
  },
  random: () => Math.random(),
};
