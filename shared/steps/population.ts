// Everybody in the ledger, a page at a time: for what looks at the whole company and changes nobody.
import { isPersonItem, personOf } from '../core/ledger.ts';
import type { Person } from '../model/person.ts';
import type { Pipeline } from '../ports/pipeline.ts';

export interface PeoplePage {
  readonly people: readonly Person[];
  /** Where the next page begins; undefined after the last one. */
  readonly cursor?: string;
}

/** One page of the tenant's people, in the store's own order. Throws `ReadFailed` where the store does not answer. */
export async function peoplePage(
  { table, settings }: Pick<Pipeline, 'table' | 'settings'>,
  from?: string,
): Promise<PeoplePage> {
  const { items, cursor } = await table.scan('state', from);
  const people = items.filter((item) => isPersonItem(settings.tenant, item)).map(personOf);
  return { people, ...(cursor !== undefined && { cursor }) };
}
