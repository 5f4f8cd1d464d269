// The record store of the SCIM server: one sealed row a user, rows that find it, and its place in the directory.
import * as z from 'zod';
import type { User } from '../core/scim/user-statement.ts';
import type { ScimObject } from '../core/scim/value.ts';
import { Turn } from '../model/event.ts';
import type { Pipeline } from '../ports/pipeline.ts';
import type { Item, Key, Write } from '../ports/table.ts';
import type { KeyOwner } from '../ports/vault.ts';

/** One configured endpoint. `people` is the id space of its persons: person id = `<people>-<resource id>`. */
export interface Endpoint {
  readonly tenant: string;
  readonly source: string;
  readonly people: string;
}

/**
 * | row | partition, after `tenant#scim#source#` | sort | holds |
 * |---|---|---|---|
 * | user | `user#id` | `resource` | version, times, sealed attributes and turns, what finds it, token of the last writer |
 * | finders | `scim-finders.ts` | | |
 * | directory | `users` | id | ids sort by time of creation |
 * | count | `count#shard` | `users` | users of the shard, so that totals need no walk |
 */
export const userKey = ({ tenant, source }: Endpoint, id: string): Key =>
  row({ tenant, source }, `user#${id}`, 'resource');
export const directoryKey = (endpoint: Endpoint, id: string): Key => row(endpoint, 'users', id);
export const countKey = (endpoint: Endpoint, shard: number): Key => row(endpoint, `count#${shard}`, 'users');

/** A row of the endpoint. */
export function row({ tenant, source }: Pick<Endpoint, 'tenant' | 'source'>, what: string, sk: string): Key {
  return { table: 'state', pk: `${tenant}#scim#${source}#${what}`, sk };
}

const RecordFields = z.object({
  n: z.number(),
  created: z.number(),
  modified: z.number(),
  sealed: z.string(),
  finders: z.array(z.string()),
  token: z.string(),
});
const Sealed = z.object({ content: z.record(z.string(), z.unknown()), turns: z.array(Turn) });

/** A stored user; without `user` the person's key was erased and nobody can read it any more. */
export interface UserRecord {
  readonly id: string;
  readonly fields: z.infer<typeof RecordFields>;
  readonly user?: User;
}

function owner({ people }: Endpoint, id: string): KeyOwner {
  return `person:${people}-${id}`;
}

const readableId = /^[a-z0-9]{1,64}$/;

/** The users with these ids, in their order; ids of nobody are left out. Strong reads: a client sees what it wrote. */
export async function readUsers(
  { table, vault }: Pick<Pipeline, 'table' | 'vault'>,
  endpoint: Endpoint,
  ids: readonly string[],
): Promise<readonly UserRecord[]> {
  const keys = ids.filter((id) => readableId.test(id)).map((id) => userKey(endpoint, id));
  const items = keys.length > 0 ? await table.getMany(keys) : [];
  return Promise.all(items.map((item) => opened({ vault }, endpoint, item)));
}

async function opened({ vault }: Pick<Pipeline, 'vault'>, endpoint: Endpoint, item: Item): Promise<UserRecord> {
  const id = item.pk.slice(item.pk.lastIndexOf('#') + 1);
  const fields = RecordFields.parse(item.fields);
  const text = await vault.open(endpoint.tenant, owner(endpoint, id), fields.sealed);
  if (text === undefined) return { id, fields };
  const { content, turns } = Sealed.parse(JSON.parse(text));
  const { n: version, created, modified } = fields;
  return { id, fields, user: { id, version, created, modified, content: content as ScimObject, turns } };
}

/** The write of a user at its version; the one before must still be there. `token` tells a writer that lost the reply that it won. */
export async function userWrite(
  { vault }: Pick<Pipeline, 'vault'>,
  endpoint: Endpoint,
  { user, finders, token }: { readonly user: User; readonly finders: readonly string[]; readonly token: string },
): Promise<Write> {
  const { id, version, created, modified, content, turns } = user;
  const sealed = await vault.seal(endpoint.tenant, owner(endpoint, id), JSON.stringify({ content, turns }));
  const fields = { n: version, created, modified, sealed, token, finders };
  const when =
    version === 1 ? ({ kind: 'absent' } as const) : ({ kind: 'equals', field: 'n', value: version - 1 } as const);
  return { kind: 'put', item: { ...userKey(endpoint, id), fields }, when };
}
