// Every part of the laptop's cloud: emulators of AWS, two vendors' record APIs, and two targets to watch accounts appear in.
import { randomBytes } from 'node:crypto';
import { EventEmitter } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type AwsClients, awsClients } from '../../shared/aws/clients.ts';
import type { Policy } from '../../shared/model/policy/policy.ts';
import { topology } from '../topology.ts';
import { type DataFolder, newSecret } from './data-folder.ts';
import type { Emulator } from './emulators/aws-json-server.ts';
import { type DynamoOptions, startDynamo } from './emulators/dynamo.ts';
import type { Quiet } from './emulators/failed-writes.ts';
import { startSecrets } from './emulators/secrets.ts';
import { type SqsEmulator, type SqsOptions, startSqs } from './emulators/sqs.ts';
import { startStepFunctions } from './emulators/step-functions.ts';
import { givenBy } from './given-by.ts';
import { keptOperators, keptSecret } from './secrets-seed.ts';
import { startPostgres } from './targets/postgres.ts';
import { startScimApp } from './targets/scim-app.ts';
import type { Undo } from './undo.ts';
import { startBamboo } from './vendors/bamboohr.ts';
import { startOkta } from './vendors/okta.ts';

/** How the store and the queues are started. */
export interface Stores {
  readonly startDynamo: (options: DynamoOptions) => Promise<Emulator & Partial<Quiet>>;
  readonly startSqs: (options: SqsOptions) => Promise<SqsEmulator>;
}

export interface PartsRequest {
  readonly folder: DataFolder;
  /** The first port; the parts take the ones after it. */
  readonly port: number;
  readonly policy: Policy;
  /** Takes the stops of all that is started. */
  readonly undo: Undo;
  /** Instead of the embedded ones: the tests run the pipeline on servers that nobody here wrote. */
  readonly stores?: Stores | undefined;
  /** Hears of executions that failed. */
  readonly onError: (where: string, error: unknown) => void;
}

const embedded: Stores = { startDynamo, startSqs };

/** Starts everything and says where it is. `environment` is what the functions read. */
export async function startParts(request: PartsRequest) {
  const { folder, port, undo } = request;
  // PostgreSQL first: it comes up on another core while our own parts load what they need.
  const secretsChange = new EventEmitter();
  const [postgres, aws] = await Promise.all([
    undo.started(startPostgres({ dataDir: folder.sub('postgres'), port: port + 4 })),
    startAws(request, () => secretsChange.emit('change')),
  ]);
  const secrets = await seedSecrets(aws.clients, decodeURIComponent(new URL(postgres.frontdeskUrl).password));
  const operators = await keptOperators(aws.clients.secrets, folder);
  const world = await startWorld(request, secrets);
  const warehouse = new URL(postgres.frontdeskUrl);
  return {
    environment: aws.environment,
    states: aws.states,
    quiet: aws.quiet,
    placeholders: { ...world.placeholders, WAREHOUSE_HOST: warehouse.hostname, WAREHOUSE_PORT: warehouse.port },
    clients: aws.clients,
    operators,
    masterKey: Buffer.from(
      folder.kept('master.key', () => randomBytes(32).toString('base64')),
      'base64',
    ),
    vendors: world.vendors,
    /** Emits `change`. */
    secretsChange,
    shown: { app: world.app.url, warehouse: postgres.url },
  };
}

async function startAws({ folder, port, undo, stores = embedded, onError }: PartsRequest, changed: () => void) {
  const [dynamo, sqs, secrets, states] = await Promise.all([
    undo.started(stores.startDynamo({ dataDir: folder.sub('dynamo'), port: port + 1, tables: tableDescriptions() })),
    undo.started(stores.startSqs({ dataDir: folder.sub('sqs'), port: port + 2, queues: queueDescriptions() })),
    undo.started(startSecrets({ dataDir: folder.sub('secrets'), port: port + 3, changed })),
    undo.started(startStepFunctions({ dataDir: folder.sub('states'), definitions: definitions(), onError })),
  ]);
  const endpoints = {
    FRONTDESK_LOCAL: '1',
    FRONTDESK_DYNAMODB_ENDPOINT: dynamo.url,
    FRONTDESK_SQS_ENDPOINT: sqs.url,
    FRONTDESK_SECRETS_ENDPOINT: secrets.url,
    FRONTDESK_STATES_ENDPOINT: states.url,
  };
  const environment: { readonly [name: string]: string } = {
    ...endpoints,
    ...tableNames(),
    ...queueUrls(sqs.queueUrls),
    ...workflowArns(states.arns),
  };
  return { environment, states, quiet: dynamo.quiet, clients: awsClients(endpoints) };
}

interface WorldSecrets {
  readonly appToken: string;
  readonly bambooKey: string;
  readonly oktaToken: string;
}

async function seedSecrets({ secrets }: AwsClients, warehousePassword: string): Promise<WorldSecrets> {
  const kept = (name: string, make: () => string) => keptSecret(secrets, name, make);
  await kept('frontdesk/targets/warehouse', () => warehousePassword);
  return {
    appToken: await kept('frontdesk/targets/app', newSecret),
    bambooKey: await kept('frontdesk/sources/bamboohr/api', newSecret),
    oktaToken: await kept('frontdesk/sources/okta/api', newSecret),
  };
}

/** Vendors and the SCIM app: what lies outside Frontdesk. */
async function startWorld(
  { folder, port, policy, undo }: PartsRequest,
  { appToken, bambooKey, oktaToken }: WorldSecrets,
) {
  const app = await undo.started(
    startScimApp({
      dataDir: folder.sub('app'),
      port: port + 5,
      tokens: [appToken],
      groups: givenBy(policy, { target: 'app', kind: 'group' }),
    }),
  );
  const bamboohr = await startBamboo({
    port: port + 6,
    file: join(folder.sub('vendors'), 'bamboohr.json'),
    keys: [bambooKey],
  });
  undo.add(bamboohr.close);
  const okta = await startOkta({ port: port + 7, file: join(folder.sub('vendors'), 'okta.json'), tokens: [oktaToken] });
  undo.add(okta.close);
  return {
    app,
    vendors: { bamboohr, okta },
    placeholders: { APP_URL: app.baseUrl, APP_TOKEN_URL: app.tokenUrl, BAMBOOHR_URL: bamboohr.url, OKTA_URL: okta.url },
  };
}

/** As the emulator takes them. */
export function tableDescriptions() {
  return topology.tables.map(({ name, indexes }) => ({
    name: `frontdesk-${name}`,
    partitionKey: 'pk',
    sortKey: 'sk',
    indexes: indexes.map((index) => ({ name: index, partitionKey: 'ishard', sortKey: 'iat' })),
  }));
}

function queueDescriptions() {
  return topology.queues.map(({ name, visibilitySeconds, receives }) => ({
    name: `${name}.fifo`,
    visibilitySeconds,
    deadLetter: { name: `${name}-dead.fifo`, maxReceives: receives },
  }));
}

const WORKFLOWS = new URL('../workflows/', import.meta.url);

function definitions(): { readonly [workflow: string]: string } {
  return Object.fromEntries(
    topology.workflows.map(({ name, definition }) => [name, readFileSync(new URL(definition, WORKFLOWS), 'utf8')]),
  );
}

function workflowArns(arns: { readonly [workflow: string]: string }): { readonly [name: string]: string } {
  return Object.fromEntries(
    Object.entries(arns).map(([name, arn]) => [`FRONTDESK_WORKFLOW_${name.toUpperCase().replaceAll('-', '_')}`, arn]),
  );
}

export type LocalParts = Awaited<ReturnType<typeof startParts>>;

function tableNames(): { readonly [name: string]: string } {
  return Object.fromEntries(
    topology.tables.map(({ name }) => [`FRONTDESK_TABLE_${name.toUpperCase()}`, `frontdesk-${name}`]),
  );
}

function queueUrls(urls: { readonly [name: string]: string }): { readonly [name: string]: string } {
  return Object.fromEntries(
    topology.queues.map(({ name }) => [
      `FRONTDESK_QUEUE_${name.toUpperCase().replaceAll('-', '_')}`,
      urls[`${name}.fifo`] ?? '',
    ]),
  );
}
