// Kill -9 at random moments: every transaction is all or nothing, and every acknowledged one is there.
import assert from 'node:assert/strict';
import { describe, test } from 'vitest';
import type { Item, Table, TableName } from '../../shared/ports/table.ts';
import { startDynamoIn, tableAt, temporaryFolder } from './embedded-subjects.ts';
import { killMidway, kills } from './kill-midway.ts';

async function everything(table: Table, name: TableName): Promise<readonly Item[]> {
  const items: Item[] = [];
  let cursor: string | undefined;
  do {
    const page = await table.scan(name, cursor);
    items.push(...page.items);
    cursor = page.cursor;
  } while (cursor !== undefined);
  return items;
}

async function indexed(table: Table, index: 'due' | 'minute', shard: string): Promise<readonly string[]> {
  const keys: string[] = [];
  let cursor: string | undefined;
  do {
    const page = await table.queryIndex({ index, shard, to: '~', limit: 500, ...(cursor ? { cursor } : {}) });
    keys.push(...page.keys.map((key) => `${key.pk}@${key.at}`));
    cursor = page.cursor;
  } while (cursor !== undefined);
  return keys.toSorted();
}

describe('the embedded DynamoDB under kill -9', () => {
  test(`survives ${kills} kills amid transactions without a torn or a lost one`, async () => {
    const folder = temporaryFolder();
    const acknowledged: string[] = [];
    for (let kill = 0; kill < kills; kill++)
      acknowledged.push(...(await killMidway('transaction-writer', folder.path, 30)));
    const emulator = await startDynamoIn(folder.path);
    const table = tableAt(emulator.url);
    const state = await everything(table, 'state');
    const killed = state.filter((item) => item.pk.startsWith('kill#'));
    const parts = Map.groupBy([...killed, ...(await everything(table, 'audit'))], (item) => String(item.fields.id));
    assert.ok(acknowledged.length > 0, `only ${acknowledged.length} transactions were acknowledged`);
    for (const [id, items] of parts) assert.equal(items.length, 3, `transaction ${id} is torn`);
    for (const id of acknowledged) assert.ok(parts.has(id), `acknowledged transaction ${id} is lost`);
    const expected = [...parts.keys()].map((id) => `kill#${id}@${id}`).toSorted();
    assert.deepEqual(await indexed(table, 'due', 'kill'), expected);
    assert.deepEqual(await indexed(table, 'minute', 'kill'), expected);
    const moved = state.filter((item) => item.pk.startsWith('move#')).map((item) => `${item.pk}@${item.fields.at}`);
    assert.deepEqual(await indexed(table, 'due', 'move'), moved.toSorted());
    await emulator.stop();
    folder.remove();
    console.log(`${kills} kills, ${acknowledged.length} acknowledged transactions, ${parts.size} found, none torn`);
  }, 120_000);
});
