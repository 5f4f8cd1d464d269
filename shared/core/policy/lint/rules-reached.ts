// Rules that hold of nobody, and rules without which nothing changes.
import type { Rule } from '../../../model/policy/rule.ts';
import { withIncluded } from '../roles.ts';
import { clashWords } from './claim-words.ts';
import type { Finding, Known } from './finding.ts';
import type { Claim } from './formula.ts';
import { widerRules } from './wider-rules.ts';

/** Each rule is one or the other, or neither; all that are either can go together. Of rules that say the same the first stays. */
export function rulesReached({ policy }: Pick<Known, 'policy'>): readonly Finding[] {
  const { rules } = policy;
  const wider = widerRules(policy);
  const given = rules.map(({ roles }) => new Set(roles.flatMap((role) => withIncluded(policy, role))));
  const gone = new Set<number>();
  const shadows = rules.flatMap((_, fromEnd): readonly Finding[] => {
    const position = rules.length - 1 - fromEnd;
    const rule = rules[position];
    if (!rule || wider.never.has(position)) return [];
    const left = new Set(rule.roles);
    const covering: Rule[] = [];
    for (const other of wider.of(
      position,
      (one) => !gone.has(one) && [...left].some((role) => given[one]?.has(role)),
    )) {
      for (const role of given[other] ?? []) left.delete(role);
      covering.push(...rules.slice(other, other + 1));
      if (left.size === 0) break;
    }
    if (left.size > 0) return [];
    gone.add(position);
    return [shadowed(rule, position, covering)];
  });
  return [
    ...[...wider.never].map(([position, clashes]) => unreachable(rules[position], position, clashes)),
    ...shadows,
  ];
}

function unreachable(rule: Rule | undefined, position: number, clashes: readonly (readonly Claim[])[]): Finding {
  const reasons = [...new Set(clashes.map(clashWords))];
  const why = reasons.length === 0 ? 'a flag that it asks for is on for nobody' : reasons.join('; or ');
  return { code: 'rule-unreachable', path: ['rules', position], message: `rule "${rule?.id}" holds of nobody: ${why}` };
}

function shadowed({ id }: Rule, position: number, others: readonly Rule[]): Finding {
  const names = others.map((other) => `"${other.id}"`).join(', ');
  return {
    code: 'rule-shadowed',
    path: ['rules', position],
    message: `rule "${id}" gives nothing that ${names} would not give to the same people; remove it, or say what is meant`,
  };
}
