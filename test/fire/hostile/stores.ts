// Compares the stores with what was answered: nothing half-done, nothing that nobody was told of.
import { awsClients } from '../../../shared/aws/clients.ts';
import { dynamoTable } from '../../../shared/aws/dynamo-table.ts';
import type { Item } from '../../../shared/ports/table.ts';
import { disagreements } from '../../scim/disagreements.ts';

/** Every row of the laptop's state table, read past the pipeline. */
export async function stateRows(port: number): Promise<readonly Item[]> {
  const endpoint = (offset: number) => `http://127.0.0.1:${port + offset}`;
  const clients = awsClients({
    FRONTDESK_LOCAL: '1',
    FRONTDESK_DYNAMODB_ENDPOINT: endpoint(1),
    FRONTDESK_SQS_ENDPOINT: endpoint(2),
    FRONTDESK_SECRETS_ENDPOINT: endpoint(3),
  });
  const names = { state: 'frontdesk-state', audit: 'frontdesk-audit', keys: 'frontdesk-keys' };
  const table = dynamoTable({ ...clients.dynamo, names });
  const rows: Item[] = [];
  let cursor: string | undefined;
  do {
    const page = await table.scan('state', cursor);
    rows.push(...page.items);
    cursor = page.cursor;
  } while (cursor !== undefined);
  return rows;
}

/** Events that were acknowledged and have no row, rows that nobody was told of, and users of which only a part is there. */
export function storeFaults(rows: readonly Item[], acknowledged: ReadonlySet<string>): readonly string[] {
  const inbox = rows.filter(({ pk }) => /^demo#in#(standard|bamboohr|okta)#/.test(pk));
  const stored = new Set(inbox.map(({ sk }) => sk));
  const lost = [...acknowledged].filter((event) => !stored.has(event));
  const secret = [...stored].filter((event) => !acknowledged.has(event));
  return [
    ...lost.map((event) => `${event} was acknowledged and is not in the inbox`),
    ...secret.map((event) => `${event} is in the inbox and was never acknowledged`),
    ...disagreements(rows, { tenant: 'demo', source: 'directory' }),
  ];
}
