// Users at a SCIM target: found by id, by our mark or by name; made, changed, deleted.
import type { AccountRef, Profile } from '../../model/access.ts';
import type { ScimClient, ScimReply } from './client.ts';
import { Faulted, isScimError } from './faults.ts';
import { itemOf, matching, onePage } from './lists.ts';
import { differing, editedUser, newUser, patchFor } from './mapping.ts';
import type { VendorProfile } from './profiles.ts';
import { isActive, ScimUser, schemas } from './resources.ts';

/** The line to one vendor for one call of the adapter. */
export interface Line {
  readonly client: ScimClient;
  readonly vendor: VendorProfile;
  readonly signal: AbortSignal;
}

/** `foreign`: something of that name or id is there, without our mark for this person. */
export type Found =
  | { readonly kind: 'ours'; readonly user: ScimUser }
  | { readonly kind: 'foreign'; readonly user: ScimUser }
  | { readonly kind: 'none' };

/** Looks by id if it is known, else by our mark, else by name. */
export async function findUser(line: Line, ref: AccountRef): Promise<Found> {
  const known = ref.remoteId === undefined ? undefined : await userById(line, ref.remoteId);
  if (known) return { kind: known.externalId === ref.person ? 'ours' : 'foreign', user: known };
  let foreign: ScimUser | undefined;
  for (const attribute of line.vendor.lookups) {
    const users = await search(line, attribute, attribute === 'externalId' ? ref.person : ref.userName);
    const ours = users.filter((user) => user.externalId === ref.person);
    if (ours.length > 1) throw new Faulted({ kind: 'conflict', detail: 'two accounts carry the mark of one person' });
    if (ours[0]) return { kind: 'ours', user: ours[0] };
    foreign ??= users[0];
  }
  return foreign ? { kind: 'foreign', user: foreign } : { kind: 'none' };
}

async function userById(line: Line, id: string): Promise<ScimUser | undefined> {
  const { client, signal } = line;
  const reply = await client.call({ method: 'GET', path: pathOf(id), signal });
  if (reply.status === 404) {
    // A 404 that is not SCIM's own may be a wrong address: then the list is not there either, and that is a fault.
    if (!isScimError(reply.body)) await onePage({ ...line, path: '/Users', query: { count: '1' }, item: ScimUser });
    return undefined;
  }
  const user = itemOf(ScimUser, reply.body);
  if (user.id !== id) throw new Faulted({ kind: 'contractBreach', detail: 'another user than the one asked for' });
  return user;
}

async function search(line: Line, attribute: 'externalId' | 'userName', value: string): Promise<readonly ScimUser[]> {
  const isSame = (user: ScimUser) =>
    attribute === 'externalId' ? user.externalId === value : user.userName.toLowerCase() === value.toLowerCase();
  return await matching({ ...line, path: '/Users', item: ScimUser }, { attribute, value, isSame });
}

/** Makes the account with our mark; undefined when the name or the mark is taken. */
export async function createUser(line: Line, person: string, profile: Profile): Promise<ScimUser | undefined> {
  const { client, vendor, signal } = line;
  const body = newUser(person, profile, vendor);
  const reply = await client.call({ method: 'POST', path: '/Users', body, signal }).catch(takenAsReply);
  if (reply.status === 409) return undefined;
  accept(reply);
  return itemOf(ScimUser, reply.body);
}

/** Sets what differs; answers whether anything did. Throws `conflict` when the name is taken or a version moved. */
export async function changeUser(
  line: Line,
  user: ScimUser,
  to: { readonly active: boolean; readonly profile: Profile },
): Promise<boolean> {
  const { vendor } = line;
  const changed = differing(user, to.profile, vendor);
  const turn = isActive(user) === to.active ? [] : [{ op: 'replace', path: 'active', value: to.active }];
  const operations = [...turn, ...patchFor(user, changed, vendor)];
  if (operations.length === 0) return false;
  accept(
    vendor.edits === 'patch'
      ? await write(line, user, { method: 'PATCH', body: { schemas: [schemas.patch], Operations: operations } })
      : await write(line, user, { method: 'PUT', body: { ...editedUser(user, changed, vendor), active: to.active } }),
  );
  return true;
}

/** Answers false when it was gone already. */
export async function removeUser(line: Line, user: ScimUser): Promise<boolean> {
  const reply = await write(line, user, { method: 'DELETE' });
  if (reply.status === 404) return false;
  accept(reply);
  return true;
}

function write(
  { client, vendor, signal }: Line,
  user: ScimUser,
  call: { readonly method: 'PUT' | 'PATCH' | 'DELETE'; readonly body?: unknown },
): Promise<ScimReply> {
  const ifMatch = vendor.etag ? (user.meta?.version ?? undefined) : undefined;
  return client.call({ ...call, path: pathOf(user.id), ifMatch, signal });
}

const pathOf = (id: string) => `/Users/${encodeURIComponent(id)}`;

/** Some servers say that a name is taken with 400 and scimType `uniqueness`. */
function takenAsReply(error: unknown): ScimReply {
  if (error instanceof Faulted && error.fault.kind === 'conflict') return { status: 409, body: undefined };
  throw error;
}

/** Throws unless the write was taken. */
export function accept(reply: ScimReply): void {
  if (reply.status === 404) throw new Faulted({ kind: 'absent', detail: 'HTTP 404' });
  if (reply.status >= 400) throw new Faulted({ kind: 'conflict', detail: `HTTP ${reply.status}` });
}
