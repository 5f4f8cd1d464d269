// The body of a command: JSON of one shape, or a sentence that says what is wrong with it.
import type * as z from 'zod';
import { AROUND_POLICY, isDeeperThan } from '../../core/json-depth.ts';

/** Faults are told up to this many. */
const TOLD = 5;

/** What the body says; else a sentence that begins with `no plan: `, where `noun` is `plan`. */
export function bodyGiven<T>(body: Uint8Array, schema: z.ZodType<T>, noun: string): T | string {
  const json = jsonIn(body);
  if ('fault' in json) return `no ${noun}: ${json.fault}`;
  const parsed = schema.safeParse(json.value);
  return parsed.success ? parsed.data : `no ${noun}: ${faultWords(parsed.error)}`;
}

function jsonIn(body: Uint8Array): { readonly value: unknown } | { readonly fault: string } {
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(body);
    if (isDeeperThan(text, AROUND_POLICY)) return { fault: `it is nested deeper than ${AROUND_POLICY}` };
    return { value: JSON.parse(text) };
  } catch {
    return { fault: 'it is not JSON' };
  }
}

/** What is wrong, in one line. */
export function faultWords({ issues }: z.ZodError): string {
  const told = issues
    .slice(0, TOLD)
    .map(({ path, message }) => [...(path.length > 0 ? [path.join('.')] : []), message].join(': '));
  return [...told, ...(issues.length > TOLD ? [`and ${issues.length - TOLD} more`] : [])].join('; ');
}
