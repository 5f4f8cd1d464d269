// `npm run refill` as an operator calls it, between two tables of a store that speaks DynamoDB's protocol.
import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Emulator } from '../../infra/local/emulators/aws-json-server.ts';
import { startDynamo } from '../../infra/local/emulators/dynamo.ts';
import { awsClients } from '../../shared/aws/clients.ts';
import { dynamoTable } from '../../shared/aws/dynamo-table.ts';
import { auditItem } from '../../shared/core/audit/row.ts';
import type { Item, Table } from '../../shared/ports/table.ts';
import { itemsIn } from '../../shared/steps/refill.ts';
import { aRow } from '../audit/audit-house.ts';

const ROOT = new URL('../../', import.meta.url).pathname;
const TABLES = ['restored', 'stage', 'empty', 'people', 'log'];

const anItem = (pk: string, v: number): Item => ({
  table: 'state',
  pk,
  sk: 'person',
  fields: { v, facts: ['a', { b: null }] },
  index: { shard: `acme#${v % 3}`, at: `2026-11-${10 + v}` },
});

let dynamo: Emulator;
const dataDir = mkdtempSync(join(tmpdir(), 'frontdesk-refill-'));

beforeAll(async () => {
  const index = { name: 'due', partitionKey: 'ishard', sortKey: 'iat' };
  const tables = TABLES.map((name) => ({ name, partitionKey: 'pk', sortKey: 'sk', indexes: [index] }));
  dynamo = await startDynamo({ dataDir, tables });
});
afterAll(async () => {
  await dynamo.stop();
  rmSync(dataDir, { recursive: true, force: true });
});

function tableOf(name: string): Table {
  const others = { FRONTDESK_SQS_ENDPOINT: dynamo.url, FRONTDESK_SECRETS_ENDPOINT: dynamo.url };
  const more = { FRONTDESK_STATES_ENDPOINT: dynamo.url, FRONTDESK_DYNAMODB_ENDPOINT: dynamo.url };
  const clients = awsClients({ FRONTDESK_LOCAL: '1', ...others, ...more });
  return dynamoTable({ ...clients.dynamo, names: { state: name, audit: name, keys: name } });
}

async function contents(name: string): Promise<readonly Item[]> {
  const items: Item[] = [];
  for await (const item of itemsIn(tableOf(name), 'state')) items.push(item);
  return items.sort((a, b) => a.pk.localeCompare(b.pk));
}

const refillCommand = (...words: readonly string[]) => called('refill-table', words);

function called(script: string, words: readonly string[]): Promise<{ code: number; out: string; err: string }> {
  const env = {
    PATH: process.env.PATH,
    AWS_REGION: 'us-east-1',
    AWS_ACCESS_KEY_ID: 'test',
    AWS_SECRET_ACCESS_KEY: 'test',
    FRONTDESK_DYNAMODB_ENDPOINT: dynamo.url,
  };
  return new Promise((resolve) => {
    execFile(
      process.execPath,
      ['bin/run.js', `infra/cloud/${script}.ts`, ...words],
      { cwd: ROOT, env },
      (error, out, err) => resolve({ code: Number(error?.code ?? 0), out, err }),
    );
  });
}

describe('a table of a stage', () => {
  it('holds exactly what its restored copy holds: what was wrong is written over, what came later is gone', async () => {
    const good = Array.from({ length: 40 }, (_, at) => anItem(`acme#p#${at}`, at));
    for (const item of good) await tableOf('restored').write([{ kind: 'put', item }]);
    for (const item of [anItem('acme#p#1', 99), anItem('acme#p#wrong', 5)])
      await tableOf('stage').write([{ kind: 'put', item }]);
    const { code, out } = await refillCommand('--table', 'state', '--from', 'restored', '--to', 'stage', '--json');
    expect({ code, said: JSON.parse(out) }).toMatchObject({ code: 0, said: { put: 40, deleted: 1 } });
    expect(await contents('stage')).toEqual(await contents('restored'));
    const due = await tableOf('stage').queryIndex({ index: 'due', shard: 'acme#1', to: '~', limit: 100 });
    expect(due.keys.length).toBe(13);
    expect((await refillCommand('--table', 'state', '--from', 'restored', '--to', 'stage')).out).toContain(
      '40 items; 0 others',
    );
  });

  it.each([
    [['--table', 'keys', '--from', 'a', '--to', 'b'], 'keys are never brought back'],
    [['--table', 'state', '--from', 'a', '--to', 'a'], 'two tables'],
    [['--table', 'state', '--from', 'empty', '--to', 'stage'], 'empty is empty; stage was left as it is'],
    [['--table', 'state', '--from', 'nowhere', '--to', 'stage'], 'read failed'],
    [['--bogus'], "Unknown option '--bogus'; see npm run refill -- --help"],
  ])('is left as it is by %j', async (words, sentence) => {
    const before = await contents('stage');
    const { code, err } = await refillCommand(...words);
    expect({ code, err }).toEqual({ code: 1, err: expect.stringContaining(sentence) });
    expect(err.trim().split('\n')).toHaveLength(1);
    expect(await contents('stage')).toEqual(before);
  });
});

describe('copies of ledger and audit log', () => {
  const compare = (...words: readonly string[]) => called('compare-copies', [...words, '--json']);

  it('are told apart when a row is in one of them only, and fit otherwise', async () => {
    const person = { ...anItem('acme#p#hr-1', 1), fields: { v: 1, aud: 1 } };
    const row = auditItem(aRow({ id: 'hr-1', number: 1, events: [] }));
    await tableOf('people').write([{ kind: 'put', item: person }]);
    const half = await compare('--state', 'people', '--audit', 'log');
    expect({ code: half.code, said: JSON.parse(half.out) }).toEqual({
      code: 2,
      said: { items: 1, torn: [{ what: 'person hr-1', why: 'the ledger knows of 1 audit rows, the log has 0' }] },
    });
    await tableOf('log').write([{ kind: 'put', item: row }]);
    const whole = await compare('--state', 'people', '--audit', 'log');
    expect({ code: whole.code, said: JSON.parse(whole.out) }).toEqual({ code: 0, said: { items: 2, torn: [] } });
  });

  it('that are not there are one sentence', async () => {
    const { code, err } = await compare('--state', 'nowhere', '--audit', 'log');
    expect({ code, err }).toEqual({ code: 1, err: expect.stringContaining('read failed') });
  });
});
