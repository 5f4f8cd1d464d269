// Publishing a policy: its version goes in force for everybody, or on trial for some, and whoever was decided under another one is woken.
import * as z from 'zod';
import { Origin } from '../../model/policy/origin.ts';
import { Policy } from '../../model/policy/policy.ts';
import { TrialAsked } from '../../model/policy/trial-asked.ts';
import type { Pipeline } from '../../ports/pipeline.ts';
import { type PublishedVersion, publishPolicy, publishStored } from '../policies.ts';
import { wakeStale } from '../stale.ts';
import { bodyGiven } from './body.ts';

export interface PublishRequest {
  /** As JSON: `{ policy, origin, trial, replace }`. */
  readonly body: Uint8Array;
  readonly actor: string;
}

/**
 * `woken`: how many people are looked at anew by now; in a large company the sweep goes on with the others. `plans`: the
 * hashes of those that are over by it.
 */
export type Published =
  | ({ readonly kind: 'published'; readonly woken: number } & Omit<PublishedVersion, 'refused'>)
  | { readonly kind: 'refused'; readonly why: string };

/** Refuses what is no policy, and what may not be published now; changes nothing then. */
export async function publishAndWake(ports: Pipeline, { body, actor }: PublishRequest): Promise<Published> {
  const asked = bodyGiven(body, Body, 'policy');
  if (typeof asked === 'string') return { kind: 'refused', why: asked };
  const { policy, origin, trial, replace } = asked;
  const publication = { actor, replace, ...(origin && { origin }), ...(trial && { trial }) };
  return woken(ports, await publishPolicy(ports, policy, publication));
}

/** An earlier version for everybody again, as it is stored. */
export async function goBackAndWake(
  ports: Pipeline,
  asked: { readonly version: string; readonly actor: string },
): Promise<Published> {
  return woken(ports, await publishStored(ports, asked));
}

async function woken(ports: Pipeline, { refused, ...published }: PublishedVersion): Promise<Published> {
  if (refused !== undefined) return { kind: 'refused', why: refused };
  return { kind: 'published', ...published, woken: await wakeStale(ports) };
}

const Body = z.strictObject({
  policy: Policy,
  origin: Origin.optional(),
  trial: TrialAsked.optional(),
  replace: z.boolean().default(false),
});
