// The policy as one bundle: what a folder of YAML becomes, content-addressed, and what every decision is made by.
import * as z from 'zod';
import { PARTS } from './parts.ts';
import { crossFaults } from './references.ts';

/** Every name that one part uses is there in another one; no role includes itself; no id comes twice. */
export const Policy = z.strictObject(PARTS).superRefine((policy, context) => {
  for (const { path, message } of crossFaults(policy)) context.addIssue({ code: 'custom', path: [...path], message });
});
export type Policy = z.infer<typeof Policy>;
/** A policy as it is written: what has a default may be missing. */
export type WrittenPolicy = z.input<typeof Policy>;
