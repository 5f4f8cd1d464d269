// Rules that hold of nobody, and rules without which nothing changes.
import type { Rule } from '../../../model/policy/rule.ts';
import { clashWords } from './claim-words.ts';
import type { Finding, Known } from './finding.ts';
import type { Claim, Flagging } from './formula.ts';
import { clashesIn, holdsWherever } from './possible.ts';

/** Each rule is one or the other, or neither; all that are either can go together. Of rules that say the same the first stays. */
export function rulesReached({ policy }: Pick<Known, 'policy'>): readonly Finding[] {
  const placed = policy.rules.map((rule, position) => ({ rule, position }));
  const clashing = placed.flatMap((one) => {
    const clashes = clashesIn(one.rule.when, policy);
    return clashes ? [{ ...one, clashes }] : [];
  });
  const giving = Map.groupBy(
    placed.flatMap((one) => [...new Set(one.rule.roles)].map((role) => ({ role, one }))),
    ({ role }) => role,
  );
  const gone = new Set(clashing.map(({ position }) => position));
  const shadows = placed.toReversed().flatMap(({ rule, position }) => {
    if (gone.has(position)) return [];
    const others = [...new Set(rule.roles.flatMap((role) => (giving.get(role) ?? []).map(({ one }) => one)))];
    const left = others.filter((other) => other.position !== position && !gone.has(other.position));
    const covering = coveringOf(
      rule,
      left.map((other) => other.rule),
      policy,
    );
    if (!covering) return [];
    gone.add(position);
    return [shadowed(rule, position, covering)];
  });
  return [...clashing.map(unreachable), ...shadows];
}

interface Clashing {
  readonly rule: Rule;
  readonly position: number;
  readonly clashes: readonly (readonly Claim[])[];
}

function unreachable({ rule, position, clashes }: Clashing): Finding {
  const reasons = [...new Set(clashes.map(clashWords))];
  const why = reasons.length === 0 ? 'a flag that it asks for is on for nobody' : reasons.join('; or ');
  return { code: 'rule-unreachable', path: ['rules', position], message: `rule "${rule.id}" holds of nobody: ${why}` };
}

/** Of rules that give a role of this one, those that hold wherever it does, if together they give all of them. */
function coveringOf(rule: Rule, others: readonly Rule[], flagging: Flagging): readonly Rule[] | undefined {
  const covering = others.filter(
    (other) => other.roles.some((role) => rule.roles.includes(role)) && holdsWherever(other.when, rule.when, flagging),
  );
  const covered = new Set(covering.flatMap(({ roles }) => roles));
  return rule.roles.every((role) => covered.has(role)) ? covering : undefined;
}

function shadowed({ id }: Rule, position: number, others: readonly Rule[]): Finding {
  const names = others.map((other) => `"${other.id}"`).join(', ');
  return {
    code: 'rule-shadowed',
    path: ['rules', position],
    message: `rule "${id}" gives nothing that ${names} would not give to the same people; remove it, or say what is meant`,
  };
}
