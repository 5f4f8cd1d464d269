// An entry of the list of operators: whose token opens the operators' API, and whether it may command there or only read.
import * as z from 'zod';

const sha256 = z.string().regex(/^[0-9a-f]{64}$/);
/** Left out, the operator commands, as every entry did before there was a role. */
const role = z.literal('read').optional();

/**
 * As somebody brings it. A name is what the audit log takes; `system` is what nobody did. A key that is none is a fault: a role that
 * is spelled wrong would let its token command.
 */
export const ListedOperator = z.strictObject({
  name: z.string().regex(/^(?!system$)[^\s#\p{C}]{1,200}$/u),
  sha256,
  role,
});
export type ListedOperator = z.infer<typeof ListedOperator>;

/** As it is stored: an older version may have written it, or a hand. A role that is not known here reads, and no more. */
export const StoredOperator = z.object({ name: z.string(), sha256, role: role.catch('read') });
export type StoredOperator = z.infer<typeof StoredOperator>;

/** Whoever only reads counts nowhere among those who may act. */
export function mayCommand(operator: Pick<StoredOperator, 'role'>): boolean {
  return operator.role === undefined;
}
