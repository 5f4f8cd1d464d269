// The laptop's secrets: every name in the settings gets a value at the first start, and keeps it.
import { createHash, randomBytes } from 'node:crypto';
import { CreateSecretCommand, GetSecretValueCommand, type SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { type OperatorToken, tokensIn } from '../../operator/tokens-file.ts';
import type { Settings } from '../../shared/model/settings.ts';
import type { DataFolder } from './data-folder.ts';
import { newSecret } from './data-folder.ts';
import { StartRefused } from './start-refused.ts';

/** The value of a secret, made by `make` when it is not there yet. */
export async function keptSecret(client: SecretsManagerClient, name: string, make: () => string): Promise<string> {
  try {
    const { SecretString = '' } = await client.send(new GetSecretValueCommand({ SecretId: name }));
    return SecretString;
  } catch (error) {
    if (!(error instanceof Error) || error.name !== 'ResourceNotFoundException') throw error;
    const value = make();
    await client.send(new CreateSecretCommand({ Name: name, SecretString: value }));
    return value;
  }
}

/** Every secret that a source of the settings names and that is not there yet gets a random value: a new source needs no code here. */
export async function keptSourceSecrets(client: SecretsManagerClient, { sources }: Settings): Promise<void> {
  for (const { vendor, secret } of Object.values(sources))
    if (secret !== undefined)
      await keptSecret(client, secret, vendor === 'standard-webhooks' ? newWebhookSecret : newSecret);
}

/** A webhook signing key in the form of Standard Webhooks. */
function newWebhookSecret(): string {
  return `whsec_${randomBytes(32).toString('base64')}`;
}

/** Each of these three may approve, and no one twice. */
const COMMANDING = ['alpha', 'bravo', 'charlie'] as const;
/** And one who only reads, to try what a pull request's workflow may do. */
const READING = 'reader';

/** The file with the operators' tokens, for the owner's eyes; the pipeline's secret holds their digests only. */
export async function keptOperators(
  client: SecretsManagerClient,
  folder: DataFolder,
): Promise<readonly OperatorToken[]> {
  const operators = tokensIn(folder.kept('operators.json', newTokens));
  if (!operators) throw new StartRefused("operators.json of the data folder holds no operators' tokens");
  const digests = operators.map(({ name, token, role }) => ({
    name,
    sha256: createHash('sha256').update(token).digest('hex'),
    ...(role && { role }),
  }));
  await keptSecret(client, 'frontdesk/operators', () => JSON.stringify(digests));
  return operators;
}

function newTokens(): string {
  const tokens = Object.fromEntries(COMMANDING.map((name) => [name, newSecret()]));
  return `${JSON.stringify({ ...tokens, [READING]: { token: newSecret(), role: 'read' } }, undefined, 2)}\n`;
}
