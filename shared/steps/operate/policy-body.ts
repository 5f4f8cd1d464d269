// A policy that comes with a command and is not in force: read, checked, and named by its content.
import * as z from 'zod';
import { policyText } from '../../core/policy/canonical.ts';
import { Origin } from '../../model/policy/origin.ts';
import { Policy } from '../../model/policy/policy.ts';
import type { Pipeline, PolicyVersion } from '../../ports/pipeline.ts';

const Written = z.strictObject({ policy: Policy, origin: Origin.optional() });

/** Faults are told up to this many. */
const TOLD = 5;

/** The version that publishing `{ policy, origin }` would make; a sentence where it is none. */
export function policyGiven({ digest }: Pick<Pipeline, 'digest'>, written: unknown): PolicyVersion | string {
  const parsed = Written.safeParse(written);
  if (!parsed.success) return `no policy: ${faultWords(parsed.error)}`;
  const { policy, origin } = parsed.data;
  const version = digest.sha256(policyText(policy)).slice(0, 12);
  return { version, bundle: policy, ...(origin && { origin }) };
}

/** What a body of JSON says; a sentence where it is none. */
export function jsonGiven(body: Uint8Array): { readonly json: unknown } | string {
  try {
    return { json: JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(body)) };
  } catch {
    return 'the body is not JSON';
  }
}

/** What is wrong with a body, in one line. */
export function faultWords({ issues }: z.ZodError): string {
  const told = issues
    .slice(0, TOLD)
    .map(({ path, message }) => [...(path.length > 0 ? [path.join('.')] : []), message].join(': '));
  return [...told, ...(issues.length > TOLD ? [`and ${issues.length - TOLD} more`] : [])].join('; ');
}
