// A row of the audit log: one decision, outcome or deed, written in the transaction of the change it tells of.
import * as z from 'zod';
import { EventEnd } from './event.ts';
import { Name } from './ids.ts';

/** What a row is about; numbers are consecutive per tenant, noun and id. */
const AuditNoun = z.enum(['person', 'source', 'policy', 'plan', 'approval', 'secret', 'target', 'freeze', 'operator']);
export type AuditNoun = z.infer<typeof AuditNoun>;

/** What happened. One word per deed, the same in the CLI, the console and the docs. */
const AuditAct = z.enum([
  'decided',
  'verified',
  'settled',
  'parked',
  'held',
  'released',
  'approved',
  'denied',
  'expired',
  'imported',
  'redriven',
  'commanded',
  'published',
  'widened',
  'reverted',
  'frozen',
  'unfrozen',
  'pinned',
  'sealed',
  'issued',
  'rotated',
  'failed',
  'started',
  'reconciled',
  'ended',
  'erased',
]);
export type AuditAct = z.infer<typeof AuditAct>;

/** End states of an operation (`design.md`), all of them final for this person, target and revision. */
export const OperationEnd = z.enum(['applied', 'no-op', 'superseded', 'refused', 'held', 'parked']);
export type OperationEnd = z.infer<typeof OperationEnd>;

/** One line of a plan as it is shown and kept: no personal data, which belongs into `sealed`. */
export const AuditChange = z.object({
  target: z.string(),
  /** `ensure`, `suspend` or `remove`. */
  change: z.string(),
  /** What is gained or lost, such as `account` or `group:engineering`. */
  what: z.string(),
  /** The rule or fact that asked for it. */
  why: z.string(),
});
export type AuditChange = z.infer<typeof AuditChange>;

const count = z.number().int().positive();
const hex64 = z.string().regex(/^[0-9a-f]{64}$/);

export const AuditRow = z.object({
  tenant: Name,
  noun: AuditNoun,
  id: z.string().regex(/^[^\s#\p{C}]{1,200}$/u),
  /** From 1, without gaps, per tenant, noun and id: a counter in the item that the same transaction writes. */
  number: count,
  at: z.iso.datetime(),
  /** The principal who did it, or `system`. */
  actor: z.string().min(1),
  act: AuditAct,
  /** The person's revision that this row decided or speaks of. */
  revision: z.number().int().nonnegative().optional(),
  /** Version of the policy bundle that decided. */
  policy: z.string().optional(),
  /** The end states of inbox rows; each final one stands in exactly one row of the whole log. */
  events: z.array(z.object({ id: z.string(), end: EventEnd })).optional(),
  /** Targets for which this row's `revision` opens an operation, whether or not it ends in the same row. */
  wished: z.array(z.string()).optional(),
  /** The end states of operations; each (person, target, revision) stands in exactly one row of the whole log. */
  operations: z
    .array(z.object({ target: z.string(), revision: z.number().int().nonnegative(), end: OperationEnd }))
    .optional(),
  plan: z.array(AuditChange).optional(),
  cause: z.string().optional(),
  /** Text from the vault under the person's key: unreadable for ever once the key is erased. */
  sealed: z.string().optional(),
  /** Salted digest of what is in `sealed` (`commitPersonal`), so that a revealed text can be proven. */
  commitment: hex64.optional(),
});
export type AuditRow = z.infer<typeof AuditRow>;
