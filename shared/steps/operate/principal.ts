// Who calls: named operators with tokens of their own, compared by digest in constant time.
import * as z from 'zod';
import { mayCommand, StoredOperator } from '../../model/operator.ts';
import { OPERATORS } from '../../model/secret-names.ts';
import type { Digest } from '../../ports/runtime.ts';
import type { Secrets } from '../../ports/secrets.ts';
import type { NoteUse } from '../secret-use.ts';

const Operators = z.array(StoredOperator);

export interface Door {
  readonly secrets: Secrets;
  readonly noteUse: NoteUse;
  readonly digest: Digest;
  /** Constant time, for equal lengths. */
  readonly equal: (a: string, b: string) => boolean;
}

/** `sha256`: of the token that was shown. */
export type Principal = StoredOperator;

/**
 * The operator whose token this is; undefined for anybody else. Every operator is compared, so that time tells nothing. A token that
 * stands there twice, put by hand, reads if one of its entries does.
 */
export async function principalOf(
  { secrets, noteUse, digest, equal }: Door,
  authorization: string | undefined,
): Promise<Principal | undefined> {
  const token = /^Bearer ([^\s]{16,200})$/.exec(authorization ?? '')?.[1];
  const given = digest.sha256(token ?? '');
  const [current = '[]'] = await secrets.shown(OPERATORS);
  const found = Operators.parse(JSON.parse(current)).filter(({ sha256 }) => equal(sha256, given));
  const principal = token === undefined ? undefined : (found.find((one) => !mayCommand(one)) ?? found[0]);
  if (principal) await noteUse(OPERATORS, current);
  return principal;
}
