// Staging labels: which version of a secret is current, pending and previous (AWS Secrets Manager, "Secret versions").
import { AwsFault } from './aws-json-server.ts';
import type { StoredSecret, StoredVersion } from './secret-file.ts';

type Versions = StoredSecret['versions'];

/** A new version with these labels, which leave the versions that had them. Repeating it with the same id and value is fine. */
export function withVersion(
  secret: StoredSecret,
  version: { readonly id: string; readonly value: string; readonly stages: readonly string[]; readonly now: number },
): StoredSecret {
  const { id, value, stages, now } = version;
  const existing = secret.versions[id];
  if (existing && existing.value !== value)
    throw new AwsFault('ResourceExistsException', 'You already stored a different value under this version id.');
  const added: Versions = { ...secret.versions, [id]: existing ?? { value, createdAt: now, stages: [] } };
  return { ...secret, changedAt: now, versions: pruned(stages.reduce((all, stage) => moved(all, stage, id), added)) };
}

/** Moves or removes a label. Moving needs the name of the version that has it now, as AWS does. */
export function withStage(
  secret: StoredSecret,
  change: {
    readonly stage: string;
    readonly from: string | undefined;
    readonly to: string | undefined;
    readonly now: number;
  },
): StoredSecret {
  const { stage, from, to, now } = change;
  const holder = Object.keys(secret.versions).find((id) => secret.versions[id]?.stages.includes(stage));
  if (to !== undefined && !secret.versions[to])
    throw new AwsFault('ResourceNotFoundException', "Secrets Manager can't find the version.");
  if (holder !== undefined && holder !== from && holder !== to)
    throw new AwsFault(
      'InvalidParameterException',
      `The staging label ${stage} is attached to version ${holder}: name it in RemoveFromVersionId.`,
    );
  if (from !== undefined && holder !== from)
    throw new AwsFault('InvalidParameterException', `The staging label ${stage} is not attached to version ${from}.`);
  if (to === undefined && stage === 'AWSCURRENT')
    throw new AwsFault('InvalidParameterException', 'The label AWSCURRENT can only be moved.');
  const versions = to === undefined ? without(secret.versions, stage) : moved(secret.versions, stage, to);
  return { ...secret, changedAt: now, versions: pruned(versions) };
}

/** The version with this label, or with this id. */
export function findVersion(
  secret: StoredSecret,
  stage: string,
  id?: string,
): { readonly id: string; readonly version: StoredVersion } {
  const entries = Object.entries(secret.versions);
  const found = entries.find(([key, version]) => (id === undefined ? version.stages.includes(stage) : key === id));
  if (!found)
    throw new AwsFault(
      'ResourceNotFoundException',
      `Secrets Manager can't find the specified secret value for ${id ?? stage}`,
    );
  return { id: found[0], version: found[1] };
}

/** Where AWSCURRENT leaves, AWSPREVIOUS goes. */
function moved(versions: Versions, stage: string, to: string): Versions {
  const holder = Object.keys(versions).find((id) => versions[id]?.stages.includes(stage));
  if (holder === to) return versions;
  const after = labelled(without(versions, stage), to, stage);
  if (stage !== 'AWSCURRENT' || holder === undefined) return after;
  return labelled(without(after, 'AWSPREVIOUS'), holder, 'AWSPREVIOUS');
}

function labelled(versions: Versions, id: string, stage: string): Versions {
  const version = versions[id] as StoredVersion;
  return { ...versions, [id]: { ...version, stages: [...version.stages, stage] } };
}

function without(versions: Versions, stage: string): Versions {
  const entries = Object.entries(versions).map(([id, version]) => {
    return [id, { ...version, stages: version.stages.filter((other) => other !== stage) }] as const;
  });
  return Object.fromEntries(entries);
}

/** Versions without a label are deprecated; the oldest go when there are many. */
function pruned(versions: Versions): Versions {
  const entries = Object.entries(versions);
  const deprecated = entries.filter(([, version]) => version.stages.length === 0);
  const gone = new Set(deprecated.slice(0, Math.max(0, deprecated.length - 20)).map(([id]) => id));
  return Object.fromEntries(entries.filter(([id]) => !gone.has(id)));
}
