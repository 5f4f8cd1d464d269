// Which of a person's attributes the policy looks at: a source may send more than anybody needs to see.
import type { When } from '../../model/policy/condition.ts';
import type { Field } from '../../model/policy/mapping.ts';
import type { Policy } from '../../model/policy/policy.ts';
import { ZONE_ATTRIBUTES } from './calendar.ts';
import type { AttributeValues } from './subject.ts';

/** The attributes that a condition tests or a mapping spells; a salary that came along is none. */
export function usedAttributes(policy: Policy, attributes: AttributeValues): AttributeValues {
  const used = namesUsed(policy);
  return Object.fromEntries(Object.entries(attributes).filter(([name]) => used.has(name)));
}

/** Every attribute that a rule or cohort tests, a mapping spells or an approval looks up. */
export function namesUsed({ rules, mappings, cohorts, approvals }: Policy): ReadonlySet<string> {
  const conditions = [...rules.map(({ when }) => when), ...Object.values(cohorts).flatMap(({ when }) => when ?? [])];
  const templates = Object.values(mappings).flatMap((mapping) => Object.values(mapping).flatMap(templatesOf));
  const approving = [...Object.values(approvals.risks), ...Object.values(approvals.roles)].flatMap((approval) =>
    approval === undefined || approval === 'automatic' ? [] : approval.approvers,
  );
  return new Set([
    ...conditions.flatMap(namesIn),
    ...templates.flatMap(namesSpelt),
    ...approving.flatMap((approver) => ('attribute' in approver ? [approver.attribute] : [])),
  ]);
}

/** The attributes in the braces of a template. */
export function namesSpelt(template: string): readonly string[] {
  return [...template.matchAll(/\{([^}]+)\}/g)].map(([, name = '']) => name);
}

function templatesOf(field: Field): readonly string[] {
  if (typeof field === 'string') return [field];
  return (Array.isArray(field) ? field : [field]).map(({ template }) => template);
}

function namesIn({ all = [], any = [], not, attributes = {}, groups }: When): readonly string[] {
  const days = Object.values(attributes).some(comparesDays);
  return [
    ...Object.keys(attributes),
    ...(groups ? ['groups'] : []),
    ...(days ? ZONE_ATTRIBUTES : []),
    ...[...all, ...any, ...(not ? [not] : [])].flatMap(namesIn),
  ];
}

function comparesDays(test: NonNullable<When['attributes']>[string]): boolean {
  return typeof test === 'object' && !Array.isArray(test) && (test.before !== undefined || test.after !== undefined);
}
