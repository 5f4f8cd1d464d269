// Who says yes to a request, and for how long what was asked for stays.
import * as z from 'zod';
import { Name, PersonId } from '../ids.ts';
import { AttributeName } from './condition.ts';

/** Somebody who may approve: a person, everybody who holds a role, or whom an attribute of the one who asks names. */
export const Approver = z.union([
  z.strictObject({ person: PersonId }),
  z.strictObject({ role: Name }),
  z.strictObject({ attribute: AttributeName }),
]);
export type Approver = z.infer<typeof Approver>;

/** `automatic`: policy says yes by itself. Else `quorum` of the approvers within `hours`. */
export const Approval = z.union([
  z.literal('automatic'),
  z.strictObject({
    approvers: z.array(Approver).min(1),
    quorum: z.int().min(1).max(10).default(1),
    hours: z.int().min(1).max(720).default(72),
  }),
]);
export type Approval = z.infer<typeof Approval>;

/** By the risk of what is asked for, with roles of their own before it. */
export const Approvals = z.strictObject({
  risks: z
    .strictObject({ low: Approval.optional(), medium: Approval.optional(), high: Approval.optional() })
    .default({}),
  roles: z.record(Name, Approval).default({}),
});
export type Approvals = z.infer<typeof Approvals>;

/** How long a role that was asked for stays, hours; without a line it has no end. */
export const Lease = z.strictObject({ hours: z.int().min(1).max(8_760), renewable: z.boolean().default(false) });
export type Lease = z.infer<typeof Lease>;
