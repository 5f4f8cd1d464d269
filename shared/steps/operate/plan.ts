// Plans by command: what a policy would change for everybody, before it is in force.
import * as z from 'zod';
import { planChunk, planIndex } from '../../core/saved-plan.ts';
import { Origin } from '../../model/policy/origin.ts';
import { Policy } from '../../model/policy/policy.ts';
import type { PolicyVersion } from '../../ports/pipeline.ts';
import type { AppliedPlan } from '../applied-plans.ts';
import { applyChunk, beginPlan, endPlan, type PlanStep } from '../apply-plan.ts';
import { firstKeyOf } from '../audit-export.ts';
import { type PreviewRequest, previewSlice } from '../preview.ts';
import { NO_CURSOR } from '../slice-cursor.ts';
import { bodyGiven } from './body.ts';
import { type Answer, type Asked, type Commands, changes, type OperatorPorts, reads } from './command.ts';
import { versionOf, WrittenPolicy } from './policy-body.ts';

const Body = z.strictObject({
  policy: Policy.optional(),
  origin: Origin.optional(),
  base: z.union([z.strictObject({ version: z.string().max(64) }), WrittenPolicy]).optional(),
  pins: z.boolean().default(false),
  cursor: z.string().max(4_000).optional(),
});

export const planCommands: Commands = {
  'POST plan': reads(planSlice),
  'POST apply-plan': changes(applyPlan),
};

async function planSlice({ ports, actor, body }: Asked): Promise<Answer> {
  const asked = bodyGiven(body, Body, 'plan');
  if (typeof asked === 'string') return { refused: asked };
  const { policy, origin, base, pins, cursor } = asked;
  const compared = base && ('version' in base ? await published(ports, base.version) : versionOf(ports, base));
  if (typeof compared === 'string') return { refused: compared };
  const request: PreviewRequest = {
    actor,
    instance: await instanceOf(ports),
    ...(policy && { policy: versionOf(ports, { policy, ...(origin && { origin }) }) }),
    ...(compared && { base: compared }),
    pins,
    ...(cursor !== undefined && { from: cursor }),
  };
  const slice = await previewSlice(ports, request);
  return slice ? { json: slice } : { refused: NO_CURSOR };
}

const PART = z.string().max(8_000_000);

/** A part of a saved plan's file, as its lines are: the policy first, then each chunk, then its end. */
const Part = z.strictObject({
  index: PART,
  policy: PART.optional(),
  chunk: z.strictObject({ number: z.int().nonnegative(), text: PART }).optional(),
  end: z.literal(true).optional(),
});

async function applyPlan({ ports, actor, body }: Asked): Promise<Answer> {
  const part = bodyGiven(body, Part, 'plan');
  if (typeof part === 'string') return { refused: part };
  const { sha256 } = ports.digest;
  const index = planIndex(part.index);
  if (!index) return { refused: 'no plan: its index cannot be read' };
  const plan = { hash: sha256(part.index), index };
  const { tenant } = ports.settings;
  if (index.tenant !== tenant || index.instance !== (await instanceOf(ports)))
    return { refused: `the plan is of another Frontdesk: of tenant ${index.tenant}, instance ${index.instance}` };
  const step = await stepOf(ports, plan, { actor, part });
  return step.kind === 'refused' ? { refused: step.why } : { json: step };
}

interface Stepping {
  readonly actor: string;
  readonly part: z.infer<typeof Part>;
}

/** What the index does not name by its digest is none of the plan. */
async function stepOf(ports: OperatorPorts, plan: AppliedPlan, { actor, part }: Stepping): Promise<PlanStep> {
  const { policy, chunk, end } = part;
  const { sha256 } = ports.digest;
  if (policy !== undefined)
    return sha256(policy) === plan.index.policy
      ? beginPlan(ports, plan, { actor, policy })
      : { kind: 'refused', why: 'the policy is not the one that the index names' };
  if (chunk) {
    const entries = sha256(chunk.text) === plan.index.chunks[chunk.number] ? planChunk(chunk.text) : undefined;
    return entries
      ? applyChunk(ports, plan, { number: chunk.number, entries, actor })
      : { kind: 'refused', why: `chunk ${chunk.number + 1} is not the one that the index names` };
  }
  return end ? endPlan(ports, plan, actor) : { kind: 'refused', why: 'neither a policy nor a chunk nor the end' };
}

async function published(ports: OperatorPorts, version: string): Promise<PolicyVersion | string> {
  return (await ports.policyVersion(version)) ?? `no version "${version}" was ever published here`;
}

/** Which Frontdesk this is: the first key of its audit log stays the same for ever. */
async function instanceOf(ports: OperatorPorts): Promise<string> {
  const { publicKey } = await firstKeyOf(ports);
  return ports.digest.sha256(publicKey).slice(0, 16);
}
