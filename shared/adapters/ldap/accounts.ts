// Finds the accounts that refs mean: by the server's id, then by our mark, then by name; many refs in one search.
import { EqualityFilter, type Filter, OrFilter } from 'ldapts';
import type { AccountRef } from '../../model/access.ts';
import type { LdapConfig } from './config.ts';
import type { Directory, Found } from './directory.ts';
import { Faulted } from './faults.ts';
import { attributesOf, markOf, personOf, userNameOf } from './mapping.ts';
import { dnKey, nameKey } from './names.ts';

export type Account =
  | { readonly kind: 'none' }
  | { readonly kind: 'ours'; readonly entry: Found }
  /** `byId`: it was the account once and has lost our mark; else it only has the name. */
  | { readonly kind: 'foreign'; readonly entry: Found; readonly byId: boolean }
  /** Two entries carry the mark of one person: somebody copied it by hand. */
  | { readonly kind: 'ambiguous' };

export interface Looking {
  readonly directory: Directory;
  readonly config: LdapConfig;
}

/** Refs in one search: three terms each, well below what any server takes in one filter. */
const MOST_REFS = 50;

/**
 * Every entry that one of the refs may mean. The place itself is asked for along with them: an answer without it comes from
 * a server that hides things from us, and proves no absence. Throws `Faulted`, `denied` for such an answer.
 */
export async function lookUp(refs: readonly AccountRef[], { directory, config }: Looking): Promise<readonly Found[]> {
  const all: Found[] = [];
  for (let n = 0; n < refs.length; n += MOST_REFS) {
    const filters = refs.slice(n, n + MOST_REFS).flatMap((ref) => termsOf(ref, config));
    const filter = new OrFilter({ filters: [equal('entryDN', config.people), ...filters] });
    const found = await directory.search({
      base: config.people,
      scope: 'sub',
      filter,
      attributes: attributesOf(config),
    });
    const people = found.filter(({ dn }) => dnKey(dn) !== dnKey(config.people));
    if (people.length === found.length) throw hidden();
    if (people.some((entry) => entry.values('entryUUID').length !== 1)) throw hidden();
    all.push(...people);
  }
  return all;
}

/** Whose account the ref means: the id wins over the mark, the mark over the name. */
export function accountOf(ref: AccountRef, entries: readonly Found[], config: LdapConfig): Account {
  const byId = entries.find((entry) => idOf(entry) === ref.remoteId);
  const isOurs = (entry: Found): boolean => personOf(entry, config) === ref.person;
  if (byId) return isOurs(byId) ? { kind: 'ours', entry: byId } : { kind: 'foreign', entry: byId, byId: true };
  const marked = new Map(entries.filter(isOurs).map((entry) => [idOf(entry), entry]));
  const [entry] = marked.values();
  if (marked.size > 1) return { kind: 'ambiguous' };
  if (entry) return { kind: 'ours', entry };
  const named = namesakes(ref.userName, entries)[0];
  return named ? { kind: 'foreign', entry: named, byId: false } : { kind: 'none' };
}

/** Entries with this user name, whoever they are. */
export function namesakes(userName: string, entries: readonly Found[]): readonly Found[] {
  const key = nameKey(userNameOf(userName));
  return entries.filter((entry) => entry.values('uid').some((uid) => nameKey(uid) === key));
}

export const idOf = (entry: Found): string => entry.values('entryUUID')[0] ?? '';

/** As an object, never as text: nothing in a value can be taken for a part of the filter. */
export const equal = (attribute: string, value: string): Filter => new EqualityFilter({ attribute, value });

function termsOf({ remoteId, person, userName }: AccountRef, config: LdapConfig): readonly Filter[] {
  const name = userNameOf(userName);
  return [
    ...(remoteId !== undefined && isUuid(remoteId) ? [equal('entryUUID', remoteId)] : []),
    equal(config.markAttribute, markOf(person)),
    ...(name === '' ? [] : [equal('uid', name)]),
  ];
}

const isUuid = (text: string): boolean => /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(text);

function hidden(): Faulted {
  return new Faulted({ kind: 'denied', detail: 'the place of people, or an id in it, is not shown to us' });
}
