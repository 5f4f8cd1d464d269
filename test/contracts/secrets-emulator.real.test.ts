// The embedded Secrets Manager beyond the port: rotation in four steps, its file on disk, restarts, deletion.
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { chmodSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import {
  CreateSecretCommand,
  DeleteSecretCommand,
  DescribeSecretCommand,
  GetRandomPasswordCommand,
  GetSecretValueCommand,
  ListSecretsCommand,
  PutSecretValueCommand,
  RestoreSecretCommand,
  RotateSecretCommand,
  type SecretsManagerClient,
  TagResourceCommand,
  UpdateSecretVersionStageCommand,
} from '@aws-sdk/client-secrets-manager';
import { afterEach, beforeEach, describe, test } from 'vitest';
import type { Emulator } from '../../infra/local/emulators/aws-json-server.ts';
import { type RotationEvent, startSecrets } from '../../infra/local/emulators/secrets.ts';
import { localClients, temporaryFolder } from './embedded-subjects.ts';

describe('the embedded Secrets Manager', () => {
  let folder: ReturnType<typeof temporaryFolder>;
  let emulator: Emulator;
  let client: SecretsManagerClient;

  async function start(rotate?: (event: RotationEvent) => Promise<void>): Promise<void> {
    emulator = await startSecrets({ dataDir: folder.path, ...(rotate ? { rotate } : {}) });
    client = localClients({ secrets: emulator.url }).secrets;
  }

  async function secretValue(SecretId: string, VersionStage = 'AWSCURRENT') {
    return (await client.send(new GetSecretValueCommand({ SecretId, VersionStage }))).SecretString;
  }

  beforeEach(async () => {
    folder = temporaryFolder();
    await start();
  });

  afterEach(async () => {
    await emulator.stop();
    folder.remove();
  });

  test('keeps values over a restart, and shows none of them on disk', async () => {
    await client.send(new CreateSecretCommand({ Name: 'target/slack', SecretString: 'canary-token-1234567890' }));
    await emulator.stop();
    for (const file of readdirSync(folder.path)) {
      const path = join(folder.path, file);
      assert.equal(statSync(path).mode & 0o777, 0o600, file);
      const content = readFileSync(path, 'utf8');
      for (const encoding of ['utf8', 'base64', 'base64url', 'hex'] as const)
        assert.ok(
          !content.includes(Buffer.from('canary-token').toString(encoding)),
          `${file} shows the value (${encoding})`,
        );
    }
    await start();
    assert.equal(await secretValue('target/slack'), 'canary-token-1234567890');
  });

  test('does not start on a key file that others may read', async () => {
    chmodSync(join(folder.path, 'secrets.key'), 0o644);
    await assert.rejects(startSecrets({ dataDir: folder.path }), /may be read by others/);
  });

  test('rotates in four steps, and goes on where a step failed, with the same version', async () => {
    const steps: string[] = [];
    const tokens = new Set<string>();
    let failing = true;
    let ended: (() => void) | undefined;
    await emulator.stop();
    await start(async ({ Step, SecretId, ClientRequestToken: token }) => {
      steps.push(Step);
      tokens.add(token);
      const put = { SecretId, ClientRequestToken: token, SecretString: 'new', VersionStages: ['AWSPENDING'] };
      if (Step === 'createSecret') await client.send(new PutSecretValueCommand(put));
      if (Step === 'testSecret' && failing) {
        ended?.();
        throw new Error('the target is down');
      }
      if (Step !== 'finishSecret') return;
      const { VersionIdsToStages = {} } = await client.send(new DescribeSecretCommand({ SecretId }));
      const current = Object.keys(VersionIdsToStages).find((id) => VersionIdsToStages[id]?.includes('AWSCURRENT'));
      const move = { SecretId, VersionStage: 'AWSCURRENT', RemoveFromVersionId: current, MoveToVersionId: token };
      await client.send(new UpdateSecretVersionStageCommand(move));
      ended?.();
    });
    const rotated = () =>
      new Promise<void>((resolve) => {
        ended = resolve;
        void client.send(
          new RotateSecretCommand({
            SecretId: 's',
            RotationLambdaARN: 'arn:aws:lambda:::f',
            ClientRequestToken: randomUUID(),
          }),
        );
      });
    await client.send(new CreateSecretCommand({ Name: 's', SecretString: 'old' }));
    await rotated();
    assert.deepEqual([await secretValue('s'), await secretValue('s', 'AWSPENDING')], ['old', 'new']);
    failing = false;
    await rotated();
    assert.deepEqual([await secretValue('s'), await secretValue('s', 'AWSPREVIOUS')], ['new', 'old']);
    assert.deepEqual(steps, [
      'createSecret',
      'setSecret',
      'testSecret',
      'createSecret',
      'setSecret',
      'testSecret',
      'finishSecret',
    ]);
    assert.equal(tokens.size, 1);
  });

  test('a deleted secret gives no value until it is restored, and is gone when forced', async () => {
    await client.send(new CreateSecretCommand({ Name: 's', SecretString: 'v' }));
    await client.send(new DeleteSecretCommand({ SecretId: 's' }));
    await assert.rejects(secretValue('s'), { name: 'InvalidRequestException' });
    await client.send(new RestoreSecretCommand({ SecretId: 's' }));
    assert.equal(await secretValue('s'), 'v');
    await client.send(new DeleteSecretCommand({ SecretId: 's', ForceDeleteWithoutRecovery: true }));
    await assert.rejects(secretValue('s'), { name: 'ResourceNotFoundException' });
  });

  test('lists names and tags, never values, and finds a secret by name or by ARN', async () => {
    const { ARN } = await client.send(
      new CreateSecretCommand({ Name: 's', SecretString: 'hidden', Tags: [{ Key: 'a', Value: '1' }] }),
    );
    await client.send(new TagResourceCommand({ SecretId: 's', Tags: [{ Key: 'b', Value: '2' }] }));
    const { SecretList = [] } = await client.send(new ListSecretsCommand({}));
    assert.deepEqual(
      SecretList.map((secret) => [secret.Name, secret.Tags?.map((tag) => tag.Key)]),
      [['s', ['a', 'b']]],
    );
    assert.ok(!JSON.stringify(SecretList).includes('hidden'));
    assert.equal(await secretValue(ARN as string), 'hidden');
  });

  test('refuses a second value under one version id, and a label taken from the wrong version', async () => {
    const token = randomUUID();
    await client.send(new CreateSecretCommand({ Name: 's', SecretString: 'v', ClientRequestToken: token }));
    const put = (SecretString: string) =>
      client.send(new PutSecretValueCommand({ SecretId: 's', SecretString, ClientRequestToken: token }));
    await put('v');
    await assert.rejects(put('w'), { name: 'ResourceExistsException' });
    const wrong = {
      SecretId: 's',
      VersionStage: 'AWSCURRENT',
      RemoveFromVersionId: randomUUID(),
      MoveToVersionId: token,
    };
    await assert.rejects(client.send(new UpdateSecretVersionStageCommand(wrong)), {
      name: 'InvalidParameterException',
    });
  });

  test('makes passwords of the wanted kinds', async () => {
    const { RandomPassword = '' } = await client.send(
      new GetRandomPasswordCommand({ PasswordLength: 24, ExcludePunctuation: true, ExcludeCharacters: 'O0Il1' }),
    );
    assert.match(RandomPassword, /^[A-Za-z0-9]{24}$/);
    assert.doesNotMatch(RandomPassword, /[O0Il1]/);
    assert.match(RandomPassword, /[A-Z]/);
  });

  test('answers nobody who comes by another host name', async () => {
    const { port } = new URL(emulator.url);
    const { request } = await import('node:http');
    const status = await new Promise((resolve) => {
      const headers = {
        host: `evil.example:${port}`,
        authorization: 'AWS4-HMAC',
        'x-amz-target': 'secretsmanager.ListSecrets',
      };
      request({ port, host: '127.0.0.1', method: 'POST', headers }, (response) => resolve(response.statusCode)).end(
        '{}',
      );
    });
    assert.equal(status, 400);
  });
});
