// A stage of Frontdesk on an emulated account, as an operator sees it: cdk, the command line, the API, and a real PostgreSQL.
import { execFile } from 'node:child_process';
import { createHash, randomBytes, randomUUID } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { PutSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { seededPerson } from '../../../infra/local/people-seed.ts';
import type { Occasion } from '../../../shared/ports/source.ts';
import { standardWebhooks } from '../../../shared/sources/standard-webhooks/index.ts';
import type { Ministack } from '../../servers/ministack.ts';
import type { TestPostgres } from '../../servers/postgres.ts';

const ROOT = resolve(import.meta.dirname, '../../..');
const HERE = import.meta.dirname;

export const STAGE = 'try';
export const TOKENS = { alpha: randomBytes(24).toString('hex'), bravo: randomBytes(24).toString('hex') };
export const WEBHOOK_SECRET = `whsec_${randomBytes(32).toString('base64')}`;
export const SCIM_TOKEN = randomBytes(24).toString('hex');

export interface Stage {
  readonly cloud: Ministack;
  readonly postgres: TestPostgres;
}

interface Written {
  readonly stdout: string;
  readonly stderr: string;
}

interface Running {
  readonly stage: Stage;
  readonly command: readonly string[];
  readonly cwd?: string;
}

/** What a command wrote; throws with all of it when it failed. */
function run({ stage, command: [file = '', ...args], cwd = ROOT }: Running, more: { readonly [name: string]: string }) {
  const env = { ...stage.cloud.environment, ...more };
  return new Promise<Written>((resolve, reject) => {
    const options = { cwd, env, maxBuffer: 64 * 1024 * 1024 };
    execFile(process.execPath, [file, ...args], options, (error, stdout, stderr) =>
      error ? reject(new Error(`${args.join(' ')} failed:\n${stdout}\n${stderr}`)) : resolve({ stdout, stderr }),
    );
  });
}

/** Bootstraps, and synthesizes beside it: each waits for the other's account or processor. In a folder without an app, which cdk would synthesize for this too. */
export async function cdkBootstrap(stage: Stage): Promise<void> {
  await Promise.all([
    runCdk(stage, ['bootstrap', 'aws://000000000000/us-east-1'], stage.cloud.folder),
    cdkSynth(stage),
  ]);
}

export function cdkSynth(stage: Stage): Promise<Written> {
  return runCdk(stage, ['synth', '--quiet', '--output', outputOf(stage)]);
}

/** Deploys what was synthesized last. Without a change set, for which cdk would only wait longer. */
export function cdkDeploy(stage: Stage): Promise<Written> {
  return runCdk(stage, ['deploy', '--require-approval', 'never', '--method', 'direct', '--app', outputOf(stage)]);
}

/** What was deployed last is taken away as it was synthesized then. */
export function cdkDestroy(stage: Stage): Promise<Written> {
  return runCdk(stage, ['destroy', '--force', '--app', outputOf(stage)]);
}

const outputOf = ({ cloud }: Stage): string => join(cloud.folder, 'cdk.out');

function runCdk(stage: Stage, args: readonly string[], cwd = ROOT): Promise<Written> {
  const { port } = new URL(stage.postgres.server.url);
  const command = [join(ROOT, 'node_modules/aws-cdk/bin/cdk'), ...args, '--no-color', '--progress', 'events'];
  return run(
    { stage, command, cwd },
    {
      WAREHOUSE_HOST: '127.0.0.1',
      WAREHOUSE_PORT: port,
      FRONTDESK_STAGE: STAGE,
      // Its CloudFormation knows no composite alarms and no metric math; the alarms are held against the laptop's in template.long.test.ts.
      FRONTDESK_ALARMS: 'off',
      FRONTDESK_SETTINGS_FILE: settingsFile(stage),
    },
  );
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
  return run({ stage, command: ['bin/frontdesk.js', '--url', url, ...args] }, { FRONTDESK_TOKEN: TOKENS.alpha });
}

/** `npm run smoke` against the deployed stage. */
export function smoke(stage: Stage, url: string): Promise<Written> {
  const args = ['--stage', STAGE, '--source', 'standard'];
  return run(
    { stage, command: ['operator/smoke-stage.ts', ...args] },
    { FRONTDESK_TOKEN: TOKENS.alpha, FRONTDESK_URL: url },
  );
}

/** How the operators' door answers who shows this token. */
export async function operatorStatus(url: string, token = TOKENS.alpha): Promise<number> {
  const { status } = await fetch(`${url}/operator/status`, { headers: { authorization: `Bearer ${token}` } });
  return status;
}

export const policyFolder = join(HERE, 'policy');

/** Where the deployed API answers, by what the deploy printed. The emulator is asked by path: its host names are not this machine's. */
export function urlIn(stage: Stage, { stdout, stderr }: Written): string {
  const printed = `${stdout}\n${stderr}`;
  const id = /\.Url = https:\/\/([a-z0-9]+)\.execute-api/.exec(printed)?.[1];
  if (!id) throw new Error(`the deploy printed no address:\n${printed}`);
  return `${stage.cloud.endpoint}/restapis/${id}/v1/_user_request_`;
}

/** The list of operators' digests, as an operator brings it. */
export function operatorsList(): string {
  const digest = (token: string) => createHash('sha256').update(token).digest('hex');
  return JSON.stringify(Object.entries(TOKENS).map(([name, token]) => ({ name, sha256: digest(token) })));
}

/** Operators' digests, the webhook's key, the SCIM client's token and the database's password, as an operator puts them. */
export async function putSecrets(stage: Stage): Promise<void> {
  const { endpoint } = stage.cloud;
  const credentials = { accessKeyId: 'test', secretAccessKey: 'test' };
  const client = new SecretsManagerClient({ endpoint, region: 'us-east-1', credentials });
  const password = decodeURIComponent(new URL(stage.postgres.server.frontdeskUrl).password);
  const values = {
    'frontdesk/operators': operatorsList(),
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
  /** That the sender signs with. */
  readonly secret?: string;
}

/** Signs and posts what an HR system would; `spoil` alters the body after it was signed. */
export async function post(url: string, said: Said, spoil = (body: string) => body) {
  const { what, number, attributes = {}, secret = WEBHOOK_SECRET } = said;
  const { subject, ...known } = seededPerson(7, number);
  const now = Date.now();
  const told = what === 'leave' ? {} : { ...known, department: 'Engineering', title: 'Engineer', ...attributes };
  const date = new Date(now - 48 * 3_600_000).toISOString().slice(0, 10);
  const sample = standardWebhooks.sample?.(
    { what, subject, attributes: told, date },
    { secret, now, id: randomUUID(), config: { headers: 'webhook' } },
  );
  if (!sample) throw new Error('the source has no sample');
  const response = await fetch(`${url}/hooks/standard`, {
    method: 'POST',
    headers: sample.headers,
    body: spoil(String(sample.body)),
  });
  return response.status;
}

export function subjectOf(number: number): string {
  return seededPerson(7, number).subject;
}

export function userNameOf(number: number): string {
  return seededPerson(7, number).userName ?? '';
}
