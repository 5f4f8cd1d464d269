// The parts of a policy, each for itself: what may stand in which file.
import * as z from 'zod';
import { Name } from '../ids.ts';
import { Approvals, Lease } from './approval.ts';
import { Cohort, Flag } from './cohort.ts';
import { Duty } from './duty.ts';
import { Limits } from './limits.ts';
import { Mapping } from './mapping.ts';
import { CatalogueEntry, Role } from './role.ts';
import { Rule } from './rule.ts';
import { Entitlement } from './text.ts';

/** The parts of a policy; each is a file of its name in the folder, or a folder of files. */
export const PARTS = {
  roles: z.record(Name, Role),
  rules: z.array(Rule),
  mappings: z.record(Name, Mapping),
  limits: Limits.default({ hourPercent: 2, dayPercent: 5 }),
  entitlements: z.record(Name, z.record(Entitlement, CatalogueEntry)).default({}),
  duties: z.array(Duty).default([]),
  approvals: Approvals.default({ risks: {}, roles: {} }),
  leases: z.record(Name, Lease).default({}),
  flags: z.record(Name, Flag).default({}),
  cohorts: z.record(Name, Cohort).default({}),
} as const;

/** All parts of one policy, before they are held against each other. */
export type Parts = z.infer<z.ZodObject<typeof PARTS>>;
