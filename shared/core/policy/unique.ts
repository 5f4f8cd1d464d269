// Profile fields that must be one person's alone: which ones somebody has, and what each would be with a number.
import type { Policy } from '../../model/policy/policy.ts';
import { shapeOf, shapesOf, valueFor } from './profile.ts';
import { circumstancesOf } from './reference.ts';
import { resolve } from './resolve.ts';
import type { Subject } from './subject.ts';

/** A field of an account's profile, `target.field`, and what it is for the first, the second ... of that name. */
export interface UniqueField {
  readonly name: string;
  readonly nth: (number: number) => string | undefined;
}

/** Whether any field of any target must be unique: else nothing of this file is asked. */
export function hasUnique({ mappings }: Policy): boolean {
  return Object.values(mappings).some((mapping) =>
    Object.values(mapping).some((field) => shapesOf(field).some(({ unique }) => unique)),
  );
}

/** The unique fields of the accounts that the policy gives this person at `at`, sorted by name. */
export function uniqueFieldsOf(policy: Policy, subject: Subject, at: number): readonly UniqueField[] {
  const { isOn } = circumstancesOf(policy, subject, at);
  return Object.keys(resolve(policy, subject, at).targets).flatMap((target) =>
    Object.entries(policy.mappings[target] ?? {})
      .flatMap(([field, alternatives]) => {
        const shape = shapeOf(alternatives, isOn);
        if (!shape?.unique) return [];
        return [{ name: `${target}.${field}`, nth: (number: number) => valueFor(shape, subject.attributes, number) }];
      })
      .sort((a, b) => (a.name < b.name ? -1 : 1)),
  );
}
