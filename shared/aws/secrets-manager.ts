// The secrets port over AWS Secrets Manager: which versions of a secret are live, by their staging labels.
import {
  GetSecretValueCommand,
  ListSecretVersionIdsCommand,
  type SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import type { Clock } from '../ports/runtime.ts';
import type { Secrets } from '../ports/secrets.ts';

export interface SecretsManagerParts {
  readonly client: SecretsManagerClient;
  readonly clock: Pick<Clock, 'now'>;
  /** How long the previous value lives beside the current one, counted from the making of the current one. */
  readonly overlapMs: number;
  /** How long an answer is kept in this process: an old value is dead after overlap and this. */
  readonly cacheMs: number;
  /** Before every name. */
  readonly prefix?: string;
}

interface Version {
  readonly id: string;
  readonly stages: readonly string[];
  readonly createdAt: number;
}

interface Cached {
  readonly values: Promise<readonly string[]>;
  readonly until: number;
}

/**
 * | label | live |
 * |---|---|
 * | AWSPENDING | yes: a rotation has made it, and a partner may use it already |
 * | AWSCURRENT | yes |
 * | AWSPREVIOUS | for the overlap |
 */
export function secretsManager(parts: SecretsManagerParts): Secrets {
  const cache = new Map<string, Cached>();
  return {
    live(name) {
      const now = parts.clock.now();
      const known = cache.get(name);
      if (known && known.until > now) return known.values;
      const values = liveValues(parts, `${parts.prefix ?? ''}${name}`);
      cache.set(name, { values, until: now + parts.cacheMs });
      values.catch(() => cache.delete(name));
      return values;
    },
  };
}

async function liveValues(parts: SecretsManagerParts, name: string): Promise<readonly string[]> {
  const versions = liveVersions(await versionsOf(parts.client, name), parts);
  const values = await Promise.all(versions.map((version) => readValue(parts.client, name, version.id)));
  const found = values.filter((value) => value !== undefined);
  if (found.length === 0) throw new Error(`secret "${name}" has no live value`);
  return found;
}

async function versionsOf(client: SecretsManagerClient, name: string): Promise<readonly Version[]> {
  const { Versions = [] } = await client.send(new ListSecretVersionIdsCommand({ SecretId: name, MaxResults: 100 }));
  return Versions.map(({ VersionId = '', VersionStages = [], CreatedDate }) => {
    return { id: VersionId, stages: VersionStages, createdAt: CreatedDate?.getTime() ?? 0 };
  });
}

function liveVersions(versions: readonly Version[], { clock, overlapMs }: SecretsManagerParts): readonly Version[] {
  const [pending, current, previous] = ['AWSPENDING', 'AWSCURRENT', 'AWSPREVIOUS'].map((stage) =>
    versions.find((version) => version.stages.includes(stage)),
  );
  const inOverlap = current !== undefined && clock.now() < current.createdAt + overlapMs;
  const live = [pending, current, inOverlap ? previous : undefined].filter((version) => version !== undefined);
  return [...new Set(live)];
}

/** A pending version may still be without a value, and a version may go between listing and reading. */
async function readValue(client: SecretsManagerClient, name: string, VersionId: string): Promise<string | undefined> {
  try {
    const { SecretString } = await client.send(new GetSecretValueCommand({ SecretId: name, VersionId }));
    return SecretString;
  } catch (error) {
    if (error instanceof Error && error.name === 'ResourceNotFoundException') return undefined;
    throw error;
  }
}
