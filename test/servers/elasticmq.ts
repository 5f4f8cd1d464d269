// ElasticMQ with the limits of AWS, in memory: queues that nobody here wrote. They start as the embedded ones do.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SQSClient } from '@aws-sdk/client-sqs';
import type { QueueDescription, SqsEmulator } from '../../infra/local/emulators/sqs.ts';
import { createQueue } from './aws-queues.ts';
import { javaServerLib, startJavaServer } from './java-server.ts';
import { freePort } from './postgres.ts';

/** With these queues. Throws when it is not installed. About 2 s. */
export async function startElasticMq(options: {
  readonly port?: number;
  readonly queues: readonly QueueDescription[];
}): Promise<SqsEmulator> {
  const found = javaServerLib('elasticmq');
  if ('missing' in found) throw new Error(found.missing);
  const port = options.port ?? (await freePort());
  const folder = mkdtempSync(join(tmpdir(), 'frontdesk-elasticmq-'));
  const config = join(folder, 'elasticmq.conf');
  writeFileSync(config, configOf(port));
  const machine = ['-Xmx256m', `-Dconfig.file=${config}`, '-cp', `${found.lib}/*`];
  const server = await startJavaServer({ port, command: [...machine, 'org.elasticmq.server.Main'] });
  const client = new SQSClient({ region: 'us-east-1', endpoint: server.url, credentials: anybody });
  const urls = await Promise.all(options.queues.map((queue) => createQueue(client, queue)));
  client.destroy();
  const stop = async (): Promise<void> => {
    await server.stop();
    rmSync(folder, { recursive: true, force: true });
  };
  return { url: server.url, queueUrls: Object.assign({}, ...urls), stop };
}

const anybody = { accessKeyId: 'local', secretAccessKey: 'local' };

function configOf(port: number): string {
  return `include classpath("application.conf")
node-address { protocol = http, host = "127.0.0.1", port = ${port}, context-path = "" }
rest-sqs { enabled = true, bind-port = ${port}, bind-hostname = "127.0.0.1", sqs-limits = strict }
rest-stats { enabled = false }
`;
}
