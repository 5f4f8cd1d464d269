// What must hold of a person for a rule: declarative data over attributes, dates and groups, no expression language.
import * as z from 'zod';
import { Name } from '../ids.ts';
import { saysNothing, Value } from './text.ts';

/** At most this many `*` in a pattern, so that it is matched in a bounded time. */
const STARS = 8;

/** A pattern over the whole value: `*` stands for any characters, `?` for one, anything else for itself. */
export const Pattern = z
  .string()
  .regex(/^[^\p{C}]{1,100}$/u, { error: 'a pattern of 1 to 100 characters', abort: true })
  .regex(new RegExp(`^(?:[^*]*\\*){0,${STARS}}[^*]*$`), `a pattern with at most ${STARS} "*"`);

/** A day, or one that moves with the calendar: `today`, `today+14d`, `today-2w`. */
export const DayOrOffset = z
  .string()
  .regex(/^(?:\d{4}-\d{2}-\d{2}|today(?:[+-]\d{1,4}[dw])?)$/, {
    error: 'a day such as 2027-01-31, or "today", "today+14d", "today-2w"',
    abort: true,
  })
  .regex(new RegExp(`^today|${z.regexes.date.source}`), 'a day that the calendar has');

/** A test of one attribute; where it names several things, all of them must hold. */
const TestObject = z
  .strictObject({
    is: Value.describe('it is this, letter by letter').optional(),
    in: z.array(Value).min(1).describe('it is one of these').optional(),
    startsWith: Value.describe('it begins with this').optional(),
    matches: Pattern.describe(
      `all of it fits: "*" stands for any characters, "?" for one; at most 100 characters, and ${STARS} "*" among them`,
    ).optional(),
    before: DayOrOffset.describe(
      'it is a day before this one: 2027-01-31, today, today+14d, today-2w; of an instant such as 2027-01-31T23:30:00Z the day that is written in it counts, whatever the zone; today is the one in the zone that the attribute timezone or zone names, else in UTC',
    ).optional(),
    after: DayOrOffset.describe('it is a day after this one').optional(),
    exists: z.boolean().describe('there is a value; false: there is none').optional(),
  })
  .refine(
    (test) => Object.keys(test).length > 0,
    saysNothing('names no test: is, in, startsWith, matches, before, after or exists'),
  )
  .meta({ minProperties: 1 });

/** A bare value means `is`, a list means `in`. */
export const Test = z
  .union([Value, z.array(Value).min(1), TestObject])
  .describe('a value that it must be, a list of which it must be one, or tests that must all pass');
export type Test = z.infer<typeof Test>;

/** What must hold of a person; where it names several things, all of them must hold. */
export interface When {
  readonly all?: readonly When[] | undefined;
  readonly any?: readonly When[] | undefined;
  readonly not?: When | undefined;
  readonly attributes?: { readonly [attribute: string]: Test } | undefined;
  /** The person is in one of these groups. */
  readonly groups?: readonly string[] | undefined;
  /** The flag is on for this person. */
  readonly flag?: string | undefined;
}

export const AttributeName = z
  .string()
  .regex(/^[a-zA-Z][a-zA-Z0-9_.]{0,39}$/, 'an attribute: letters, digits, "_" and ".", a letter first');

export const When: z.ZodType<When> = z.lazy(() =>
  z
    .strictObject({
      all: z.array(When).min(1).describe('all of these hold').optional(),
      any: z.array(When).min(1).describe('one of these holds at least').optional(),
      not: When.optional().describe('this does not hold'),
      attributes: z.record(AttributeName, Test).describe('tests of attributes; all of them pass').optional(),
      groups: z
        .array(Value)
        .min(1)
        .describe('the person is in one of these groups: the attribute groups names them, with ";" between two')
        .optional(),
      flag: Name.describe('this flag is on for the person').optional(),
    })
    .refine(
      (when) => Object.keys(when).length > 0,
      saysNothing('names no condition: all, any, not, attributes, groups or flag'),
    )
    .meta({ minProperties: 1 }),
);
