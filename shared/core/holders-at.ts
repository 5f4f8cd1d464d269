// Who held something at another moment: by their own log, and by the policy and the facts of then; or who will, by those of now.
import type { AuditRow } from '../model/audit.ts';
import type { Person } from '../model/person.ts';
import type { Policy } from '../model/policy/policy.ts';
import { type Held, type Holder, holdersAmong } from './holders.ts';
import { pastOf, targetsPlanned } from './past.ts';
import { resolve } from './policy/resolve.ts';
import { subjectAt } from './subject-at.ts';

export interface HoldingAt {
  /** With the facts of that moment. */
  readonly person: Person;
  readonly policy: Policy;
  readonly held: Held;
  /** ms */
  readonly at: number;
}

/** What the ledger had wished by then, as the plans of the person's log tell (`rows`, oldest first); a role or rule by policy and facts. */
export function heldThen(rows: readonly AuditRow[], { person, policy, held, at }: HoldingAt): readonly Holder[] {
  if (held.kind !== 'entitlement') return holdersAmong([person], { policy, held, at });
  const { entitlement, target: only } = held;
  const rules = rulesAt({ person, policy, held, at });
  const targets = targetsPlanned(rows).filter((target) => only === undefined || target === only);
  return targets.flatMap((target) => {
    const { wished, verifiedAt } = pastOf(rows, { target, entitlement, at });
    if (!wished?.is) return [];
    const proof = verifiedAt === undefined ? {} : { verifiedAt };
    return [{ person: person.id, target, since: wished.at, ...proof, rules: rules.get(target) ?? [] }];
  });
}

/** Whom the policy will give it by what is known now; what the ledger will wish nobody knows. */
export function heldAhead({ person, policy, held, at }: HoldingAt): readonly Holder[] {
  if (held.kind !== 'entitlement') return holdersAmong([person], { policy, held, at });
  return [...rulesAt({ person, policy, held, at })].flatMap(([target, rules]) =>
    held.target === undefined || target === held.target ? [{ person: person.id, target, rules }] : [],
  );
}

/** The rules that give an entitlement, by target. */
function rulesAt({ person, policy, held, at }: HoldingAt): ReadonlyMap<string, readonly string[]> {
  const { targets } = resolve(policy, subjectAt(person, at), at);
  return new Map(
    Object.entries(targets).flatMap(([target, { reasons }]) => {
      const rules = reasons.flatMap(({ entitlement, rule }) =>
        held.kind === 'entitlement' && entitlement === held.entitlement ? [rule] : [],
      );
      return rules.length > 0 ? [[target, [...new Set(rules)].sort()]] : [];
    }),
  );
}
