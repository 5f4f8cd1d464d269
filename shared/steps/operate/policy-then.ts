// The version that was for everybody at another moment, by the history of publications.
import { isDay, momentOf, momentWords, NO_DATE } from '../../core/as-of.ts';
import type { Pipeline, PolicyVersion } from '../../ports/pipeline.ts';
import { readHistory } from '../in-force.ts';

/** Lines of the history that are looked through. */
const LINES = 1_000;

export type PolicyThen =
  | { readonly kind: 'refused' | 'missing'; readonly why: string }
  | { readonly kind: 'policy'; readonly policy: PolicyVersion; readonly sentence: string };

/** A day is taken up to its end in UTC. Of a day to come the version of now. */
export async function policyThen(ports: Pipeline, asOf: string): Promise<PolicyThen> {
  const now = ports.clock.now();
  const at = momentOf(asOf, { zone: 'UTC', now });
  if (at === undefined) return { kind: 'refused', why: `"${asOf}" ${NO_DATE}` };
  const when = momentWords({ at, ...(isDay(asOf) && { day: asOf }) });
  if (at > now) {
    const { base } = await ports.activePolicy();
    const sentence = `As of ${when}, still to come: by policy ${base.version}, which is for everybody now.`;
    return { kind: 'policy', policy: base, sentence };
  }
  const published = (await readHistory(ports, LINES)).filter(({ act }) => act === 'published');
  const last = published.find((line) => line.at <= at);
  const policy = last && (await ports.policyVersion(last.version));
  if (!policy) return { kind: 'missing', why: `as of ${when}: ${noneWords(published.at(-1)?.at)}` };
  const since = momentWords({ at: last.at });
  const sentence = `As of ${when}: by policy ${policy.version}, which was for everybody then (published at ${since} by ${last.by}); what was on trial is left out.`;
  return { kind: 'policy', policy, sentence };
}

function noneWords(first: number | undefined): string {
  return first === undefined
    ? 'nothing was ever published'
    : `no version was for everybody by then, the first one that is kept came at ${momentWords({ at: first })}`;
}
