// Mappings taken apart once: what is made for a person is filled in, the rest is there already.
import type { Profile } from '../../../model/access.ts';
import type { Mapping, Shaped } from '../../../model/policy/mapping.ts';
import { shapedValue, shapesOf } from '../profile.ts';
import { type AttributeValues, attributeOf } from '../subject.ts';

export interface FilledBy {
  readonly attributes: AttributeValues;
  readonly isOn: (flag: string) => boolean;
  /** By `target.field`, which number the person has where another one came first. */
  readonly numbers: { readonly [field: string]: number };
}

/** A template's texts, with the names of attributes between them. */
interface Alternative {
  readonly shape: Shaped;
  readonly parts: readonly string[];
}

/** Makes profiles at one target: fields sorted by name, without those of which an attribute is missing. */
export function templatesOf(target: string, mapping: Mapping): (by: FilledBy) => Profile {
  const fields = Object.entries(mapping)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([field, shape]) => ({ field, key: `${target}.${field}`, alternatives: shapesOf(shape).map(takenApart) }));
  return ({ attributes, isOn, numbers }) => {
    const profile: { [field: string]: string } = {};
    for (const { field, key, alternatives } of fields) {
      const taken = alternatives.find(({ shape }) => shape.flag === undefined || isOn(shape.flag));
      const filled = taken && filledIn(taken.parts, attributes);
      if (!taken || filled === undefined) continue;
      const value = shapedValue(filled, taken.shape, (Object.hasOwn(numbers, key) && numbers[key]) || 1);
      if (value !== undefined) profile[field] = value;
    }
    return profile;
  };
}

function takenApart(shape: Shaped): Alternative {
  return { shape, parts: shape.template.split(/\{([a-zA-Z][a-zA-Z0-9_.]*)\}/) };
}

function filledIn(parts: readonly string[], attributes: AttributeValues): string | undefined {
  let filled = parts[0] as string;
  for (let at = 1; at < parts.length; at += 2) {
    const value = attributeOf(attributes, parts[at] as string);
    if (value === undefined) return undefined;
    filled += value + (parts[at + 1] as string);
  }
  return filled;
}
