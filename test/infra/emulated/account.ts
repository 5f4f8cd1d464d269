// The emulated account from its owner's side: runs of workflows and functions, what a secret holds, how a key stands.
import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { DescribeKeyCommand, GetPublicKeyCommand, KMSClient } from '@aws-sdk/client-kms';
import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { publicKeyOf } from '../../../operator/audit-check.ts';
import type { Ministack } from '../../servers/ministack.ts';
import { signedCall } from '../../servers/signed-call.ts';
import { STAGE, type Stage } from './stage.ts';

const CREDENTIALS = { accessKeyId: 'test', secretAccessKey: 'test' };

export function awsOf({ endpoint }: Ministack) {
  return { endpoint, region: 'us-east-1', credentials: CREDENTIALS };
}

/** Runs a state machine to its end, and waits for what it started. Throws unless all succeed. */
export async function runWorkflow({ cloud }: Stage, name: string, input: object = {}): Promise<void> {
  const stateMachineArn = `arn:aws:states:us-east-1:000000000000:stateMachine:frontdesk-${STAGE}-${name}`;
  await states(cloud, 'StartExecution', { stateMachineArn, input: JSON.stringify(input) });
  for (const end = Date.now() + 120_000; Date.now() < end; await sleep(300)) {
    const { executions = [] } = await states(cloud, 'ListExecutions', { stateMachineArn });
    const bad = executions.find(({ status }) => status !== 'RUNNING' && status !== 'SUCCEEDED');
    if (bad) throw new Error(`the workflow ${name} ended as ${bad.status}`);
    if (executions.every(({ status }) => status === 'SUCCEEDED')) return;
  }
  throw new Error(`the workflow ${name} did not end within 120 s`);
}

interface Executions {
  readonly executions?: readonly { readonly status: string }[];
}

async function states({ endpoint, environment }: Ministack, action: string, body: object): Promise<Executions> {
  const { text } = await signedCall({
    endpoint,
    ca: authority(environment),
    service: 'states',
    path: '/',
    body: JSON.stringify(body),
    headers: { 'content-type': 'application/x-amz-json-1.0', 'x-amz-target': `AWSStepFunctions.${action}` },
  });
  return JSON.parse(text) as Executions;
}

/** Runs a function now, as its schedule would. */
export async function invoke({ cloud }: Stage, name: string): Promise<void> {
  const { status, text } = await signedCall({
    endpoint: cloud.endpoint,
    ca: authority(cloud.environment),
    service: 'lambda',
    path: `/2015-03-31/functions/frontdesk-${STAGE}-${name}/invocations`,
    body: '{}',
  });
  if (status !== 200 || text.includes('errorMessage')) throw new Error(`${name} answered ${status}: ${text}`);
}

function authority({ NODE_EXTRA_CA_CERTS = '' }: Ministack['environment']): string {
  return readFileSync(NODE_EXTRA_CA_CERTS, 'utf8');
}

/** The value of a secret under a label, as its owner reads it. */
export async function secretValue({ cloud }: Stage, name: string, label: string): Promise<string> {
  const client = new SecretsManagerClient(awsOf(cloud));
  const asked = { SecretId: `${STAGE}/${name}`, VersionStage: label };
  const { SecretString = '' } = await client.send(new GetSecretValueCommand(asked));
  client.destroy();
  return SecretString;
}

export interface KeyInKms {
  readonly isEnabled: boolean;
  /** PEM. */
  readonly publicKey: string;
}

/** A key that heads are signed with, from KMS itself and not from the export. */
export async function signingKey({ cloud }: Stage, number: number): Promise<KeyInKms> {
  const client = new KMSClient(awsOf(cloud));
  const asked = cloud.recorder.calls.filter(({ action }) => action === 'TrentService.DescribeKey');
  const ids = new Set(asked.map(({ body }) => (JSON.parse(body) as { readonly KeyId: string }).KeyId));
  for (const KeyId of ids) {
    const { KeyMetadata } = await client.send(new DescribeKeyCommand({ KeyId }));
    if (!KeyMetadata?.Description?.endsWith(`key ${number}`)) continue;
    const { PublicKey } = await client.send(new GetPublicKeyCommand({ KeyId }));
    const der = Buffer.from(PublicKey ?? []).toString('base64');
    const publicKey = `-----BEGIN PUBLIC KEY-----\n${der}\n-----END PUBLIC KEY-----\n`;
    if (!publicKeyOf(publicKey)) throw new Error('KMS answered with a key that an auditor cannot use');
    return { isEnabled: KeyMetadata.Enabled === true, publicKey };
  }
  throw new Error(`nobody has asked for key ${number} of the audit log`);
}
