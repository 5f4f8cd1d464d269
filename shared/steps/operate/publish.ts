// Publishing a policy: its version goes in force for everybody, and whoever was decided under another one is woken, slice by slice.
import { Policy } from '../../model/policy.ts';
import type { Pipeline } from '../../ports/pipeline.ts';
import { publishPolicy, wakeStale } from '../policies.ts';

/** Below the function's timeout: a large company is woken by several calls, ms. */
const WAKE_MS = 15_000;

export interface PublishRequest {
  /** The bundle as JSON. */
  readonly body: Uint8Array;
  readonly actor: string;
  /** Where the call before stopped. */
  readonly cursor?: string;
}

/** With `cursor` there is more to wake: the same call again with it. */
export type Published =
  | {
      readonly kind: 'published';
      readonly version: string;
      readonly changed: boolean;
      readonly woken: number;
      readonly cursor?: string;
    }
  | { readonly kind: 'refused'; readonly why: string };

/** Refuses what is no policy, and changes nothing then. The same bundle again only wakes who is still to be woken. */
export async function publishAndWake(ports: Pipeline, { body, actor, cursor }: PublishRequest): Promise<Published> {
  const policy = policyOf(body);
  if (typeof policy === 'string') return { kind: 'refused', why: policy };
  const until = ports.clock.now() + WAKE_MS;
  const { version, changed } = await publishPolicy(ports, policy, actor);
  const woken = await wakeStale(ports, { until, ...(cursor !== undefined && { cursor }) });
  return { kind: 'published', version, changed, ...woken };
}

function policyOf(body: Uint8Array): Policy | string {
  try {
    const parsed = Policy.safeParse(JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(body)));
    return parsed.success ? parsed.data : `no policy: ${parsed.error.issues.map(({ message }) => message).join('; ')}`;
  } catch {
    return 'no policy: it is not JSON';
  }
}
