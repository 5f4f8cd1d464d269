// People with their values by number: each text is looked at once, however many policies and moments are asked about.
import { textIn } from './compiled/asking.ts';
import { isEntitled, type Subject } from './subject.ts';

/** One attribute of everybody. */
export interface ListedValues {
  /** By number; 0 is that there is none. */
  readonly values: readonly (string | undefined)[];
  /** By the position of a person, the number of their value. */
  readonly numbers: Int32Array;
}

export interface Listed {
  readonly people: readonly Subject[];
  /** By position, 1 for those whom a policy gives anything at all. */
  readonly entitled: Uint8Array;
  /** Made when it is first asked for, then kept as long as the list. */
  readonly valuesOf: (attribute: string) => ListedValues;
}

/** The people must not change as long as their list is used. */
export function listedOf(people: readonly Subject[]): Listed {
  const known = new Map<string, ListedValues>();
  return {
    people,
    entitled: Uint8Array.from(people, (subject) => (isEntitled(subject) ? 1 : 0)),
    valuesOf(attribute) {
      const found = known.get(attribute) ?? valuesAmong(people, attribute);
      known.set(attribute, found);
      return found;
    },
  };
}

function valuesAmong(people: readonly Subject[], attribute: string): ListedValues {
  const values: (string | undefined)[] = [undefined];
  const byValue = new Map<string | undefined, number>([[undefined, 0]]);
  const numbers = new Int32Array(people.length);
  for (let position = 0; position < people.length; position++) {
    const value = textIn(people[position] as Subject, attribute);
    const number = byValue.get(value) ?? values.length;
    if (number === values.length) {
      byValue.set(value, number);
      values.push(value);
    }
    numbers[position] = number;
  }
  return { values, numbers };
}
