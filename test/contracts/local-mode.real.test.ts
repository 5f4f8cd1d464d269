// The laptop keeps to itself: what listens, listens on 127.0.0.1, and no client can reach beyond it.
import assert from 'node:assert/strict';
import { createServer, request } from 'node:http';
import { GetItemCommand } from '@aws-sdk/client-dynamodb';
import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, describe, test } from 'vitest';
import type { Emulator } from '../../infra/local/emulators/aws-json-server.ts';
import { startSecrets } from '../../infra/local/emulators/secrets.ts';
import { awsClients, isLoopback, refuseForeignEndpoint } from '../../shared/aws/clients.ts';
import { addressesListening } from '../servers/listening.ts';
import { localClients, sqsName, startDynamoIn, startSqsIn, temporaryFolder } from './embedded-subjects.ts';

const folder = temporaryFolder();

describe('the emulators', () => {
  let emulators: readonly Emulator[];
  beforeAll(async () => {
    emulators = [
      await startDynamoIn(`${folder.path}/dynamo`),
      await startSqsIn(`${folder.path}/sqs`),
      await startSecrets({ dataDir: `${folder.path}/secrets` }),
    ];
  });
  afterAll(async () => {
    for (const emulator of emulators) await emulator.stop();
    folder.remove();
  });

  test('listen on 127.0.0.1 and nowhere else', async () => {
    for (const { url } of emulators) {
      const port = Number(new URL(url).port);
      assert.deepEqual(await addressesListening(port), ['127.0.0.1']);
    }
  });

  test('answer nobody who names them otherwise, so that no web page reaches them', async () => {
    for (const { url } of emulators) {
      const { status, body } = await ask(Number(new URL(url).port), 'evil.example');
      assert.ok(status >= 400 && status < 500, `${url} answered ${status}`);
      assert.ok(!body.includes('QueueUrls') && !body.includes('TableNames') && !body.includes('SecretList'));
    }
  });

  test('SQS answers nothing but SQS', async () => {
    const [, sqs] = emulators;
    for (const path of ['/health', '/_fauxqs/queues', '/bucket/key'])
      assert.equal((await fetch(`${sqs?.url}${path}`)).status, 403);
  });
});

describe('local mode', () => {
  const nowhere = 'http://127.0.0.1:9';

  test('does not start when an endpoint is missing or is elsewhere', () => {
    const all = {
      FRONTDESK_LOCAL: '1',
      FRONTDESK_DYNAMODB_ENDPOINT: nowhere,
      FRONTDESK_SQS_ENDPOINT: nowhere,
      FRONTDESK_SECRETS_ENDPOINT: nowhere,
    };
    awsClients(all);
    for (const name of ['FRONTDESK_DYNAMODB_ENDPOINT', 'FRONTDESK_SQS_ENDPOINT', 'FRONTDESK_SECRETS_ENDPOINT'])
      for (const elsewhere of [
        undefined,
        'https://dynamodb.eu-west-1.amazonaws.com',
        'http://127.0.0.1.evil.example',
        'http://10.0.0.1',
      ])
        assert.throws(() => awsClients({ ...all, [name]: elsewhere }), /loopback/);
  });

  test('a client that was pointed elsewhere fails before it sends', async () => {
    const client = refuseForeignEndpoint(
      new SQSClient({ region: 'eu-west-1', credentials: { accessKeyId: 'a', secretAccessKey: 'b' } }),
    );
    const QueueUrl = 'https://sqs.eu-west-1.amazonaws.com/1/q.fifo';
    await assert.rejects(
      client.send(new SendMessageCommand({ QueueUrl, MessageBody: 'x' })),
      /refused to call sqs\.eu-west-1/,
    );
  });

  test('a queue address cannot lead a request away', async () => {
    const { sqs } = localClients({});
    const send = sqs.send(
      new SendMessageCommand({
        QueueUrl: `https://sqs.eu-west-1.amazonaws.com/1/${sqsName('apply')}`,
        MessageBody: 'x',
      }),
    );
    await assert.rejects(send, (error: Error) => !error.message.includes('amazonaws'));
  });

  test('uses no credential of the host', async () => {
    let authorization = '';
    const server = createServer((incoming, response) => {
      authorization = String(incoming.headers.authorization);
      response.end('{}');
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as { port: number };
    process.env.AWS_ACCESS_KEY_ID = 'AKIAREALACCOUNT';
    const { dynamo } = localClients({ dynamo: `http://127.0.0.1:${port}` });
    await dynamo.once.send(new GetItemCommand({ TableName: 't', Key: {} }));
    delete process.env.AWS_ACCESS_KEY_ID;
    server.close();
    assert.match(authorization, /Credential=local\//);
  });

  test('knows a loopback address from one that looks like it', () => {
    for (const host of ['127.0.0.1', '127.0.0.77', '::1', '[::1]', 'localhost']) assert.ok(isLoopback(host), host);
    for (const host of ['', '128.0.0.1', '127.0.0.1.evil.example', 'localhost.evil.example', '0.0.0.0', '1127.0.0.1'])
      assert.ok(!isLoopback(host), host);
  });
});

function ask(port: number, host: string): Promise<{ readonly status: number; readonly body: string }> {
  const headers = {
    host: `${host}:${port}`,
    authorization: 'AWS4-HMAC-SHA256 Credential=a/b/c/d/e',
    'content-type': 'application/x-amz-json-1.0',
    'x-amz-target': 'AmazonSQS.ListQueues',
  };
  return new Promise((resolve, reject) => {
    const sent = request({ port, host: '127.0.0.1', method: 'POST', headers }, (response) => {
      let body = '';
      response.on('data', (chunk: Buffer) => {
        body += chunk.toString();
      });
      response.on('end', () => resolve({ status: response.statusCode ?? 0, body }));
    });
    sent.on('error', reject).end('{}');
  });
}
