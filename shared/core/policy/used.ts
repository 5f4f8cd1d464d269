// Which of a person's attributes the policy looks at: a source may send more than anybody needs to see.
import type { Policy, When } from '../../model/policy.ts';
import type { AttributeValues } from './match.ts';

/** The attributes that a rule tests or a mapping spells; a salary that came along is none. */
export function usedAttributes({ rules, mappings }: Policy, attributes: AttributeValues): AttributeValues {
  const tested = rules.flatMap(({ when }) => namesIn(when));
  const templates = Object.values(mappings).flatMap((mapping) => Object.values(mapping));
  const spelt = templates.flatMap((template) => [...template.matchAll(/\{([^}]+)\}/g)].map(([, name = '']) => name));
  const used = new Set([...tested, ...spelt]);
  return Object.fromEntries(Object.entries(attributes).filter(([name]) => used.has(name)));
}

function namesIn(when: When): readonly string[] {
  if ('all' in when) return when.all.flatMap(namesIn);
  if ('any' in when) return when.any.flatMap(namesIn);
  return 'not' in when ? namesIn(when.not) : Object.keys(when.attributes);
}
