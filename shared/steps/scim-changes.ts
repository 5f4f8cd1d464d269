// Accepted writes of the SCIM server: the user, the rows that find it and the inbox row, in one transaction.
import { eventId, inboxItem, inboxPayload, inboxWakeup } from '../core/inbox.ts';
import { refusal, ScimFault } from '../core/scim/error.ts';
import { type Conditions, checkConditions } from '../core/scim/etag.ts';
import { checkContent } from '../core/scim/resource.ts';
import { departure, isActive, turnsAfter, type User, userEvent } from '../core/scim/user-statement.ts';
import { userType } from '../core/scim/user-type.ts';
import { isSame, type ScimObject } from '../core/scim/value.ts';
import type { SourceEvent } from '../model/event.ts';
import type { Pipeline } from '../ports/pipeline.ts';
import { type Write, WriteRefused } from '../ports/table.ts';
import { racing } from './people.ts';
import { directoryWrites } from './scim-directory.ts';
import { findersOf, finderWrites, holderOf } from './scim-finders.ts';
import { type Endpoint, readUsers, type UserRecord, userKey, userWrite } from './scim-records.ts';
import { wake } from './wake.ts';

/** Somebody wins each round: a client that changes forty users at once, or one user forty times, is no failure of ours. */
const patiently = <T>(ports: Pipeline, attempt: () => Promise<T>) => racing(ports, attempt, 40);

/** A new user. `uniqueness` when somebody has the name, whatever its case. */
export async function createUser(ports: Pipeline, endpoint: Endpoint, given: ScimObject): Promise<User> {
  const content = { active: true, ...given };
  checkContent(userType, content);
  const [id, token] = [ports.ids.next(), ports.ids.next()];
  const finders = findersOf(content, ports);
  const user = await patiently(ports, async () => {
    const [mine] = await readUsers(ports, endpoint, [id]);
    if (mine?.user) return mine.user;
    await requireFreeName(ports, endpoint, content);
    const now = ports.clock.now();
    const made = {
      id,
      version: 1,
      created: now,
      modified: now,
      content,
      turns: turnsAfter([], statusOf(content), now),
    };
    await commit(ports, [
      await userWrite(ports, endpoint, { user: made, finders, token }),
      ...finderWrites(endpoint, id, { after: finders }),
      ...(await directoryWrites(ports, endpoint, { id, by: 1 })),
      await inboxWrite(ports, endpoint, userEvent(made)),
    ]);
    return made;
  });
  await tell(ports, endpoint, userEvent(user));
  return user;
}

/** Changes a user by `change`, which sees the newest content and may refuse. What changes nothing leaves no trace. */
export async function changeUser(
  ports: Pipeline,
  endpoint: Endpoint,
  {
    id,
    conditions,
    change,
  }: { readonly id: string; readonly conditions: Conditions; readonly change: (user: User) => ScimObject },
): Promise<User> {
  const token = ports.ids.next();
  const { user, event } = await patiently(ports, async () => {
    const record = await requireUser(ports, endpoint, id);
    if (record.fields.token === token) return { user: record.user, event: userEvent(record.user) };
    checkConditions(conditions, record.user.version);
    const content = change(record.user);
    if (isSame(content, record.user.content)) return { user: record.user };
    checkContent(userType, content);
    const after = nextVersion(record.user, content, ports.clock.now());
    const finders = findersOf(content, ports);
    if (finders[0] !== record.fields.finders[0]) await requireFreeName(ports, endpoint, content);
    await commit(ports, [
      await userWrite(ports, endpoint, { user: after, finders, token }),
      ...finderWrites(endpoint, id, { before: record.fields.finders, after: finders }),
      await inboxWrite(ports, endpoint, userEvent(after)),
    ]);
    return { user: after, event: userEvent(after) };
  });
  if (event) await tell(ports, endpoint, event);
  return user;
}

/** Deletes a user: the person leaves, and the name is free again. */
export async function deleteUser(
  ports: Pipeline,
  endpoint: Endpoint,
  { id, conditions }: { readonly id: string; readonly conditions: Conditions },
): Promise<void> {
  let sent: SourceEvent | undefined;
  await patiently(ports, async () => {
    if (sent && (await readUsers(ports, endpoint, [id])).length === 0) return;
    const record = await requireUser(ports, endpoint, id);
    checkConditions(conditions, record.user.version);
    sent = departure(record.user, later(record.user, ports.clock.now()));
    await commit(ports, [...(await goneWrites(ports, endpoint, record)), await inboxWrite(ports, endpoint, sent)]);
  });
  if (sent) await tell(ports, endpoint, sent);
}

/** The user, or 404: nobody, or nobody that can be read any more. */
export async function requireUser(
  ports: Pipeline,
  endpoint: Endpoint,
  id: string,
): Promise<UserRecord & { readonly user: User }> {
  const [record] = await readUsers(ports, endpoint, [id]);
  if (!record?.user) throw new ScimFault(404, 'there is no such user');
  return { ...record, user: record.user };
}

/** A holder whose key was erased holds nothing any more: its rows go, so that a person may come back. */
async function requireFreeName(ports: Pipeline, endpoint: Endpoint, content: ScimObject): Promise<void> {
  const holder = await holderOf(ports, endpoint, content);
  if (holder === undefined) return;
  const [record] = await readUsers(ports, endpoint, [holder]);
  if (!record || record.user) throw refusal('uniqueness', 'another user has this userName');
  await commit(ports, await goneWrites(ports, endpoint, record));
}

async function goneWrites(ports: Pipeline, endpoint: Endpoint, { id, fields }: UserRecord): Promise<readonly Write[]> {
  return [
    { kind: 'delete', key: userKey(endpoint, id), when: { kind: 'equals', field: 'n', value: fields.n } },
    ...finderWrites(endpoint, id, { before: fields.finders }),
    ...(await directoryWrites(ports, endpoint, { id, by: -1 })),
  ];
}

function nextVersion(user: User, content: ScimObject, now: number): User {
  const modified = later(user, now);
  const turns = turnsAfter(user.turns, statusOf(content), modified);
  return { ...user, version: user.version + 1, modified, content, turns };
}

/** Rises with each version, whatever the clocks of two machines say. */
function later({ modified }: User, now: number): number {
  return Math.max(now, modified + 1);
}

function statusOf(content: ScimObject): 'active' | 'left' {
  return isActive(content) ? 'active' : 'left';
}

async function inboxWrite({ vault, clock, digest }: Pipeline, endpoint: Endpoint, event: SourceEvent): Promise<Write> {
  const { tenant, source } = endpoint;
  const sealed = await vault.seal(tenant, `source:${source}`, inboxPayload(event));
  const item = inboxItem(event, { tenant, source, receivedAt: clock.now(), sealed }, digest.sha256);
  return { kind: 'put', item, when: { kind: 'absent' } };
}

/** An outcome that nobody knows counts as a lost race: the next round reads what became of it before it writes again. */
async function commit({ table }: Pipeline, writes: readonly Write[]): Promise<void> {
  try {
    await table.write(writes);
  } catch (error) {
    throw error instanceof WriteRefused ? error : new WriteRefused('conflict');
  }
}

/** The wake-up; when it is lost, the row's place in the due index brings the event back. */
async function tell(
  ports: Pipeline,
  { tenant, source }: Endpoint,
  { subject, vendorId, leaves }: SourceEvent,
): Promise<void> {
  const event = eventId(source, { subject, vendorId });
  const { sha256 } = ports.digest;
  await wake(ports, [inboxWakeup({ tenant, source, subject, event, leaves }, sha256(event), sha256)]);
}
