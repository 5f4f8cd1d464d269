// The /Users endpoint (RFC 7644, sections 3.3 to 3.6): requests in, resources out.
import { parseBody } from '../core/scim/body.ts';
import { entityTag, isUnchanged } from '../core/scim/etag.ts';
import { parseFilter } from '../core/scim/filter.ts';
import { lookupsOf } from '../core/scim/lookup.ts';
import { matches } from '../core/scim/match.ts';
import { readOperations } from '../core/scim/operation.ts';
import { listMessage, readPage } from '../core/scim/page.ts';
import { applyPatch } from '../core/scim/patch.ts';
import { type Projection, project, readProjection } from '../core/scim/projection.ts';
import { present, readContent } from '../core/scim/resource.ts';
import type { User } from '../core/scim/user-statement.ts';
import { userType } from '../core/scim/user-type.ts';
import type { ScimObject } from '../core/scim/value.ts';
import type { Pipeline } from '../ports/pipeline.ts';
import { changeUser, createUser, deleteUser, requireUser } from './scim-changes.ts';
import { countUsers, directoryPage } from './scim-directory.ts';
import { idsBy } from './scim-finders.ts';
import { type Call, type Reply, reply } from './scim-message.ts';
import { readUsers } from './scim-records.ts';

/** A Lambda answers with at most 6 MB; a page ends before. */
const largestPage = 4_000_000;

export async function postUser(ports: Pipeline, call: Call): Promise<Reply> {
  const projection = projectionOf(call);
  const user = await createUser(ports, call.endpoint, readContent(userType, parseBody(call.body)));
  return shown(call, user, { status: 201, projection });
}

export async function getUser(ports: Pipeline, call: Call, id: string): Promise<Reply> {
  const projection = projectionOf(call);
  const { user } = await requireUser(ports, call.endpoint, id);
  if (isUnchanged(call.conditions, user.version)) return reply(304, undefined, { etag: entityTag(user.version) });
  return shown(call, user, { status: 200, projection });
}

/** Replaces all that the client may set; an `active` that is left out stays as it is, so nobody is disabled or let in by omission. */
export async function putUser(ports: Pipeline, call: Call, id: string): Promise<Reply> {
  const projection = projectionOf(call);
  const given = readContent(userType, parseBody(call.body));
  const change = ({ content }: User): ScimObject => ({ active: content.active ?? true, ...given });
  const user = await changeUser(ports, call.endpoint, { id, conditions: call.conditions, change });
  return shown(call, user, { status: 200, projection });
}

export async function patchUser(ports: Pipeline, call: Call, id: string): Promise<Reply> {
  const projection = projectionOf(call);
  const operations = readOperations(parseBody(call.body));
  const change = (user: User): ScimObject => applyPatch(userType, user, operations);
  const user = await changeUser(ports, call.endpoint, { id, conditions: call.conditions, change });
  return shown(call, user, { status: 200, projection });
}

export async function removeUser(ports: Pipeline, call: Call, id: string): Promise<Reply> {
  await deleteUser(ports, call.endpoint, { id, conditions: call.conditions });
  return reply(204);
}

/** A page of all users, or those that a filter finds. */
export async function listUsers(ports: Pipeline, call: Call): Promise<Reply> {
  const projection = projectionOf(call);
  const page = readPage(call.query.get('startIndex'), call.query.get('count'));
  const filter = call.query.get('filter');
  if (filter !== null) {
    const found = await search(ports, call, filter);
    const wanted = found.slice(page.startIndex - 1, page.startIndex - 1 + page.count);
    return listed(wanted, { total: found.length, startIndex: page.startIndex, projection });
  }
  const total = await countUsers(ports, call.endpoint);
  const ids = page.startIndex > total ? [] : await directoryPage(ports, call.endpoint, page);
  const users = (await readUsers(ports, call.endpoint, ids)).flatMap(({ user }) => user ?? []);
  const resources = users.map((user) => present(userType, user, call.base));
  return listed(resources, { total, startIndex: page.startIndex, projection });
}

async function search(ports: Pipeline, call: Call, text: string): Promise<readonly ScimObject[]> {
  const filter = parseFilter(userType, text);
  const found = await Promise.all(lookupsOf(filter).map((lookup) => idsBy(ports, call.endpoint, lookup)));
  const ids = [...new Set(found.flat())].sort();
  const users = (await readUsers(ports, call.endpoint, ids)).flatMap(({ user }) => user ?? []);
  return users.map((user) => present(userType, user, call.base)).filter((resource) => matches(filter, resource));
}

function projectionOf({ query }: Call): Projection {
  return readProjection(userType, query.get('attributes'), query.get('excludedAttributes'));
}

function shown(call: Call, user: User, { status, projection }: { status: number; projection: Projection }): Reply {
  const location = `${call.base}${userType.endpoint}/${user.id}`;
  const resource = project(present(userType, user, call.base), projection);
  return reply(status, resource, { etag: entityTag(user.version), location });
}

function listed(
  resources: readonly ScimObject[],
  { total, startIndex, projection }: { total: number; startIndex: number; projection: Projection },
): Reply {
  let bytes = 0;
  const fitting = resources
    .map((resource) => project(resource, projection))
    .filter((resource, at) => {
      bytes += JSON.stringify(resource).length;
      return at === 0 || bytes <= largestPage;
    });
  return reply(200, listMessage(fitting, total, startIndex));
}
