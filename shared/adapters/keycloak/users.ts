// Finds the account that a ref means: by the server's id, then by our mark, then by its name.
import * as z from 'zod';
import type { AccountRef } from '../../model/access.ts';
import type { AdminClient } from './client.ts';
import { Faulted } from './faults.ts';
import { MARK, personOf, User, userNameOf } from './mapping.ts';

export type Account =
  | { readonly kind: 'none' }
  | { readonly kind: 'ours'; readonly user: User }
  /** `byId`: it was the account once and has lost our mark; else it only has the name. */
  | { readonly kind: 'foreign'; readonly user: User; readonly byId: boolean }
  /** Two users carry the mark of one person: somebody copied it by hand. */
  | { readonly kind: 'ambiguous' };

export interface Looking {
  readonly client: AdminClient;
  readonly signal: AbortSignal;
}

const Users = z.array(User);
/** The search ignores case, so there may be others than the one we look for; more than these make no sense. */
const MOST_MATCHES = 100;

/** The account by id or mark, whatever its name; `foreign` only where the id is known and has lost the mark. */
export async function ownAccount(ref: AccountRef, at: Looking): Promise<Account> {
  const user = ref.remoteId === undefined ? undefined : await userById(ref.remoteId, at);
  if (!user) return markedAccount(ref.person, at);
  return personOf(user) === ref.person ? { kind: 'ours', user } : { kind: 'foreign', user, byId: true };
}

/** As `ownAccount`, and who has the name where we have nothing. Three calls at most. Throws `Faulted`. */
export async function accountOf(ref: AccountRef, at: Looking): Promise<Account> {
  const own = await ownAccount(ref, at);
  if (own.kind !== 'none') return own;
  const [named] = await list(`username=${encodeURIComponent(userNameOf(ref.userName))}&exact=true`, at);
  return named ? { kind: 'foreign', user: named, byId: false } : { kind: 'none' };
}

/** Ours for this person, whatever its name. */
export async function markedAccount(person: string, at: Looking): Promise<Account> {
  const found = await list(`q=${encodeURIComponent(`${MARK}:${person}`)}&max=${MOST_MATCHES}`, at);
  if (found.length >= MOST_MATCHES)
    throw new Faulted({ kind: 'contractBreach', detail: 'too many users with one mark' });
  const [user, ...more] = found.filter((candidate) => personOf(candidate) === person);
  if (more.length > 0) return { kind: 'ambiguous' };
  return user ? { kind: 'ours', user } : { kind: 'none' };
}

async function userById(id: string, { client, signal }: Looking): Promise<User | undefined> {
  const { status, body } = await client.call({ method: 'GET', path: userPath(id), expects: [404], signal });
  return status === 404 ? undefined : User.parse(body);
}

export const userPath = (id: string, rest = ''): string => `/users/${encodeURIComponent(id)}${rest}`;

/** A list that is "not found" is no empty list: 404 is a fault, and `absent` would say that somebody is gone. */
async function list(query: string, { client, signal }: Looking): Promise<readonly User[]> {
  const { status, body } = await client.call({
    method: 'GET',
    path: `/users?${query}&briefRepresentation=false`,
    expects: [404],
    signal,
  });
  if (status === 404) throw new Faulted({ kind: 'denied', detail: 'the realm is not there, or not for us' });
  return Users.parse(body);
}
