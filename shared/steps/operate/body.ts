// The body of a command: JSON of one shape, or a sentence that says what is wrong with it.
import type * as z from 'zod';

/** Faults are told up to this many. */
const TOLD = 5;

/** What the body says; else a sentence that begins with `no plan: `, where `noun` is `plan`. */
export function bodyGiven<T>(body: Uint8Array, schema: z.ZodType<T>, noun: string): T | string {
  try {
    const parsed = schema.safeParse(JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(body)));
    return parsed.success ? parsed.data : `no ${noun}: ${faultWords(parsed.error)}`;
  } catch {
    return `no ${noun}: it is not JSON`;
  }
}

/** What is wrong, in one line. */
export function faultWords({ issues }: z.ZodError): string {
  const told = issues
    .slice(0, TOLD)
    .map(({ path, message }) => [...(path.length > 0 ? [path.join('.')] : []), message].join(': '));
  return [...told, ...(issues.length > TOLD ? [`and ${issues.length - TOLD} more`] : [])].join('; ');
}
