// Whether a request is from whom it says, with the secrets that are live now; and which of them it used.
import type { ConfiguredSource } from '../ports/pipeline.ts';
import type { Authentication, RawRequest } from '../ports/source.ts';

/**
 * A signature that none of the known secrets made may be of one that was made a moment ago: then they are read afresh, once. Throws
 * when there are no secrets to be had.
 */
export async function authenticate(
  configured: ConfiguredSource,
  request: RawRequest,
  now: number,
): Promise<Authentication | undefined> {
  const { source, settings } = configured;
  const by = (secrets: readonly string[]) => source.authenticate?.(request, { secrets, now, config: settings.config });
  let secrets = await configured.secrets();
  let answer = by(secrets);
  if (answer && !answer.ok && answer.reason === 'bad-signature') {
    const known = secrets;
    secrets = await configured.secrets({ fresh: true }).catch(() => known);
    if (secrets.some((secret) => !known.includes(secret))) answer = by(secrets);
  }
  if (answer?.ok) await noteUse(configured, secrets, (secret) => by([secret])?.ok === true);
  return answer;
}

/** During a rotation it matters which: the sender's first use of the new one is the proof that it has it. */
async function noteUse(
  { used }: ConfiguredSource,
  secrets: readonly string[],
  isBy: (secret: string) => boolean,
): Promise<void> {
  const secret = secrets.length === 1 ? secrets[0] : secrets.find(isBy);
  if (used && secret !== undefined) await used(secret);
}
