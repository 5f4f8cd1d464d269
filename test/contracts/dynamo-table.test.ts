// What the table port makes of DynamoDB's answers: surely not done, or nobody knows, and never a repetition that could lie.
import assert from 'node:assert/strict';
import { Readable } from 'node:stream';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { describe, test } from 'vitest';
import { dynamoTable } from '../../shared/aws/dynamo-table.ts';
import { ReadFailed, type Table, WriteRefused } from '../../shared/ports/table.ts';
import { tableNames } from './embedded-subjects.ts';
import { aKey, anItem, isAbsent, put, refused } from './table-subject.ts';

type Answer = { readonly status: number; readonly body: object } | 'reset';

interface Conversation {
  readonly table: Table;
  /** The action and the body of each request that was sent. */
  readonly sent: { readonly action: string; readonly body: { readonly [name: string]: unknown } }[];
}

/** A table whose requests get these answers in turn; the last one for ever. */
function answering(...answers: readonly Answer[]): Conversation {
  const sent: Conversation['sent'] = [];
  const requestHandler = {
    async handle(request: { readonly headers: { readonly [name: string]: string }; readonly body: Uint8Array }) {
      const answer = answers[Math.min(sent.length, answers.length - 1)] as Answer;
      sent.push({
        action: String(request.headers['x-amz-target']).split('.')[1] ?? '',
        body: JSON.parse(new TextDecoder().decode(request.body)),
      });
      if (answer === 'reset')
        throw Object.assign(new Error('socket hang up'), { name: 'TimeoutError', code: 'ECONNRESET' });
      const headers = { 'content-type': 'application/x-amz-json-1.0' };
      return { response: { statusCode: answer.status, headers, body: Readable.from([JSON.stringify(answer.body)]) } };
    },
  };
  const client = (maxAttempts: number) =>
    new DynamoDBClient({
      region: 'us-east-1',
      credentials: { accessKeyId: 'a', secretAccessKey: 'b' },
      requestHandler: requestHandler as never,
      maxAttempts,
    });
  return { table: dynamoTable({ once: client(1), retrying: client(3), names: tableNames }), sent };
}

function fault(name: string, extra: object = {}): Answer {
  return { status: 400, body: { __type: `com.amazonaws.dynamodb.v20120810#${name}`, message: name, ...extra } };
}

function cancelled(...codes: readonly string[]): Answer {
  return fault('TransactionCanceledException', { CancellationReasons: codes.map((Code) => ({ Code })) });
}

const one = [put(anItem(aKey('a')), isAbsent)];
const three = ['a', 'b', 'c'].map((sk) => put(anItem(aKey('p', sk))));

describe('a plain write', () => {
  test('is sent once, and a lost reply is no refusal', async () => {
    const { table, sent } = answering('reset');
    await assert.rejects(table.write(one), (error) => !(error instanceof WriteRefused));
    assert.equal(sent.length, 1);
  });

  test('is sent once though the server failed: its own first effect must not refuse the second', async () => {
    const { table, sent } = answering(
      { status: 500, body: { __type: 'InternalServerError' } },
      fault('ConditionalCheckFailedException'),
    );
    await assert.rejects(table.write(one), (error) => !(error instanceof WriteRefused));
    assert.equal(sent.length, 1);
  });

  test('tells a condition, a conflict, a throttle and a limit apart', async () => {
    const reasons = {
      ConditionalCheckFailedException: 'condition',
      TransactionConflictException: 'conflict',
      ProvisionedThroughputExceededException: 'throttled',
      ThrottlingException: 'throttled',
      RequestLimitExceeded: 'throttled',
      ValidationException: 'too-large',
    } as const;
    for (const [name, reason] of Object.entries(reasons))
      await refused(answering(fault(name)).table.write(one), reason);
  });

  test('to a table that does not exist is an error of another kind', async () => {
    await assert.rejects(answering(fault('ResourceNotFoundException')).table.write(one), {
      name: 'ResourceNotFoundException',
    });
  });

  test('that is over a limit is not sent', async () => {
    const { table, sent } = answering({ status: 200, body: {} });
    await refused(table.write([put(anItem(aKey('a'), { text: 'x'.repeat(410_000) }))]), 'too-large', [0]);
    assert.equal(sent.length, 0);
  });
});

describe('a transaction', () => {
  test('is repeated with the same token after a lost reply, so that it happens once', async () => {
    const { table, sent } = answering('reset', { status: 200, body: {} });
    await table.write(three);
    assert.deepEqual(
      sent.map((request) => request.action),
      ['TransactWriteItems', 'TransactWriteItems'],
    );
    assert.ok(sent[0]?.body.ClientRequestToken);
    assert.equal(sent[0]?.body.ClientRequestToken, sent[1]?.body.ClientRequestToken);
  });

  test('names the positions of the gravest reason', async () => {
    await refused(answering(cancelled('None', 'ConditionalCheckFailed', 'None')).table.write(three), 'condition', [1]);
    await refused(
      answering(cancelled('TransactionConflict', 'None', 'TransactionConflict')).table.write(three),
      'conflict',
      [0, 2],
    );
    await refused(
      answering(cancelled('TransactionConflict', 'ConditionalCheckFailed', 'ThrottlingError')).table.write(three),
      'condition',
      [1],
    );
    await refused(
      answering(cancelled('None', 'ProvisionedThroughputExceeded', 'None')).table.write(three),
      'throttled',
      [1],
    );
    await refused(answering(cancelled('ValidationError', 'None', 'None')).table.write(three), 'too-large', [0]);
  });

  test('cancelled for a reason that nobody knows leaves the outcome open', async () => {
    const { table } = answering(cancelled('None', 'SomethingNew', 'None'));
    await assert.rejects(table.write(three), { name: 'TransactionCanceledException' });
  });

  test('that never gets an answer leaves the outcome open', async () => {
    await assert.rejects(answering('reset').table.write(three), (error) => !(error instanceof WriteRefused));
  });
});

describe('a read', () => {
  test('is repeated, and then fails as a read that did not happen', async () => {
    const { table, sent } = answering('reset');
    await assert.rejects(table.get(aKey('a')), ReadFailed);
    assert.equal(sent.length, 3);
  });

  test('of many keys asks again for what was left over', async () => {
    const [first, second] = [aKey('p', 'a'), aKey('p', 'b')];
    const stored = (sk: string) => ({ pk: { S: 'p' }, sk: { S: sk }, v: { N: '1' } });
    const left = { [tableNames.state]: { Keys: [{ pk: { S: 'p' }, sk: { S: 'b' } }], ConsistentRead: true } };
    const { table, sent } = answering(
      { status: 200, body: { Responses: { [tableNames.state]: [stored('a')] }, UnprocessedKeys: left } },
      { status: 200, body: { Responses: { [tableNames.state]: [stored('b')] }, UnprocessedKeys: {} } },
    );
    assert.deepEqual(await table.getMany([second, first]), [anItem(second), anItem(first)]);
    assert.deepEqual(sent[1]?.body.RequestItems, left);
  });

  test('is strongly consistent, but for the index', async () => {
    const { table, sent } = answering({ status: 200, body: {} });
    await table.get(aKey('a'));
    await table.query({ table: 'state', pk: 'p', limit: 1 });
    await table.scan('state');
    await table.queryIndex({ index: 'due', shard: 's', to: '9', limit: 1 });
    assert.deepEqual(
      sent.map((request) => request.body.ConsistentRead),
      [true, true, true, undefined],
    );
  });
});
