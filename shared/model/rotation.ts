// A rotation under way: which step is next, for which version of the secret. The checkpoint that a killed one goes on from.
import * as z from 'zod';

/**
 * The four steps of AWS Secrets Manager, then the end of the old value after the overlap; `undo` instead of the rest when the new
 * value is wrong. Each names what is to be done next.
 */
const RotationStep = z.enum(['create', 'set', 'test', 'finish', 'end', 'undo']);
export type RotationStep = z.infer<typeof RotationStep>;

export const Rotation = z.object({
  step: RotationStep,
  /** The id of the new version; it is known before the version is made, so that no try leaves a stray one behind. */
  version: z.string(),
  /** The id of the version before. */
  old: z.string(),
  /** Who asked for it, or `system`. */
  actor: z.string(),
  /** The old value ends with the switch: it has leaked. */
  atOnce: z.boolean(),
  /** A person has brought the value: they have told the other side, and end the old one there. */
  byHand: z.boolean(),
  startedAt: z.number(),
  /** Faults of this step, in a row. */
  tries: z.number().int(),
  /** Nobody need look before, ms since the epoch. */
  next: z.number(),
  /** The last fault, or what is waited for. */
  cause: z.string().optional(),
  /** Who took it back before the switch; it is being undone then. */
  cancelledBy: z.string().optional(),
});
export type Rotation = z.infer<typeof Rotation>;
