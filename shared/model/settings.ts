// frontdesk.yaml: one file that names the tenant, its sources and its targets. Secrets are named here, never held.
import * as z from 'zod';
import { Name } from './ids.ts';
import { secretClashes } from './secret-names.ts';

function isZone(zone: string): boolean {
  try {
    return Boolean(new Intl.DateTimeFormat('en', { timeZone: zone }));
  } catch {
    return false;
  }
}

/** As Secrets Manager takes them (CreateSecret, `Name`), with room for the stage before it. */
const SecretName = z
  .string()
  .regex(/^[A-Za-z0-9/_+=.@-]{1,480}$/, 'is no name of a secret; give 1 to 480 letters, digits and any of /_+=.@-');

function isRising(numbers: readonly number[]): boolean {
  return numbers.every((number, at) => at === 0 || number > (numbers[at - 1] ?? 0));
}

export const SourceSettings = z.strictObject({
  /** The kind of source: a name in shared/sources/index.ts. */
  vendor: Name,
  /** The id space of its people: sources that share it speak of the same people. */
  people: Name,
  /** Attributes it is the authority for; `employment` for who works here. An attribute belongs to one source of an id space. */
  owns: z.array(z.string()).min(1),
  /** Sources that state the same truth by another way (a file of the same HR system) and may own the same attributes. */
  shares: z.array(Name).default([]),
  /** IANA zone for days without one. */
  zone: z.string().refine(isZone, 'is no time zone; give an IANA name such as Europe/Oslo').default('UTC'),
  /** Secrets Manager names: webhook signing keys (several live at once) and the API credential for fetches. */
  secret: SecretName.optional(),
  credential: SecretName.optional(),
  /** How old they may become. */
  rotateDays: z.number().int().min(1).max(3650).optional(),
  config: z.record(z.string(), z.unknown()).default({}),
});
export type SourceSettings = z.infer<typeof SourceSettings>;

export const TargetSettings = z.strictObject({
  /** The kind of target: a name in shared/adapters/index.ts. */
  adapter: Name,
  secret: SecretName,
  /** How old it may become. */
  rotateDays: z.number().int().min(1).max(3650).optional(),
  config: z.record(z.string(), z.unknown()).default({}),
});
export type TargetSettings = z.infer<typeof TargetSettings>;

export const Settings = z
  .strictObject({
    tenant: Name,
    sources: z.record(Name, SourceSettings),
    targets: z.record(Name, TargetSettings),
    /** Accounts that are never touched, by target: emergency accounts, service accounts. */
    protected: z.record(Name, z.array(z.string())).default({}),
    /** How old the key that signs the audit log may become. */
    auditKeyDays: z.number().int().min(1).max(3650).optional(),
    /** In the cloud: the address ranges from which operators come, as in `203.0.113.0/24`; from anywhere without it. */
    operatorsFrom: z
      .array(z.union([z.cidrv4(), z.cidrv6()], 'is no range of addresses; give one such as 203.0.113.0/24'))
      .min(1)
      .optional(),
    /** In the cloud: the numbers of the log's KMS keys, in the order of their turns: the one in force, and the next (docs/rotation.md). */
    auditKeys: z
      .array(z.int().min(1).max(99))
      .min(1)
      .max(10)
      .refine(isRising, 'name each key once, the oldest first')
      .optional(),
  })
  .superRefine((settings, context) => {
    for (const clash of ownershipClashes(settings.sources))
      context.addIssue({ code: 'custom', path: ['sources', clash.source, 'owns'], message: clash.message });
    for (const { path, message } of secretClashes(settings))
      context.addIssue({ code: 'custom', path: [...path], message });
    for (const target of Object.keys(settings.protected).filter((name) => !Object.hasOwn(settings.targets, name)))
      context.addIssue({
        code: 'custom',
        path: ['protected', target],
        message: `there is no target "${target}", so nobody would be protected; targets: ${Object.keys(settings.targets).join(', ')}`,
      });
  });
export type Settings = z.infer<typeof Settings>;

/** An attribute of an id space has one owner, unless both sources say that they share the truth. */
function ownershipClashes(sources: { readonly [name: string]: SourceSettings }) {
  const entries = Object.entries(sources);
  return entries.flatMap(([source, mine], position) =>
    entries.slice(0, position).flatMap(([other, theirs]) => {
      const agreed = mine.shares.includes(other) && theirs.shares.includes(source);
      if (agreed || mine.people !== theirs.people) return [];
      const both = ownedByBoth(mine.owns, theirs.owns);
      const message = `owns ${both.map((name) => `"${name}"`).join(', ')} of "${mine.people}" as source "${other}" does; let one own it, or list each under the other's "shares"`;
      return both.length > 0 ? [{ source, message }] : [];
    }),
  );
}

/** `*` is every attribute. */
function ownedByBoth(mine: readonly string[], theirs: readonly string[]): readonly string[] {
  if (mine.includes('*')) return theirs;
  return theirs.includes('*') ? mine : mine.filter((attribute) => theirs.includes(attribute));
}
