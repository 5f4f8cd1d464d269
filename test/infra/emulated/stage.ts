// A stage of Frontdesk on an emulated account, as an operator sees it: cdk, the command line, the API, and a real PostgreSQL.
import { execFile } from 'node:child_process';
import { createHash, createPublicKey, randomBytes, randomUUID } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { PutSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import pg from 'pg';
import { seededPerson } from '../../../infra/local/people-seed.ts';
import type { Occasion } from '../../../shared/ports/source.ts';
import { standardWebhooks } from '../../../shared/sources/standard-webhooks/index.ts';
import type { Ministack } from '../../servers/ministack.ts';
import type { TestPostgres } from '../../servers/postgres.ts';
import { signedCall } from '../../servers/signed-call.ts';

const ROOT = resolve(import.meta.dirname, '../../..');
const HERE = import.meta.dirname;

export const STAGE = 'try';
export const TOKENS = { alpha: randomBytes(24).toString('hex'), bravo: randomBytes(24).toString('hex') };
const WEBHOOK_SECRET = `whsec_${randomBytes(32).toString('base64')}`;
export const SCIM_TOKEN = randomBytes(24).toString('hex');

export interface Stage {
  readonly cloud: Ministack;
  readonly postgres: TestPostgres;
}

interface Written {
  readonly stdout: string;
  readonly stderr: string;
}

/** What a command wrote; throws with all of it when it failed. */
function run(stage: Stage, [file = '', ...args]: readonly string[], more: { readonly [name: string]: string }) {
  const env = { ...stage.cloud.environment, ...more };
  return new Promise<Written>((resolve, reject) => {
    const options = { cwd: ROOT, env, maxBuffer: 64 * 1024 * 1024 };
    execFile(process.execPath, [file, ...args], options, (error, stdout, stderr) =>
      error ? reject(new Error(`${args.join(' ')} failed:\n${stdout}\n${stderr}`)) : resolve({ stdout, stderr }),
    );
  });
}

/** Runs cdk as an operator would, with an output folder of its own. */
export function cdk(stage: Stage, ...args: readonly string[]): Promise<Written> {
  const { port } = new URL(stage.postgres.server.url);
  const output = ['--output', join(stage.cloud.folder, 'cdk.out'), '--no-color', '--progress', 'events'];
  return run(stage, ['node_modules/aws-cdk/bin/cdk', ...args, ...output], {
    WAREHOUSE_HOST: '127.0.0.1',
    WAREHOUSE_PORT: port,
    FRONTDESK_STAGE: STAGE,
    // The emulator knows no composite alarms; the template's are held against the laptop's definitions in template.long.test.ts.
    FRONTDESK_ALARMS: 'off',
    FRONTDESK_SETTINGS_FILE: settingsFile(stage),
  });
}

function settingsFile({ cloud }: Stage): string {
  return join(cloud.folder, 'settings.yaml');
}

/** The settings that the next deploy takes; `change` alters the text. */
export function writeSettings(stage: Stage, change = (text: string) => text): void {
  writeFileSync(settingsFile(stage), change(readFileSync(join(HERE, 'settings.yaml'), 'utf8')));
}

/** The command line against the deployed stage. */
export function frontdesk(stage: Stage, url: string, ...args: readonly string[]): Promise<Written> {
  return run(stage, ['bin/frontdesk.js', '--url', url, ...args], { FRONTDESK_TOKEN: TOKENS.alpha });
}

/** `npm run smoke` against the deployed stage. */
export function smoke(stage: Stage, url: string): Promise<Written> {
  const args = ['--stage', STAGE, '--source', 'standard'];
  return run(stage, ['operator/smoke-stage.ts', ...args], { FRONTDESK_TOKEN: TOKENS.alpha, FRONTDESK_URL: url });
}

export const policyFolder = join(HERE, 'policy');

/** Where the deployed API answers, by what the deploy printed. The emulator is asked by path: its host names are not this machine's. */
export function urlIn(stage: Stage, { stdout, stderr }: Written): string {
  const printed = `${stdout}\n${stderr}`;
  const id = /\.Url = https:\/\/([a-z0-9]+)\.execute-api/.exec(printed)?.[1];
  if (!id) throw new Error(`the deploy printed no address:\n${printed}`);
  return `${stage.cloud.endpoint}/restapis/${id}/v1/_user_request_`;
}

/** Operators' digests, the webhook's key, the SCIM client's token and the database's password, as an operator puts them. */
export async function putSecrets(stage: Stage): Promise<void> {
  const { endpoint } = stage.cloud;
  const credentials = { accessKeyId: 'test', secretAccessKey: 'test' };
  const client = new SecretsManagerClient({ endpoint, region: 'us-east-1', credentials });
  const operators = Object.entries(TOKENS).map(([name, token]) => ({
    name,
    sha256: createHash('sha256').update(token).digest('hex'),
  }));
  const password = decodeURIComponent(new URL(stage.postgres.server.frontdeskUrl).password);
  const values = {
    'frontdesk/operators': JSON.stringify(operators),
    'frontdesk/sources/standard/webhook': WEBHOOK_SECRET,
    'frontdesk/sources/directory/token': SCIM_TOKEN,
    'frontdesk/targets/warehouse': password,
  };
  for (const [name, SecretString] of Object.entries(values))
    await client.send(new PutSecretValueCommand({ SecretId: `${STAGE}/${name}`, SecretString }));
  client.destroy();
}

export interface Said {
  readonly what: Occasion['what'];
  /** Of the seeded company. */
  readonly number: number;
  readonly attributes?: { readonly [name: string]: string };
}

/** Signs and posts what an HR system would; `spoil` alters the body after it was signed. */
export async function post(url: string, { what, number, attributes = {} }: Said, spoil = (body: string) => body) {
  const { subject, ...known } = seededPerson(7, number);
  const now = Date.now();
  const said = what === 'leave' ? {} : { ...known, department: 'Engineering', title: 'Engineer', ...attributes };
  const date = new Date(now - 48 * 3_600_000).toISOString().slice(0, 10);
  const sample = standardWebhooks.sample?.(
    { what, subject, attributes: said, date },
    { secret: WEBHOOK_SECRET, now, id: randomUUID(), config: { headers: 'webhook' } },
  );
  if (!sample) throw new Error('the source has no sample');
  const response = await fetch(`${url}/hooks/standard`, {
    method: 'POST',
    headers: sample.headers,
    body: spoil(String(sample.body)),
  });
  return response.status;
}

/** The roles of PostgreSQL that Frontdesk made and that may log in. */
export async function accounts({ postgres }: Stage): Promise<readonly string[]> {
  const client = new pg.Client({ connectionString: postgres.server.url });
  await client.connect();
  try {
    const { rows } = await client.query<{ name: string }>(
      `select rolname as name from pg_roles where rolcanlogin and rolname like '%@%' order by 1`,
    );
    return rows.map(({ name }) => name);
  } finally {
    await client.end();
  }
}

export function userNameOf(number: number): string {
  return seededPerson(7, number).userName ?? '';
}

/** Runs a state machine to its end. Throws unless it succeeds. */
export async function runWorkflow({ cloud }: Stage, name: string): Promise<void> {
  const machine = `arn:aws:states:us-east-1:000000000000:stateMachine:frontdesk-${STAGE}-${name}`;
  const { executionArn } = await states(cloud, 'StartExecution', { stateMachineArn: machine, input: '{}' });
  for (const end = Date.now() + 120_000; Date.now() < end; await sleep(500)) {
    const { status } = await states(cloud, 'DescribeExecution', { executionArn });
    if (status === 'SUCCEEDED') return;
    if (status !== 'RUNNING') throw new Error(`the workflow ${name} ended as ${status}`);
  }
  throw new Error(`the workflow ${name} did not end within 120 s`);
}

/** The key that heads are signed with, from KMS itself and not from the export. PEM. */
export async function publicKey({ cloud }: Stage): Promise<string> {
  const asked = cloud.recorder.calls.find(({ action }) => action === 'TrentService.GetPublicKey');
  const { PublicKey = '' } = await ask(cloud, {
    service: 'kms',
    target: 'TrentService.GetPublicKey',
    body: JSON.parse(asked?.body ?? '{}'),
  });
  const key = createPublicKey({ key: Buffer.from(PublicKey, 'base64'), format: 'der', type: 'spki' });
  return key.export({ type: 'spki', format: 'pem' }).toString();
}

function states(cloud: Ministack, action: string, body: object) {
  return ask(cloud, { service: 'states', target: `AWSStepFunctions.${action}`, body });
}

interface Asked {
  readonly service: string;
  readonly target: string;
  readonly body: object;
}

async function ask({ endpoint, environment }: Ministack, { service, target, body }: Asked) {
  const { text } = await signedCall({
    endpoint,
    ca: readFileSync(environment.NODE_EXTRA_CA_CERTS ?? '', 'utf8'),
    service,
    path: '/',
    body: JSON.stringify(body),
    headers: { 'content-type': 'application/x-amz-json-1.1', 'x-amz-target': target },
  });
  return JSON.parse(text) as { readonly [field in 'executionArn' | 'status' | 'PublicKey']?: string };
}

/** Runs a function now, as its schedule would. */
export async function invoke({ cloud }: Stage, name: string): Promise<void> {
  const { status, text } = await signedCall({
    endpoint: cloud.endpoint,
    ca: readFileSync(cloud.environment.NODE_EXTRA_CA_CERTS ?? '', 'utf8'),
    service: 'lambda',
    path: `/2015-03-31/functions/frontdesk-${STAGE}-${name}/invocations`,
    body: '{}',
  });
  if (status !== 200 || text.includes('errorMessage')) throw new Error(`${name} answered ${status}: ${text}`);
}
