// Who calls: named operators with tokens of their own, compared by digest in constant time.
import * as z from 'zod';
import type { Digest } from '../../ports/runtime.ts';
import type { Secrets } from '../../ports/secrets.ts';

const Operators = z.array(z.object({ name: z.string(), sha256: z.string().regex(/^[0-9a-f]{64}$/) }));

/** Whether this is a list that lets somebody in. */
export function isOperators(text: string): boolean {
  try {
    return Operators.parse(JSON.parse(text)).length > 0;
  } catch {
    return false;
  }
}

export interface Door {
  readonly secrets: Secrets;
  readonly digest: Digest;
  /** Constant time, for equal lengths. */
  readonly equal: (a: string, b: string) => boolean;
}

/** The operator whose token this is; undefined for anybody else. Every operator is compared, so that time tells nothing. */
export async function principalOf(
  { secrets, digest, equal }: Door,
  authorization: string | undefined,
): Promise<string | undefined> {
  const token = /^Bearer ([^\s]{16,200})$/.exec(authorization ?? '')?.[1];
  const given = digest.sha256(token ?? '');
  const [current = '[]'] = await secrets.shown('frontdesk/operators');
  const found = Operators.parse(JSON.parse(current)).filter(({ sha256 }) => equal(sha256, given));
  return token === undefined ? undefined : found[0]?.name;
}
