// Roles and what they give, and the catalogue of what there is to give.
import * as z from 'zod';
import { Name } from '../ids.ts';
import { Entitlement, Line } from './text.ts';

export const Risk = z.enum(['low', 'medium', 'high']);
export type Risk = z.infer<typeof Risk>;

export const Role = z.strictObject({
  owner: Line.describe('who answers for the role'),
  risk: Risk.describe('what could go wrong with it; approvals look at it'),
  description: Line.describe('what it is for, in one line'),
  entitlements: z
    .record(Name, z.array(Entitlement))
    .describe('what it gives, by target; an empty list gives the account alone')
    .default({}),
  includes: z.array(Name).min(1).describe('roles whose entitlements it gives too').optional(),
  requestable: z.boolean().describe('people may ask for it; else only rules give it').optional(),
});
export type Role = z.infer<typeof Role>;

/** Who answers for an entitlement that several roles give; one that stands here under no role is known all the same. */
export const CatalogueEntry = z.strictObject({
  owner: Line.describe('who answers for the entitlement'),
  risk: Risk.describe('what could go wrong with it').optional(),
  description: Line.describe('what it lets people do, in one line').optional(),
});
export type CatalogueEntry = z.infer<typeof CatalogueEntry>;
