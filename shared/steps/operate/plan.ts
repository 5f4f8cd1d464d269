// Plans by command: what a policy would change for everybody, before it is in force.
import * as z from 'zod';
import { policyText } from '../../core/policy/canonical.ts';
import { Origin } from '../../model/policy/origin.ts';
import { Policy } from '../../model/policy/policy.ts';
import type { PolicyVersion } from '../../ports/pipeline.ts';
import { firstKeyOf } from '../audit-export.ts';
import { type PreviewRequest, previewSlice } from '../preview.ts';
import type { Answer, Asked, Commands, OperatorPorts } from './command.ts';

const Written = z.strictObject({ policy: Policy, origin: Origin.optional() });

const Body = z.strictObject({
  policy: Policy.optional(),
  origin: Origin.optional(),
  base: z.union([z.strictObject({ version: z.string().max(64) }), Written]).optional(),
  pins: z.boolean().default(false),
  cursor: z.string().max(4_000).optional(),
});

export const planCommands: Commands = {
  'POST plan': planSlice,
};

async function planSlice({ ports, actor, body }: Asked): Promise<Answer> {
  const asked = bodyOf(body);
  if (typeof asked === 'string') return { refused: asked };
  const { policy, origin, base, pins, cursor } = asked;
  const compared = base && ('version' in base ? await published(ports, base.version) : written(ports, base));
  if (typeof compared === 'string') return { refused: compared };
  const request: PreviewRequest = {
    actor,
    instance: await instanceOf(ports),
    ...(policy && { policy: written(ports, { policy, ...(origin && { origin }) }) }),
    ...(compared && { base: compared }),
    pins,
    ...(cursor !== undefined && { from: cursor }),
  };
  return { json: await previewSlice(ports, request) };
}

function bodyOf(body: Uint8Array): z.infer<typeof Body> | string {
  try {
    const parsed = Body.safeParse(JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(body)));
    return parsed.success ? parsed.data : `no plan: ${parsed.error.issues.map(({ message }) => message).join('; ')}`;
  } catch {
    return 'no plan: it is not JSON';
  }
}

function written({ digest }: OperatorPorts, { policy, origin }: z.infer<typeof Written>): PolicyVersion {
  const version = digest.sha256(policyText(policy)).slice(0, 12);
  return { version, bundle: policy, ...(origin && { origin }) };
}

async function published(ports: OperatorPorts, version: string): Promise<PolicyVersion | string> {
  return (await ports.policyVersion(version)) ?? `no version "${version}" was ever published here`;
}

/** Which Frontdesk this is: the first key of its audit log stays the same for ever. */
async function instanceOf(ports: OperatorPorts): Promise<string> {
  const { publicKey } = await firstKeyOf(ports);
  return ports.digest.sha256(publicKey).slice(0, 16);
}
