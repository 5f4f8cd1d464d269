// Reads and writes of people in the ledger; every write is a compare-and-set on `v`.
import { newPerson, personItem, personKey, personOf } from '../core/ledger.ts';
import type { Person } from '../model/person.ts';
import type { Pipeline } from '../ports/pipeline.ts';
import { type Item, type Write, WriteRefused } from '../ports/table.ts';

/** How often a write that lost a race reads again and retries before the message is given back. */
export const RACES = 8;

/** The person as stored now, or a new one. */
export async function readPerson({ table, settings }: Pipeline, id: string): Promise<Person> {
  const item = await table.get(personKey(settings.tenant, id));
  return item ? personOf(item) : newPerson(settings.tenant, id);
}

/** The write of a person that was read at `v - 1`. */
export function personWrite(person: Person, { digest }: Pick<Pipeline, 'digest'>): Write {
  const when =
    person.v === 1 ? ({ kind: 'absent' } as const) : ({ kind: 'equals', field: 'v', value: person.v - 1 } as const);
  return { kind: 'put', item: personItem(person, digest.sha256), when };
}

/**
 * Runs `attempt` again while another writer wins. `attempt` reads, computes and writes. Throws the last refusal when
 * all races are lost, so that the message comes back later.
 */
export async function racing<T>(
  { clock, ids }: Pick<Pipeline, 'clock' | 'ids'>,
  attempt: () => Promise<T>,
  rounds = RACES,
): Promise<T> {
  for (let round = 1; ; round++) {
    try {
      return await attempt();
    } catch (error) {
      if (!(error instanceof WriteRefused) || error.reason === 'too-large' || round >= rounds) throw error;
      await clock.sleep(Math.ceil(ids.random() * 20 * round));
    }
  }
}

/** Puts an item unless one is there; true when it was new. */
export async function putOnce(table: Pipeline['table'], item: Item): Promise<boolean> {
  try {
    await table.write([{ kind: 'put', item, when: { kind: 'absent' } }]);
    return true;
  } catch (error) {
    if (error instanceof WriteRefused && error.reason === 'condition') return false;
    throw error;
  }
}
