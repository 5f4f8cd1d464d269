// Alternatives of a field that nobody ever gets: the first that holds is taken, and one without a flag always holds.
import { shapesOf } from '../profile.ts';
import type { Finding, Known } from './finding.ts';

export function alternativesReached({ policy }: Pick<Known, 'policy'>): readonly Finding[] {
  return Object.entries(policy.mappings).flatMap(([target, mapping]) =>
    Object.entries(mapping).flatMap(([field, shape]): readonly Finding[] => {
      const flags = shapesOf(shape).map(({ flag }) => flag);
      const dead = flags.findIndex((flag, at) => {
        const before = flags.slice(0, at);
        return before.includes(undefined) || (flag !== undefined && before.includes(flag));
      });
      if (dead < 0) return [];
      const why = flags.slice(0, dead).includes(undefined)
        ? 'one before it has no flag, so it always holds'
        : `one before it asks for flag "${flags[dead]}" too`;
      const message = `alternative ${dead + 1} of ${field} at "${target}" is never taken: ${why}`;
      return [{ code: 'alternative-unreachable', path: ['mappings', target, field, dead], message }];
    }),
  );
}
