// Amazon's own DynamoDB Local, in memory: a store that nobody here wrote. It starts as the embedded one does.
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { Emulator } from '../../infra/local/emulators/aws-json-server.ts';
import type { TableDescription } from '../../infra/local/emulators/dynamo.ts';
import { createTable } from './aws-tables.ts';
import { javaServerLib, startJavaServer } from './java-server.ts';
import { freePort } from './postgres.ts';

/** With these tables. Throws when it is not installed. About 2 s. */
export async function startDynamoDbLocal(options: {
  readonly port?: number;
  readonly tables: readonly TableDescription[];
}): Promise<Emulator> {
  const found = javaServerLib('dynamodb-local');
  if ('missing' in found) throw new Error(found.missing);
  const port = options.port ?? (await freePort());
  const { lib } = found;
  const machine = ['-Xmx512m', `-Djava.library.path=${lib}`, '-cp', `${lib}/*:${lib}`];
  const server = await startJavaServer({ port, command: [...machine, 'LoopbackDynamoDb', String(port)] });
  const client = new DynamoDBClient({ region: 'us-east-1', endpoint: server.url, credentials: anybody });
  await Promise.all(options.tables.map((table) => createTable(client, table)));
  client.destroy();
  return server;
}

/** It takes any credential; with `-sharedDb` all of them see the same tables. */
const anybody = { accessKeyId: 'local', secretAccessKey: 'local' };
