// Fields that are unique although the second of a name could get no number: the third would be nobody, for good.
import type { Shaped } from './mapping.ts';
import type { Parts } from './parts.ts';
import type { CrossFault } from './references.ts';

/** A letter of the name, and numbers up to the 99 people who may share it. */
const LEAST = 3;

/** Each at the constraint that leaves no room. */
export function unnumberedNames({ mappings }: Parts): readonly CrossFault[] {
  return Object.entries(mappings).flatMap(([target, mapping]) =>
    Object.entries(mapping).flatMap(([field, shape]) => {
      const path = ['mappings', target, field];
      if (typeof shape === 'string') return [];
      return Array.isArray(shape)
        ? shape.flatMap((one, index) => unnumbered(one, [...path, index]))
        : unnumbered(shape, path);
    }),
  );
}

function unnumbered({ unique, characters, maxLength }: Shaped, path: CrossFault['path']): readonly CrossFault[] {
  if (!unique) return [];
  const lacking = characters === undefined ? [] : [...'0123456789'].filter((digit) => !takes(characters, digit));
  return [
    ...(lacking.length === 0
      ? []
      : [
          {
            path: [...path, 'characters'],
            message: `has no ${lacking.length === 10 ? 'digits' : lacking.join(', ')}, and the second one of a unique name gets a number; add 0-9`,
          },
        ]),
    ...(maxLength === undefined || maxLength >= LEAST
      ? []
      : [
          {
            path: [...path, 'maxLength'],
            message: `leaves no room for a name and its number; of what is unique it must be at least ${LEAST}`,
          },
        ]),
  ];
}

function takes(characters: string, digit: string): boolean {
  return (characters.match(/[!-~]-[!-~]|[ -~]/g) ?? []).some(
    ([from = '', , to = from]) => from <= digit && digit <= to,
  );
}
