// Any Secrets Manager endpoint as a subject of the secrets laws; time is moved by the port's clock.
import {
  CreateSecretCommand,
  ListSecretVersionIdsCommand,
  PutSecretValueCommand,
  type SecretsManagerClient,
  UpdateSecretVersionStageCommand,
} from '@aws-sdk/client-secrets-manager';
import { secretKeeper } from '../../shared/aws/secret-keeper.ts';
import { secretsManager } from '../../shared/aws/secrets-manager.ts';
import type { SecretsSubject } from './secrets-laws.ts';

const minute = 60_000;

export function secretsManagerSubject(client: SecretsManagerClient): SecretsSubject {
  let ahead = 0;
  const versionWith = async (SecretId: string, stage: string) => {
    const { Versions = [] } = await client.send(new ListSecretVersionIdsCommand({ SecretId }));
    return Versions.find((version) => version.VersionStages?.includes(stage))?.VersionId;
  };
  const parts = { client, clock: { now: () => Date.now() + ahead }, overlapMs: 10 * minute };
  return {
    secrets: secretsManager({ ...parts, cacheMs: minute }),
    keeper: secretKeeper(parts),
    create: async (Name, SecretString) => void (await client.send(new CreateSecretCommand({ Name, SecretString }))),
    prepare: async (SecretId, SecretString) =>
      void (await client.send(new PutSecretValueCommand({ SecretId, SecretString, VersionStages: ['AWSPENDING'] }))),
    async promote(SecretId) {
      const [from, to] = [await versionWith(SecretId, 'AWSCURRENT'), await versionWith(SecretId, 'AWSPENDING')];
      const move = { SecretId, VersionStage: 'AWSCURRENT', RemoveFromVersionId: from, MoveToVersionId: to };
      await client.send(new UpdateSecretVersionStageCommand(move));
    },
    passOverlap: async () => {
      ahead += 11 * minute;
    },
    passCache: async () => {
      ahead += minute;
    },
  };
}
