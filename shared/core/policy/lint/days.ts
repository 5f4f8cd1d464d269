// Whether there is a day between two days that conditions name.
import { comparedDay } from '../calendar.ts';
import type { Atom } from './formula.ts';

/** Any day will do: only the distance between those that move with it counts. */
const SOME_DAY = '5000-01-01';

/** Whether some day is before all and after all that are named; fixed days and days that move are looked at apart. */
export function canBeBetween(atoms: readonly Atom[]): boolean {
  return [true, false].every((moves) => {
    const days = atoms.flatMap((atom) =>
      (atom.kind === 'before' || atom.kind === 'after') && atom.day.startsWith('today') === moves
        ? [{ kind: atom.kind, day: comparedDay(atom.day, SOME_DAY) ?? SOME_DAY }]
        : [],
    );
    const ends = days.filter(({ kind }) => kind === 'before').map(({ day }) => day);
    const starts = days.filter(({ kind }) => kind === 'after').map(({ day }) => day);
    const [end, start] = [ends.sort()[0], starts.sort().at(-1)];
    return end === undefined || start === undefined || (comparedDay('today+1d', start) ?? end) < end;
  });
}
