// Every part of the laptop's cloud: emulators of AWS, two vendors' record APIs, and two targets to watch accounts appear in.
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { type AwsClients, awsClients } from '../../shared/aws/clients.ts';
import type { Policy } from '../../shared/model/policy.ts';
import { topology } from '../topology.ts';
import { type DataFolder, newSecret } from './data-folder.ts';
import { startDynamo } from './emulators/dynamo.ts';
import { startSecrets } from './emulators/secrets.ts';
import { startSqs } from './emulators/sqs.ts';
import { keptOperators, keptSecret, newWebhookSecret } from './secrets-seed.ts';
import { startPostgres } from './targets/postgres.ts';
import { startScimApp } from './targets/scim-app.ts';
import { startBamboo } from './vendors/bamboohr.ts';
import { startOkta } from './vendors/okta.ts';

export interface PartsRequest {
  readonly folder: DataFolder;
  /** The first port; the parts take the ones after it. */
  readonly port: number;
  readonly policy: Policy;
}

type Stoppable = { stop(): Promise<void> };

/** Starts everything and says where it is. `environment` is what the functions read. */
export async function startParts(request: PartsRequest) {
  const aws = await startAws(request);
  const postgres = await startPostgres({ dataDir: request.folder.sub('postgres'), port: request.port + 4 });
  const secrets = await seedSecrets(aws.clients, decodeURIComponent(new URL(postgres.frontdeskUrl).password));
  const operators = await keptOperators(aws.clients.secrets, request.folder);
  const world = await startWorld(request, secrets);
  const warehouse = new URL(postgres.frontdeskUrl);
  const stoppable: readonly Stoppable[] = [world, aws, postgres];
  return {
    environment: aws.environment,
    placeholders: { ...world.placeholders, WAREHOUSE_HOST: warehouse.hostname, WAREHOUSE_PORT: warehouse.port },
    clients: aws.clients,
    operators,
    masterKey: Buffer.from(
      request.folder.kept('master.key', () => randomBytes(32).toString('base64')),
      'base64',
    ),
    vendors: world.vendors,
    shown: { app: world.app.url, warehouse: postgres.url },
    async stop() {
      for (const part of stoppable) await part.stop();
    },
  };
}

async function startAws({ folder, port }: PartsRequest) {
  const [dynamo, sqs, secrets] = await Promise.all([
    startDynamo({ dataDir: folder.sub('dynamo'), port: port + 1, tables: tableDescriptions() }),
    startSqs({ dataDir: folder.sub('sqs'), port: port + 2, queues: queueDescriptions() }),
    startSecrets({ dataDir: folder.sub('secrets'), port: port + 3 }),
  ]);
  const endpoints = {
    FRONTDESK_LOCAL: '1',
    FRONTDESK_DYNAMODB_ENDPOINT: dynamo.url,
    FRONTDESK_SQS_ENDPOINT: sqs.url,
    FRONTDESK_SECRETS_ENDPOINT: secrets.url,
  };
  const environment: { readonly [name: string]: string } = {
    ...endpoints,
    ...tableNames(),
    ...queueUrls(sqs.queueUrls),
  };
  const stop = async () => void (await Promise.all([dynamo.stop(), sqs.stop(), secrets.stop()]));
  return { environment, clients: awsClients(endpoints), stop };
}

interface WorldSecrets {
  readonly appToken: string;
  readonly bambooKey: string;
  readonly oktaToken: string;
}

async function seedSecrets({ secrets }: AwsClients, warehousePassword: string): Promise<WorldSecrets> {
  const kept = (name: string, make: () => string) => keptSecret(secrets, name, make);
  for (const source of ['bamboohr/webhook', 'okta/webhook', 'directory/token'])
    await kept(`frontdesk/sources/${source}`, newSecret);
  await kept('frontdesk/sources/standard/webhook', newWebhookSecret);
  await kept('frontdesk/targets/warehouse', () => warehousePassword);
  return {
    appToken: await kept('frontdesk/targets/app', newSecret),
    bambooKey: await kept('frontdesk/sources/bamboohr/api', newSecret),
    oktaToken: await kept('frontdesk/sources/okta/api', newSecret),
  };
}

/** Vendors and the SCIM app: what lies outside Frontdesk. */
async function startWorld({ folder, port, policy }: PartsRequest, { appToken, bambooKey, oktaToken }: WorldSecrets) {
  const app = await startScimApp({
    dataDir: folder.sub('app'),
    port: port + 5,
    tokens: [appToken],
    groups: groupsOf(policy, 'app'),
  });
  const bamboohr = await startBamboo({
    port: port + 6,
    file: join(folder.sub('vendors'), 'bamboohr.json'),
    keys: [bambooKey],
  });
  const okta = await startOkta({ port: port + 7, file: join(folder.sub('vendors'), 'okta.json'), tokens: [oktaToken] });
  return {
    app,
    vendors: { bamboohr, okta },
    placeholders: { APP_URL: app.baseUrl, BAMBOOHR_URL: bamboohr.url, OKTA_URL: okta.url },
    stop: async () => void (await Promise.all([app.stop(), bamboohr.close(), okta.close()])),
  };
}

function tableDescriptions() {
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

export type LocalParts = Awaited<ReturnType<typeof startParts>>;

/** The groups that the policy gives at a SCIM target: they exist there, as they would in a company's app. */
function groupsOf({ roles }: Policy, target: string): readonly string[] {
  const names = Object.values(roles).flatMap(({ entitlements }) => entitlements[target] ?? []);
  return [
    ...new Set(names.filter((name) => name.startsWith('group:')).map((name) => name.slice('group:'.length))),
  ].sort();
}

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
