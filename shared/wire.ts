// Which concrete thing stands behind each port. Built once per process, at the first message.
import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { awsClients } from './aws/clients.ts';
import { cloudHost } from './aws/cloud-host.ts';
import { dynamoTable } from './aws/dynamo-table.ts';
import type { MasterKey } from './aws/master-key.ts';
import { secretKeeper } from './aws/secret-keeper.ts';
import { secretsManager } from './aws/secrets-manager.ts';
import { sqsQueues } from './aws/sqs-queues.ts';
import { stepFunctions } from './aws/step-functions.ts';
import { vault } from './aws/vault.ts';
import { type Environment, EnvironmentRefused, readEnvironment } from './env.ts';
import { logger, nameOf } from './lambda/log.ts';
import { digest, ids, machineClock, sha256Bytes } from './lambda/machine.ts';
import { metrics } from './lambda/metrics.ts';
import { tracedQueues } from './lambda/traced-ports.ts';
import type { Archive, Signer } from './ports/audit.ts';
import type { RotationPorts, SigningKeys } from './ports/rotation.ts';
import type { Clock } from './ports/runtime.ts';
import type { Secrets } from './ports/secrets.ts';
import { makePace, type Pace } from './steps/pace.ts';
import type { RotatePorts } from './steps/rotation-course.ts';
import { type NoteUse, noteUses } from './steps/secret-use.ts';
import { policyReader } from './wire/policies.ts';
import { allSources } from './wire/sources.ts';
import { allTargets, type Target } from './wire/targets.ts';

/** What the host gives: keys and the archive lie in KMS and S3 in the cloud, in files on the laptop. */
export interface HostParts {
  readonly masterKey: MasterKey;
  readonly signer: Signer;
  readonly archive: Archive;
  /** Where the host can hold several keys of the audit log, and so can rotate them. */
  readonly signingKeys?: SigningKeys;
  /** Instead of the machine's own. */
  readonly clock?: Clock;
}

/** The pipeline and what only some functions need. */
export interface Wired extends RotatePorts, Omit<HostParts, 'clock'> {
  readonly pace: Pace;
  readonly secrets: Secrets;
  readonly noteUse: NoteUse;
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
    step ??= wire()
      .then(make)
      .catch((error: unknown) => {
        step = undefined;
        throw error;
      });
    return (await step)(input);
  };
}

/** The whole pipeline from the environment. Throws in one sentence for whatever is missing; a failure is not kept, for the next try may succeed. */
export function wire(): Promise<Wired> {
  built ??= fromEnvironment().catch((error: unknown) => {
    built = undefined;
    throw error;
  });
  return built;
}

async function fromEnvironment(): Promise<Wired> {
  try {
    return await build(readEnvironment({ ...process.env, ...settingsOfFile(process.env.FRONTDESK_SETTINGS_FILE) }));
  } catch (error) {
    const told = error instanceof EnvironmentRefused;
    logger.error('not-wired', { name: nameOf(error), ...(told && { why: error.message }) });
    throw error;
  }
}

/** In the cloud the settings lie in a file beside the function: all variables together have 4 KB there. */
function settingsOfFile(file: string | undefined): { readonly FRONTDESK_SETTINGS?: string } {
  return file === undefined ? {} : { FRONTDESK_SETTINGS: readFileSync(file, 'utf8') };
}

const NONE: ReadonlyMap<string, Target> = new Map();

async function build(environment: Environment): Promise<Wired> {
  const { clock = machineClock, ...parts }: HostParts = host ?? (await cloudHost(environment, process.env.AWS_REGION));
  const settings = environment.FRONTDESK_SETTINGS;
  const clients = awsClients(process.env);
  const table = dynamoTable({ ...clients.dynamo, names: tableNames(environment) });
  const prefix = environment.FRONTDESK_SECRETS_PREFIX;
  const stored = { client: clients.secrets, clock, overlapMs: SECRET_OVERLAP, prefix };
  const secrets = secretsManager({ ...stored, cacheMs: SECRET_FRESH });
  const noteUse = noteUses({ table, settings, clock, log: logger }, secrets.versionOf);
  const configured = { settings, secrets, clock, note: noteUse, log: logger };
  const callsTargets = environment.FRONTDESK_TARGETS === 'all';
  const [sources, targets] = await Promise.all([allSources(configured), callsTargets ? allTargets(configured) : NONE]);
  const base = {
    settings,
    table,
    queues: tracedQueues(sqsQueues({ client: clients.sqs, urls: queueUrls(environment) })),
    workflows: stepFunctions({ client: clients.states, arns: { daily: environment.FRONTDESK_WORKFLOW_DAILY } }),
    clock,
    ids,
    digest,
    vault: vault({ table, master: parts.masterKey, clock }),
    log: logger,
    metrics,
    ...policyReader({ table, settings, clock }),
    source: (name: string) => (sources.has(name) ? sources.get(name) : undefined),
    target: (name: string) => targets.get(name)?.connection,
  };
  const rotation = {
    ...base,
    keeper: secretKeeper({ ...stored, changed: secrets.forget }),
    candidate: (name: string, value: string) => targets.get(name)?.connect(async () => [value]),
    random: (bytes: number) => randomBytes(bytes),
  };
  return {
    ...rotation,
    ...parts,
    secrets,
    noteUse,
    pace: makePace(base),
    rotor: callsTargets ? await rotorFor(rotation, parts) : () => undefined,
  };
}

/** Loaded by functions that may rotate, at their first message. */
async function rotorFor(ports: RotationPorts, { signingKeys, ...parts }: HostParts): Promise<RotatePorts['rotor']> {
  const [{ rotorsOf }, { keyRotor }] = await Promise.all([import('./steps/rotors.ts'), import('./steps/key-rotor.ts')]);
  return rotorsOf(ports, signingKeys && keyRotor({ ...ports, ...parts, signingKeys, sha256: sha256Bytes }));
}

function tableNames(environment: Environment) {
  return {
    state: environment.FRONTDESK_TABLE_STATE,
    audit: environment.FRONTDESK_TABLE_AUDIT,
    keys: environment.FRONTDESK_TABLE_KEYS,
  };
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

/** How long a rotated secret is still accepted, and how long a value is kept in this process, ms. */
const SECRET_OVERLAP = 24 * 60 * 60_000;
const SECRET_FRESH = 30_000;
