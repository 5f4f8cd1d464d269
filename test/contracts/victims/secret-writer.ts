// A process made to be killed: runs Secrets Manager in itself and puts values, telling each acknowledged one on stdout.
import { randomUUID } from 'node:crypto';
import { writeSync } from 'node:fs';
import { CreateSecretCommand, PutSecretValueCommand } from '@aws-sdk/client-secrets-manager';
import { startSecrets } from '../../../infra/local/emulators/secrets.ts';
import { localClients } from '../embedded-subjects.ts';

const [dataDir = ''] = process.argv.slice(2);
const emulator = await startSecrets({ dataDir });
const client = localClients({ secrets: emulator.url }).secrets;
const SecretId = randomUUID();
await client.send(new CreateSecretCommand({ Name: SecretId, SecretString: '0' }));
writeSync(1, `ready\n${SecretId} 0\n`);

for (let n = 1; ; n++) {
  await client.send(new PutSecretValueCommand({ SecretId, SecretString: String(n) }));
  writeSync(1, `${SecretId} ${n}\n`);
}
