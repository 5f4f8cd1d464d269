// The policy bundle: roles, rules that give them, the mapping of attributes to each target's profile, and limits.
import * as z from 'zod';
import { Name } from './ids.ts';

const Text = z.string().min(1).max(200);

/** A test of one attribute. A bare value means `is`, a list means `in`. */
export const Test = z.union([
  Text,
  z.array(Text).min(1),
  z.strictObject({ is: Text }),
  z.strictObject({ in: z.array(Text).min(1) }),
  z.strictObject({ startsWith: Text }),
  z.strictObject({ exists: z.boolean() }),
]);
export type Test = z.infer<typeof Test>;

/** What must hold of a person: every attribute named, or a combination by `all`, `any`, `not`. */
export type When =
  | { readonly all: readonly When[] }
  | { readonly any: readonly When[] }
  | { readonly not: When }
  | { readonly attributes: { readonly [attribute: string]: Test } };
export const When: z.ZodType<When> = z.lazy(() =>
  z.union([
    z.strictObject({ all: z.array(When).min(1) }),
    z.strictObject({ any: z.array(When).min(1) }),
    z.strictObject({ not: When }),
    z.strictObject({ attributes: z.record(z.string(), Test) }),
  ]),
);

export const Role = z.strictObject({
  owner: Text,
  risk: z.enum(['low', 'medium', 'high']),
  description: Text,
  /** By target: `kind:name` each; an empty list gives the account alone. */
  entitlements: z.record(Name, z.array(z.string().regex(/^[a-z]+:[^\p{C}]{1,120}$/u))),
});
export type Role = z.infer<typeof Role>;

export const Rule = z.strictObject({ id: Name, when: When, roles: z.array(Name).min(1) });
export type Rule = z.infer<typeof Rule>;

/** Profile fields as templates over attributes: `{givenName} {familyName}`. A field whose attribute is missing is left out. */
export const Mapping = z
  .record(z.string(), z.string().max(200))
  .refine((mapping) => 'userName' in mapping, 'needs "userName"');

/** Shares and floors of the guard; the defaults are those of docs/guard.md. */
export const Limits = z.strictObject({
  hourPercent: z.number().min(0).max(100).default(2),
  dayPercent: z.number().min(0).max(100).default(5),
});

export type Limits = z.infer<typeof Limits>;

export const Policy = z
  .strictObject({
    roles: z.record(Name, Role),
    rules: z.array(Rule),
    mappings: z.record(Name, Mapping),
    limits: Limits.default({ hourPercent: 2, dayPercent: 5 }),
  })
  .superRefine((policy, context) => {
    policy.rules.forEach((rule, position) => {
      for (const role of rule.roles)
        if (!(role in policy.roles))
          context.addIssue({
            code: 'custom',
            path: ['rules', position, 'roles'],
            message: `rule "${rule.id}" gives role "${role}", which is not in roles`,
          });
    });
    for (const [name, role] of Object.entries(policy.roles))
      for (const target of Object.keys(role.entitlements))
        if (!(target in policy.mappings))
          context.addIssue({
            code: 'custom',
            path: ['roles', name, 'entitlements', target],
            message: `target "${target}" has no mapping`,
          });
  });
export type Policy = z.infer<typeof Policy>;
