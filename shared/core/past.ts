// What the audit log tells of a past moment: by which policy somebody was decided, and what the ledger had wished by then.
import type { AuditRow } from '../model/audit.ts';
import type { Fact } from '../model/person.ts';
import { eventId } from './inbox.ts';

/** Of one entitlement (`account` is the account itself) of one person. */
export interface Past {
  /** The last decision by then; undefined where nothing was decided yet. */
  readonly decided?: { readonly at: string; readonly policy: string };
  /** The policy of the first decision of all. */
  readonly firstPolicy?: string;
  /** The last wish for it that a plan names, by then; undefined where no plan did. */
  readonly wished?: { readonly at: string; readonly is: boolean; readonly revision: number };
  /** When what was wished then had been read back, if it had been by then. */
  readonly verifiedAt?: string;
}

export interface PastOf {
  readonly target: string;
  readonly entitlement: string;
  /** ms */
  readonly at: number;
}

/** `rows` of the person's log, oldest first. */
export function pastOf(rows: readonly AuditRow[], { target, entitlement, at }: PastOf): Past {
  const then = rows.filter((row) => Date.parse(row.at) <= at);
  const decided = then.findLast(({ policy }) => policy !== undefined);
  const first = rows.find(({ policy }) => policy !== undefined);
  const wishing = then.findLast((row) => wishIn(row, { target, entitlement }) !== undefined);
  const is = wishing && wishIn(wishing, { target, entitlement });
  const verified = verifiedIn(then, { target, since: wishing?.revision ?? 0 });
  return {
    ...(decided?.policy !== undefined && { decided: { at: decided.at, policy: decided.policy } }),
    ...(first?.policy !== undefined && { firstPolicy: first.policy }),
    ...(wishing && is !== undefined && { wished: { at: wishing.at, is, revision: wishing.revision ?? 0 } }),
    ...(verified && { verifiedAt: verified }),
  };
}

/** Every target that a plan of theirs names, sorted. */
export function targetsPlanned(rows: readonly AuditRow[]): readonly string[] {
  return [...new Set(rows.flatMap(({ plan = [] }) => plan.map(({ target }) => target)))].sort();
}

/** When the target's last operation was read back; undefined where a later one is still open. */
export function verifiedIn(
  rows: readonly AuditRow[],
  { target, since }: { readonly target: string; readonly since: number },
): string | undefined {
  const last = rows.findLast(({ operations = [] }) =>
    operations.some((one) => one.target === target && one.revision >= since),
  );
  const end = last?.operations?.find((one) => one.target === target)?.end;
  return end === 'applied' || end === 'no-op' ? last?.at : undefined;
}

/** The facts whose events had been taken in by then, of those that are known now; what later ones replaced is not among them. */
export function knownBy(
  { id, facts }: { readonly id: string; readonly facts: readonly Fact[] },
  rows: readonly AuditRow[],
  { at, peopleOf }: { readonly at: number; readonly peopleOf: (source: string) => string | undefined },
): readonly Fact[] {
  const later = new Set(
    rows.filter((row) => Date.parse(row.at) > at).flatMap(({ events = [] }) => events.map((event) => event.id)),
  );
  return facts.filter((fact) => {
    const people = peopleOf(fact.source);
    if (people === undefined) return true;
    return !later.has(eventId(fact.source, { subject: id.slice(people.length + 1), vendorId: fact.id }));
  });
}

/** Whether a plan of this row gave it or took it away; what was held or refused did neither. */
function wishIn({ plan = [] }: AuditRow, { target, entitlement }: Pick<PastOf, 'target' | 'entitlement'>) {
  const words = plan
    .filter((change) => change.target === target && !change.change.includes('('))
    .flatMap(({ what }) => what.split(/ (?=[+-](?:account(?: |$)|[a-z]+:))/));
  if (words.includes(`-${entitlement}`)) return false;
  return words.includes(`+${entitlement}`) ? true : undefined;
}
