// Real rotations on the deployed stage: PostgreSQL's credential, a webhook's secret and the audit log's key, by the workflow and by hand.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { auditCheck } from '../../../operator/audit-check.ts';
import { dynamoTable } from '../../../shared/aws/dynamo-table.ts';
import { SignedHead } from '../../../shared/model/audit-head.ts';
import type { RotationStep } from '../../../shared/model/rotation.ts';
import type { Settings } from '../../../shared/model/settings.ts';
import { readRecord, recordWrite } from '../../../shared/steps/rotation-record.ts';
import { awsOf, invoke, runWorkflow, secretValue, signingKey } from './account.ts';
import { accounts, opens } from './database.ts';
import { expectSame, expectStatus, until } from './expected.ts';
import { frontdesk, operatorsList, post, type Stage, userNameOf, WEBHOOK_SECRET } from './stage.ts';

const CREDENTIAL = 'frontdesk/targets/warehouse';
const WEBHOOK = 'frontdesk/sources/standard/webhook';

/** Nobody waits for an overlap or the next look here: the moment of the step that is due next is moved to now, and nothing else. */
async function isDueNow({ cloud }: Stage, secret: string, step: RotationStep): Promise<void> {
  const asked = cloud.recorder.calls.find(({ body }) => /Tablestate/.test(body))?.body ?? '';
  const state = /"TableName":"([^"]*Tablestate[^"]*)"/.exec(asked)?.[1] ?? '';
  const client = new DynamoDBClient(awsOf(cloud));
  const table = dynamoTable({
    ...{ retrying: client, once: client },
    names: { state, audit: state, keys: state },
  });
  const ports = { table, settings: { tenant: 'acme' } as Settings };
  const record = await readRecord(ports, secret);
  // The schedule was faster.
  if (record.rotation?.step !== step) return;
  const rotation = { ...record.rotation, next: Date.now() };
  await table.write([recordWrite(ports, record, { ...record, rotation })]);
}

interface LogIn {
  readonly username: string;
  readonly password: string;
}

const logInNow = async (stage: Stage) => JSON.parse(await secretValue(stage, CREDENTIAL, 'AWSCURRENT')) as LogIn;
const isOpenTo = (stage: Stage, { username, password }: LogIn) => opens(stage, username, password);

export async function credentialRound(stage: Stage, url: string): Promise<string> {
  const { username, password } = new URL(stage.postgres.server.frontdeskUrl);
  const first = { username, password: decodeURIComponent(password) };
  await runWorkflow(stage, 'daily', { secret: CREDENTIAL });
  const second = await logInNow(stage);
  expectSame(
    'old and new open it during the overlap',
    [await isOpenTo(stage, first), await isOpenTo(stage, second)],
    [true, true],
  );
  await isDueNow(stage, CREDENTIAL, 'end');
  await invoke(stage, 'rotate');
  await until('the old credential is dead after the overlap', 90, async () => !(await isOpenTo(stage, first)));
  await frontdesk(stage, url, 'rotate', CREDENTIAL, '--now');
  const third = await logInNow(stage);
  expectSame('after --now', [await isOpenTo(stage, second), await isOpenTo(stage, third)], [false, true]);
  return `${first.username}, then ${second.username}, now ${third.username}: each of the others is refused`;
}

/** Answers the secret that is left. */
export async function webhookRound(stage: Stage, url: string): Promise<string> {
  const hires = (secret: string) => post(url, { what: 'hire', number: 60, secret });
  await runWorkflow(stage, 'daily', { secret: WEBHOOK });
  const second = await secretValue(stage, WEBHOOK, 'AWSPENDING');
  expectStatus('the old secret, before the sender has the new one,', await hires(WEBHOOK_SECRET), 202);
  await until('the sender uses the new secret', 60, async () => (await hires(second)) === 202);
  await isDueNow(stage, WEBHOOK, 'test');
  await until('its first use switches', 90, async () => {
    await invoke(stage, 'rotate');
    return (await secretValue(stage, WEBHOOK, 'AWSCURRENT')) === second;
  });
  expectStatus('the old secret, in the overlap,', await hires(WEBHOOK_SECRET), 202);
  const { stdout } = await frontdesk(stage, url, 'rotate', WEBHOOK, '--now', '--json');
  const { value: third = '' } = JSON.parse(stdout) as { readonly value?: string };
  for (const old of [WEBHOOK_SECRET, second])
    await until('a secret that has ended is refused', 60, async () => (await hires(old)) === 401);
  await until('the newest secret is taken', 60, async () => (await hires(third)) === 202);
  return third;
}

/** A list that an operator brings, with one more on it, tried out before it counts: it must let its bringer in. */
export async function operatorsRound(stage: Stage, url: string): Promise<void> {
  const file = join(stage.cloud.folder, 'operators.json');
  const another = { name: 'another', sha256: 'a'.repeat(64) };
  writeFileSync(file, JSON.stringify([...JSON.parse(operatorsList()), another], undefined, 2));
  await frontdesk(stage, url, 'rotate', 'frontdesk/operators', '--value-from', file);
  await frontdesk(stage, url, 'rotate', '--list');
}

/** A hire after all that: signed with the newest secret, made with the newest credential. */
export async function hireAfterwards(stage: Stage, url: string, secret: string): Promise<void> {
  expectStatus('the hire', await post(url, { what: 'hire', number: 61, secret }), 202);
  await until('it is an account', 90, async () => (await accounts(stage)).includes(userNameOf(61)));
}

/** `firstKey`: the public key that an auditor keeps from the first day on. */
export async function auditKeyRound(stage: Stage, url: string, firstKey: string): Promise<string> {
  await runWorkflow(stage, 'daily', { secret: 'audit-key' });
  await invoke(stage, 'seal');
  const [old, next] = [await signingKey(stage, 1), await signingKey(stage, 2)];
  expectSame('the old key and the new one are enabled', [old.isEnabled, next.isEnabled], [false, true]);
  const file = join(stage.cloud.folder, 'audit-after.jsonl');
  await frontdesk(stage, url, 'audit', 'export', file);
  const verdict = await auditCheck({ file, publicKeys: [firstKey] });
  if (!verdict.ok) throw new Error(`the log is not whole: ${JSON.stringify(verdict)}`);
  const heads = readFileSync(file, 'utf8')
    .split('\n')
    .filter((line) => line.startsWith('{"head"'));
  const signers = new Set(heads.map((line) => SignedHead.parse(JSON.parse(line)).keyId));
  expectSame('keys that signed heads', signers.size, 2);
  return `${verdict.rows} rows under ${verdict.heads} heads, checked with the first public key alone`;
}
