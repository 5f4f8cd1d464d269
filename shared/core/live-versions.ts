// Which versions of a secret are live, by the labels that Secrets Manager keeps (AWS Secrets Manager, "Secret versions").
import type { SecretVersion } from '../ports/secrets.ts';

/** On a replaced version for as long as its rotation keeps it live, however long ago its successor was made. */
export const OVERLAP_LABEL = 'FRONTDESK_OVERLAP';

export interface LabelledVersion extends SecretVersion {
  readonly labels: readonly string[];
}

export interface LiveVersions {
  readonly pending?: LabelledVersion;
  readonly current?: LabelledVersion;
  readonly previous?: LabelledVersion;
}

/**
 * | label | live |
 * |---|---|
 * | AWSPENDING | yes: a rotation has made it, and a partner may use it already |
 * | AWSCURRENT | yes |
 * | FRONTDESK_OVERLAP | yes: our rotation takes the label off when the overlap ends |
 * | AWSPREVIOUS | for `overlapMs` from the making of the current one: somebody has changed the value by hand |
 */
export function liveVersions(
  versions: readonly LabelledVersion[],
  { now, overlapMs }: { readonly now: number; readonly overlapMs: number },
): LiveVersions {
  const labelled = (label: string) => versions.find(({ labels }) => labels.includes(label));
  const current = labelled('AWSCURRENT');
  const pending = labelled('AWSPENDING');
  const inTime = current !== undefined && now < current.createdAt + overlapMs;
  const previous = labelled(OVERLAP_LABEL) ?? (inTime ? labelled('AWSPREVIOUS') : undefined);
  return {
    ...(pending && pending.id !== current?.id && { pending }),
    ...(current && { current }),
    ...(previous && previous.id !== current?.id && { previous }),
  };
}
