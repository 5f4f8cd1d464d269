// A policy that comes with a command and is not in force: read, checked, and named by its content.
import * as z from 'zod';
import { policyText } from '../../core/policy/canonical.ts';
import { Origin } from '../../model/policy/origin.ts';
import { Policy } from '../../model/policy/policy.ts';
import type { Pipeline, PolicyVersion } from '../../ports/pipeline.ts';
import { faultWords } from './body.ts';

export const WrittenPolicy = z.strictObject({ policy: Policy, origin: Origin.optional() });

/** The version that publishing it would make. */
export function versionOf(
  { digest }: Pick<Pipeline, 'digest'>,
  { policy, origin }: z.infer<typeof WrittenPolicy>,
): PolicyVersion {
  const version = digest.sha256(policyText(policy)).slice(0, 12);
  return { version, bundle: policy, ...(origin && { origin }) };
}

/** The version of what may be `{ policy, origin }`; a sentence where it is none. */
export function policyGiven(ports: Pick<Pipeline, 'digest'>, written: unknown): PolicyVersion | string {
  const parsed = WrittenPolicy.safeParse(written);
  return parsed.success ? versionOf(ports, parsed.data) : `no policy: ${faultWords(parsed.error)}`;
}
