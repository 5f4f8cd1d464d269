// Of whom the policy is asked: a person's id, employment and attributes at one moment.
import type { Identity } from '../../model/person.ts';

export type AttributeValues = { readonly [attribute: string]: string };

export interface Subject {
  readonly person: string;
  readonly status: Identity['status'];
  readonly attributes: AttributeValues;
  /** Of unique profile fields (`target.field`), which number is this person's, where it is not the first. */
  readonly numbers?: { readonly [field: string]: number };
}

/** Whether a policy gives anything to somebody of that status. */
export function isEntitled({ status }: Pick<Subject, 'status'>): boolean {
  return status === 'active' || status === 'paused';
}

/** The value of an attribute; nothing that every object has. */
export function attributeOf(attributes: AttributeValues, name: string): string | undefined {
  return Object.hasOwn(attributes, name) ? attributes[name] : undefined;
}

/** The groups that the person is in: the attribute `groups`, its values separated by `;`. */
export function groupsOf(attributes: AttributeValues): readonly string[] {
  return (attributeOf(attributes, 'groups') ?? '')
    .split(';')
    .map((group) => group.trim())
    .filter((group) => group !== '');
}
