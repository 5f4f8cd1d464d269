// Unique profile fields: whoever comes first keeps a name for good, the next one gets a number; taken with the decision that needs it.
import type { DecisionInput, TakenName } from '../core/decision-input.ts';
import { fold } from '../core/fold.ts';
import { hasUnique, type UniqueField, uniqueFieldsOf } from '../core/policy/unique.ts';
import { takeIn } from '../core/taken-in.ts';
import type { Pipeline } from '../ports/pipeline.ts';
import type { Key, Write } from '../ports/table.ts';

/** How many people may share a name before a person must look at it. */
const MOST = 99;

export type Asking = Omit<DecisionInput, 'numbers' | 'taken'>;
type Names = Pick<DecisionInput, 'numbers' | 'taken'>;

/**
 * The person's numbers and the names that become theirs with this decision; one read a field where the name is theirs or
 * free. A name is never given to somebody else: nobody is to meet what is left of the one before. Throws where 99 have it.
 */
export async function namesFor(ports: Pipeline, input: Asking): Promise<Names> {
  const { person, policy, now } = input;
  const before = person.numbers ?? {};
  if (!hasUnique(policy.bundle)) return { numbers: before, taken: [] };
  const subject = { ...fold(takeIn(input).facts, now), person: person.id };
  const fields = uniqueFieldsOf(policy.bundle, subject, now);
  const taken = await Promise.all(fields.map((field) => take(ports, field, person.id)));
  const numbers = Object.entries({
    ...before,
    ...Object.fromEntries(taken.map(({ field, number }) => [field, number])),
  }).filter(([, number]) => number > 1);
  return {
    numbers: Object.fromEntries(numbers.sort(([a], [b]) => (a < b ? -1 : 1))),
    taken: taken.flatMap(({ field, free }) => (free === undefined ? [] : [{ field, value: free }])),
  };
}

/** As it belongs into the deciding transaction: of two who want one name at once, one decides anew. */
export function nameWrite(ports: Pipeline, { field, value }: TakenName, person: string): Write {
  return { kind: 'put', item: { ...keyOf(ports, field, value), fields: { person } }, when: { kind: 'absent' } };
}

interface Taken {
  readonly field: string;
  readonly number: number;
  /** The value, where nobody had it. */
  readonly free?: string;
}

async function take(ports: Pipeline, { name: field, nth }: UniqueField, person: string): Promise<Taken> {
  for (let number = 1; number <= MOST; number++) {
    const value = nth(number);
    // With this number the profile has no such field either: nobody gets the name of another one.
    if (value === undefined) return { field, number };
    const holder = await ports.table.get(keyOf(ports, field, value));
    if (!holder) return { field, number, free: value };
    if (holder.fields.person === person) return { field, number };
  }
  throw new Error(`${field}: ${MOST} people have this name; give it another template`);
}

/** By a digest: a name is personal, and a key stays. Small and capital letters are one name to most targets. */
function keyOf({ settings, digest }: Pipeline, field: string, value: string): Key {
  const sk = digest.sha256(value.normalize('NFC').toLowerCase()).slice(0, 32);
  return { table: 'state', pk: `${settings.tenant}#name#${field}`, sk };
}
