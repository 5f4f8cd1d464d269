// The keeper of secrets over AWS Secrets Manager: versions are made, promoted and retired by moving their labels.
import {
  GetSecretValueCommand,
  ListSecretVersionIdsCommand,
  PutSecretValueCommand,
  type SecretsManagerClient,
  UpdateSecretVersionStageCommand,
} from '@aws-sdk/client-secrets-manager';
import { type LabelledVersion, liveVersions, OVERLAP_LABEL } from '../core/live-versions.ts';
import type { Clock } from '../ports/runtime.ts';
import type { SecretKeeper } from '../ports/secrets.ts';

export interface KeeperParts {
  readonly client: SecretsManagerClient;
  readonly clock: Pick<Clock, 'now'>;
  /** As in `secretsManager`. */
  readonly overlapMs: number;
  /** Before every name, as in `secretsManager`. */
  readonly prefix?: string;
  /** Called after every change of a secret. */
  readonly changed?: (name: string) => void;
}

/** Every verb looks first and moves only what is not there yet, so that it can be done again after a lost reply. */
export function secretKeeper({ prefix = '', changed = () => undefined, ...parts }: KeeperParts): SecretKeeper {
  const stored = keeperOf({ ...parts, changed: (name) => changed(name.slice(prefix.length)) });
  return {
    versions: (name) => stored.versions(prefix + name),
    value: (name, id) => stored.value(prefix + name, id),
    prepare: (name, version) => stored.prepare(prefix + name, version),
    promote: (name, id) => stored.promote(prefix + name, id),
    retire: (name, id) => stored.retire(prefix + name, id),
  };
}

/** By the names as they are stored. */
function keeperOf({ client, clock, overlapMs, changed }: Required<Omit<KeeperParts, 'prefix'>>): SecretKeeper {
  const value = (name: string, id: string) => versionValue(client, name, id);
  return {
    async versions(name) {
      const found = await versionsOf(client, name).catch(absent);
      const { current, pending, previous } = liveVersions(found ?? [], { now: clock.now(), overlapMs });
      return current && { current, ...(pending && { pending }), ...(previous && { previous }) };
    },
    value,
    async prepare(name, version) {
      const stored = await value(name, version.id);
      if (stored === undefined) await put(client, name, version);
      else await move(client, name, { label: 'AWSPENDING', to: version.id });
      changed(name);
      return stored ?? (await value(name, version.id)) ?? version.value;
    },
    async promote(name, id) {
      const current = holder(await versionsOf(client, name), 'AWSCURRENT');
      if (current === undefined || current.id === id) return;
      await move(client, name, { label: OVERLAP_LABEL, to: current.id });
      await move(client, name, { label: 'AWSCURRENT', to: id });
      changed(name);
    },
    async retire(name, id) {
      const retired = (await versionsOf(client, name)).find((version) => version.id === id);
      if (retired?.labels.includes('AWSCURRENT')) throw new Error('the current version cannot be retired');
      for (const label of retired?.labels ?? []) await move(client, name, { label, from: id });
      changed(name);
    },
  };
}

/** All labelled versions. */
export async function versionsOf(client: SecretsManagerClient, name: string): Promise<readonly LabelledVersion[]> {
  const { Versions = [] } = await client.send(new ListSecretVersionIdsCommand({ SecretId: name, MaxResults: 100 }));
  return Versions.map(({ VersionId = '', VersionStages = [], CreatedDate }) => {
    return { id: VersionId, labels: VersionStages, createdAt: CreatedDate?.getTime() ?? 0 };
  });
}

/** Undefined for a version without a value, or one that went between listing and reading. */
export async function versionValue(
  client: SecretsManagerClient,
  name: string,
  VersionId: string,
): Promise<string | undefined> {
  const found = await client.send(new GetSecretValueCommand({ SecretId: name, VersionId })).catch(absent);
  return found?.SecretString;
}

function holder(versions: readonly LabelledVersion[], label: string): LabelledVersion | undefined {
  return versions.find(({ labels }) => labels.includes(label));
}

/** Two at once under one id: Secrets Manager keeps the first value and refuses the other. */
async function put(
  client: SecretsManagerClient,
  name: string,
  { id, value }: { readonly id: string; readonly value: string },
): Promise<void> {
  const command = { SecretId: name, ClientRequestToken: id, SecretString: value, VersionStages: ['AWSPENDING'] };
  try {
    await client.send(new PutSecretValueCommand(command));
  } catch (error) {
    if (!(error instanceof Error) || error.name !== 'ResourceExistsException') throw error;
  }
}

interface Move {
  readonly label: string;
  readonly from?: string;
  readonly to?: string;
}

/** A label is taken from whoever has it: Secrets Manager wants that one named. */
async function move(client: SecretsManagerClient, name: string, { label, from, to }: Move): Promise<void> {
  const has = from ?? holder(await versionsOf(client, name), label)?.id;
  if (has === to) return;
  const moved = { SecretId: name, VersionStage: label, MoveToVersionId: to, RemoveFromVersionId: has };
  await client.send(new UpdateSecretVersionStageCommand(moved));
}

function absent(error: unknown): undefined {
  if (error instanceof Error && error.name === 'ResourceNotFoundException') return undefined;
  throw error;
}
