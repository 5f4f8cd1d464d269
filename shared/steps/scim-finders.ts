// The rows by which users are found. One of them, the user name's, is also what makes the name unique.
import { refusal } from '../core/scim/error.ts';
import { type Lookup, lookupsFor } from '../core/scim/lookup.ts';
import type { ScimObject } from '../core/scim/value.ts';
import type { Pipeline } from '../ports/pipeline.ts';
import type { Key, Write } from '../ports/table.ts';
import { type Endpoint, row } from './scim-records.ts';

/**
 * | row | partition, after `tenant#scim#source#` | sort | holds |
 * |---|---|---|---|
 * | user name | `userName#digest` | `user` | id: one holder at a time |
 * | external id, e-mail | `externalId#digest`, `email#digest` | id | as many users as have it |
 *
 * Partitions hold digests, so that no personal data is in a key.
 */
const unique = 'userName#';
const slice = 500;
const mostTwins = 1_000;

/** Partitions that find a user with this content; its user name's first. */
export function findersOf(content: ScimObject, ports: Pick<Pipeline, 'digest'>): readonly string[] {
  return lookupsFor(content).map((lookup) => finder(lookup, ports));
}

function finder({ by, value }: Lookup, { digest }: Pick<Pipeline, 'digest'>): string {
  return `${by}#${digest.sha256(`${by}\n${value}`)}`;
}

function finderKey(endpoint: Endpoint, name: string, id: string): Key {
  return row(endpoint, name, name.startsWith(unique) ? 'user' : id);
}

/** From what found the user to what will. A name that another took in the meantime refuses the transaction. */
export function finderWrites(
  endpoint: Endpoint,
  id: string,
  { before = [], after = [] }: { readonly before?: readonly string[]; readonly after?: readonly string[] },
): readonly Write[] {
  const gone = before.filter((name) => !after.includes(name));
  const fresh = after.filter((name) => !before.includes(name));
  return [
    ...gone.map(
      (name): Write => ({
        kind: 'delete',
        key: finderKey(endpoint, name, id),
        when: { kind: 'equals', field: 'id', value: id },
      }),
    ),
    ...fresh.map(
      (name): Write => ({
        kind: 'put',
        item: { ...finderKey(endpoint, name, id), fields: { id } },
        ...(name.startsWith(unique) && { when: { kind: 'absent' } }),
      }),
    ),
  ];
}

/** Who has the user name of this content, if anybody. */
export async function holderOf(ports: Pipeline, endpoint: Endpoint, content: ScimObject): Promise<string | undefined> {
  const name = findersOf(content, ports).find((one) => one.startsWith(unique)) ?? unique;
  const id = (await ports.table.get(finderKey(endpoint, name, '')))?.fields.id;
  return typeof id === 'string' ? id : undefined;
}

/** The ids that a lookup finds. */
export async function idsBy(ports: Pipeline, endpoint: Endpoint, lookup: Lookup): Promise<readonly string[]> {
  if (lookup.by === 'id') return [lookup.value];
  const { table, pk } = finderKey(endpoint, finder(lookup, ports), '');
  const ids: string[] = [];
  let cursor: string | undefined;
  do {
    const page = await ports.table.query({ table, pk, limit: slice, ...(cursor !== undefined && { cursor }) });
    ids.push(...page.items.map(({ fields }) => String(fields.id)));
    if (ids.length > mostTwins) throw refusal('tooMany', `the filter finds more than ${mostTwins} users`);
    cursor = page.cursor;
  } while (cursor !== undefined);
  return ids;
}
