// Which rows a filter can be answered from. A filter that no row answers is refused: an answer without rows is a lie.
import { refusal } from './error.ts';
import type { Filter } from './filter.ts';
import { folded } from './match.ts';

export interface Lookup {
  readonly by: 'id' | 'userName' | 'externalId';
  /** As the row has it: user names folded. */
  readonly value: string;
}

const most = 50;

/** The lookups that together find every match; each found resource is still to be held against the filter. */
export function lookupsOf(filter: Filter): readonly Lookup[] {
  const found = narrowest(filter);
  if (!found || found.length > most)
    throw refusal(
      'invalidFilter',
      'this server finds users by id, userName or externalId with eq, and narrows by the rest',
    );
  return found;
}

function narrowest(filter: Filter): readonly Lookup[] | undefined {
  switch (filter.kind) {
    case 'compare':
      return lookupOf(filter);
    case 'and':
      return narrowest(filter.of[0]) ?? narrowest(filter.of[1]);
    case 'or': {
      const [left, right] = filter.of.map(narrowest);
      return left && right ? [...left, ...right] : undefined;
    }
    case 'not':
    case 'present':
    case 'within':
      return undefined;
  }
}

function lookupOf({ at, operator, value }: Filter & { kind: 'compare' }): readonly Lookup[] | undefined {
  if (operator !== 'eq' || typeof value !== 'string' || at.extension !== undefined) return undefined;
  switch (at.attribute.name) {
    case 'id':
    case 'externalId':
      return [{ by: at.attribute.name, value }];
    case 'userName':
      return [{ by: 'userName', value: folded(value) }];
    default:
      return undefined;
  }
}
