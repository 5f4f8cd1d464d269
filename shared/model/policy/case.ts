// A test of a policy, as a table of cases: somebody, and what they get.
import * as z from 'zod';
import { Name, PersonId } from '../ids.ts';
import { asKept } from '../value.ts';
import { AttributeName } from './condition.ts';
import { Day, Entitlement, Line, saysNothing } from './text.ts';

const ByTarget = z.record(Name, z.array(Entitlement));

/** As facts keep them. */
function asKnown(given: { readonly [attribute: string]: string }): { readonly [attribute: string]: string } {
  const kept = Object.entries(given).map(([name, value]) => [name, asKept(value)] as const);
  return Object.fromEntries(kept.filter(([, value]) => value !== ''));
}

/** Of one person on one day. What is named under `expect` is all that they have; `gets` and `without` look at a part of it. */
export const PolicyCase = z
  .strictObject({
    name: Line.describe('a sentence that says what must be so'),
    given: z
      .record(AttributeName, z.string().max(400))
      .transform(asKnown)
      .describe('the attributes of the person, taken as a source would send them: an empty one is a missing one'),
    status: z
      .enum(['active', 'paused', 'left', 'expected'])
      .default('active')
      .describe('whether they work here; paused is a leave, expected has not started yet'),
    person: PersonId.default('hr-1').describe('the id, where a waiver or a share of a cohort looks at it'),
    on: Day.optional().describe('the day in the zone of the person; needed where conditions compare with today'),
    flags: z
      .array(Name)
      .optional()
      .describe('the flags that are on, the others are off; without it, those of the cohorts that the person is in'),
    expect: ByTarget.optional().describe('by target, exactly what they have; {} for nothing at all'),
    gets: ByTarget.optional().describe('by target, what they have among other things'),
    without: ByTarget.optional().describe('by target, what they do not have; [] for no account'),
    profile: z
      .record(Name, z.record(z.string().max(40), z.string().max(400)))
      .optional()
      .describe('by target, fields of the profile'),
    withheld: z.array(Name).optional().describe('the duties that keep something from them, all of them'),
  })
  .refine(
    ({ expect, gets, without, profile, withheld }) =>
      [expect, gets, without, profile, withheld].some((one) => one !== undefined),
    saysNothing('names nothing that must be so: expect, gets, without, profile or withheld'),
  )
  .meta({ anyOf: ['expect', 'gets', 'without', 'profile', 'withheld'].map((key) => ({ required: [key] })) })
  .describe('one person on one day, and what they get');
export type PolicyCase = z.infer<typeof PolicyCase>;

/** A file of tests. */
export const PolicyCases = z.array(PolicyCase).describe('Who must get what: the tests of a policy.');
