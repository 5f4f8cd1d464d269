// Which rows a filter can be answered from. A filter that no row answers is refused: an answer without rows is a lie.
import { refusal } from './error.ts';
import type { Filter } from './filter.ts';
import { folded } from './match.ts';
import { isObject, type ScimObject, type ScimValue } from './value.ts';

export interface Lookup {
  readonly by: 'id' | 'userName' | 'externalId' | 'email';
  /** As the row has it: folded where case does not count. */
  readonly value: string;
}

const most = 50;

/** All that a user can be found by, besides its id. */
export function lookupsFor({ userName, externalId, emails }: ScimObject): readonly Lookup[] {
  const addresses = Array.isArray(emails) ? (emails as readonly ScimValue[]) : [];
  const values = addresses.flatMap((one) =>
    isObject(one) && typeof one.value === 'string' ? [folded(one.value)] : [],
  );
  return [
    { by: 'userName', value: folded(String(userName)) },
    ...(typeof externalId === 'string' ? [{ by: 'externalId', value: externalId } as const] : []),
    ...[...new Set(values)].map((value) => ({ by: 'email', value }) as const),
  ];
}

/** The lookups that together find every match; each found resource is still to be held against the filter. */
export function lookupsOf(filter: Filter): readonly Lookup[] {
  const found = narrowest(filter);
  if (!found || found.length > most)
    throw refusal(
      'invalidFilter',
      'this server finds users by id, userName, externalId or emails with eq, and narrows by the rest',
    );
  return found;
}

/** `inside`: the multi-valued attribute in whose brackets the filter stands. */
function narrowest(filter: Filter, inside?: string): readonly Lookup[] | undefined {
  switch (filter.kind) {
    case 'compare':
      return lookupOf(filter, inside);
    case 'and':
      return narrowest(filter.of[0], inside) ?? narrowest(filter.of[1], inside);
    case 'or': {
      const [left, right] = filter.of.map((one) => narrowest(one, inside));
      return left && right ? [...left, ...right] : undefined;
    }
    case 'within':
      return narrowest(filter.of, filter.at.attribute.name);
    case 'not':
    case 'present':
      return undefined;
  }
}

function lookupOf(
  { at, operator, value }: Filter & { kind: 'compare' },
  inside?: string,
): readonly Lookup[] | undefined {
  if (operator !== 'eq' || typeof value !== 'string' || at.extension !== undefined) return undefined;
  const name = [...(inside === undefined ? [] : [inside]), at.attribute.name, ...(at.sub ? [at.sub.name] : [])].join(
    '.',
  );
  switch (name) {
    case 'id':
    case 'externalId':
      return [{ by: name, value }];
    case 'userName':
      return [{ by: 'userName', value: folded(value) }];
    case 'emails.value':
      return [{ by: 'email', value: folded(value) }];
    default:
      return undefined;
  }
}
