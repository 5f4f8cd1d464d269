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
  roles: z.record(Name, Role).describe('What each role gives, by the name of the role.'),
  rules: z.array(Rule).describe('Who gets which roles.'),
  mappings: z
    .record(Name, Mapping)
    .describe('How attributes become the profile of an account, by target and field; every target needs userName.'),
  limits: Limits.describe('How many people may lose something before two people must agree.').default({
    hourPercent: 2,
    dayPercent: 5,
  }),
  entitlements: z
    .record(Name, z.record(Entitlement, CatalogueEntry))
    .describe('The catalogue: who answers for what there is to give, by target and entitlement.')
    .default({}),
  duties: z.array(Duty).describe('What nobody may hold together.').default([]),
  approvals: Approvals.describe('Who says yes to a request.').default({ risks: {}, roles: {} }),
  leases: z
    .record(Name, Lease)
    .describe('How long a role stays that was asked for, by the name of the role; without a line it has no end.')
    .default({}),
  flags: z.record(Name, Flag).describe('What is on for a part of the company, by the name of the flag.').default({}),
  cohorts: z.record(Name, Cohort).describe('Parts of the company, by the name of the cohort.').default({}),
} as const;

/** All parts of one policy, before they are held against each other. */
export type Parts = z.infer<z.ZodObject<typeof PARTS>>;
