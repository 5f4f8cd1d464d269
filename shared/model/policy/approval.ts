// Who says yes to a request, and for how long what was asked for stays.
import * as z from 'zod';
import { Name, PersonId } from '../ids.ts';
import { AttributeName } from './condition.ts';

/** Somebody who may approve: a person, everybody who holds a role, or whom an attribute of the one who asks names. */
export const Approver = z.union([
  z.strictObject({ person: PersonId.describe('this person') }),
  z.strictObject({ role: Name.describe('everybody who holds the role') }),
  z.strictObject({
    attribute: AttributeName.describe('whom this attribute of the one who asks names, such as manager'),
  }),
]);
export type Approver = z.infer<typeof Approver>;

/** `automatic`: policy says yes by itself. Else `quorum` of the approvers within `hours`. */
export const Approval = z.union([
  z.literal('automatic'),
  z.strictObject({
    approvers: z.array(Approver).min(1).describe('who may say yes'),
    quorum: z.int().min(1).max(10).describe('how many of them must').default(1),
    hours: z.int().min(1).max(720).describe('within how many hours').default(72),
  }),
]);
export type Approval = z.infer<typeof Approval>;

/** By the risk of what is asked for, with roles of their own before it. */
export const Approvals = z.strictObject({
  risks: z
    .strictObject({ low: Approval.optional(), medium: Approval.optional(), high: Approval.optional() })
    .describe('by the risk of what is asked for')
    .default({}),
  roles: z.record(Name, Approval).describe('roles with an approval of their own, whatever their risk').default({}),
});
export type Approvals = z.infer<typeof Approvals>;

/** How long a role that was asked for stays, hours; without a line it has no end. */
export const Lease = z.strictObject({
  hours: z.int().min(1).max(8_760).describe('how long the role stays once it was given on request'),
  renewable: z.boolean().describe('it may be asked for again before it ends').default(false),
});
export type Lease = z.infer<typeof Lease>;
