// Every secret that the settings name, with what it is for and how old it may become.
import { AUDIT_KEY, OPERATORS } from '../model/secret-names.ts';
import type { Settings } from '../model/settings.ts';

/**
 * | kind | who checks it | how it is rotated |
 * |---|---|---|
 * | `target` | a target: we log in with it | by the adapter where it can, else by hand |
 * | `source` | we: a source signs, or logs in to our SCIM server, with it | made here and pasted there, or the other way round |
 * | `credential` | a source's API: we read with it | by hand |
 * | `operators` | we: digests of the operators' tokens | by hand |
 * | `audit-key` | an auditor: it signs the heads of the audit log | a new key, announced under the old one |
 */
export type SecretKind = 'target' | 'source' | 'credential' | 'operators' | 'audit-key';

export interface NamedSecret {
  /** Its name in Secrets Manager; `audit-key` for the key that signs heads. */
  readonly name: string;
  readonly kind: SecretKind;
  /** The target or source that it belongs to; empty for the others. */
  readonly of: string;
  readonly rotateDays: number;
}

/** A target's credential stays younger than 30 days, whenever the daily run comes. */
export const TARGET_DAYS = 25;
const OTHER_DAYS = 90;
const KEY_DAYS = 365;

/** By name, each once. */
export function secretsOf({ sources, targets, auditKeyDays = KEY_DAYS }: Settings): readonly NamedSecret[] {
  const all: readonly NamedSecret[] = [
    ...Object.entries(targets).map(([of, { secret, rotateDays = TARGET_DAYS }]) => {
      return { name: secret, kind: 'target' as const, of, rotateDays };
    }),
    ...Object.entries(sources).flatMap(([of, { secret, credential, rotateDays = OTHER_DAYS }]) => [
      ...(secret === undefined ? [] : [{ name: secret, kind: 'source' as const, of, rotateDays }]),
      ...(credential === undefined ? [] : [{ name: credential, kind: 'credential' as const, of, rotateDays }]),
    ]),
    { name: OPERATORS, kind: 'operators', of: '', rotateDays: OTHER_DAYS },
    { name: AUDIT_KEY, kind: 'audit-key', of: '', rotateDays: auditKeyDays },
  ];
  const once = new Map(all.toReversed().map((secret) => [secret.name, secret]));
  return [...once.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** The secret of this name, or the only one whose name ends with `/<name>`. */
export function secretNamed(all: readonly NamedSecret[], name: string): NamedSecret | undefined {
  const exact = all.find((secret) => secret.name === name);
  const ending = all.filter((secret) => secret.name.endsWith(`/${name}`));
  return exact ?? (ending.length === 1 ? ending[0] : undefined);
}
