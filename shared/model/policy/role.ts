// Roles and what they give, and the catalogue of what there is to give.
import * as z from 'zod';
import { Name } from '../ids.ts';
import { Entitlement, Line } from './text.ts';

export const Risk = z.enum(['low', 'medium', 'high']);
export type Risk = z.infer<typeof Risk>;

export const Role = z.strictObject({
  owner: Line,
  risk: Risk,
  description: Line,
  /** By target; an empty list gives the account alone. */
  entitlements: z.record(Name, z.array(Entitlement)).default({}),
  /** Roles whose entitlements it gives too. */
  includes: z.array(Name).min(1).optional(),
  /** People may ask for it; else only rules give it. */
  requestable: z.boolean().optional(),
});
export type Role = z.infer<typeof Role>;

/** Who answers for an entitlement that several roles give; one that stands here under no role is known all the same. */
export const CatalogueEntry = z.strictObject({ owner: Line, risk: Risk.optional(), description: Line.optional() });
export type CatalogueEntry = z.infer<typeof CatalogueEntry>;
