// Publishing a policy: its version goes in force for everybody, or on trial for some, and whoever was decided under another one is woken.
import * as z from 'zod';
import { Origin } from '../../model/policy/origin.ts';
import { Policy } from '../../model/policy/policy.ts';
import { TrialAsked } from '../../model/policy/trial-asked.ts';
import type { Pipeline } from '../../ports/pipeline.ts';
import { publishPolicy } from '../policies.ts';
import { wakeStale } from '../stale.ts';
import { bodyGiven } from './body.ts';

export interface PublishRequest {
  /** As JSON: `{ policy, origin, trial, replace }`. */
  readonly body: Uint8Array;
  readonly actor: string;
}

/** `woken`: how many people are looked at anew by now; in a large company the sweep goes on with the others. */
export type Published =
  | { readonly kind: 'published'; readonly version: string; readonly changed: boolean; readonly woken: number }
  | { readonly kind: 'refused'; readonly why: string };

/** Refuses what is no policy, and what may not be published now; changes nothing then. */
export async function publishAndWake(ports: Pipeline, { body, actor }: PublishRequest): Promise<Published> {
  const asked = bodyGiven(body, Body, 'policy');
  if (typeof asked === 'string') return { kind: 'refused', why: asked };
  const { policy, origin, trial, replace } = asked;
  const { version, changed, refused } = await publishPolicy(ports, policy, {
    actor,
    replace,
    ...(origin && { origin }),
    ...(trial && { trial }),
  });
  if (refused !== undefined) return { kind: 'refused', why: refused };
  return { kind: 'published', version, changed, woken: await wakeStale(ports) };
}

const Body = z.strictObject({
  policy: Policy,
  origin: Origin.optional(),
  trial: TrialAsked.optional(),
  replace: z.boolean().default(false),
});
