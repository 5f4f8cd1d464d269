// Pages through all users by offset, which is only safe when nothing moves: each page must begin where the last one ended.
import * as z from 'zod';
import type { Certificate, ScanPage } from '../../ports/adapter.ts';
import { Faulted } from './faults.ts';
import { personOf, User } from './mapping.ts';
import type { Looking } from './users.ts';

/** What has been seen so far; goes out as the checkpoint and comes back. */
const Progress = z.object({
  last: z.string(),
  seen: z.number().int().positive(),
  pages: z.number().int(),
  total: z.number().int(),
  startedAt: z.number(),
});
type Progress = z.infer<typeof Progress>;

export interface ScanRequest {
  readonly checkpoint?: string;
  readonly pageSize: number;
  now(): number;
  /** Entitlements by user id, as they were when this scan began. */
  readonly held: ReadonlyMap<string, readonly string[]>;
}

/** One page. Throws `Faulted`, or a ZodError where the answer makes no sense. */
export async function scanPage(request: ScanRequest, at: Looking): Promise<ScanPage> {
  const before = request.checkpoint === undefined ? undefined : Progress.parse(JSON.parse(request.checkpoint));
  const startedAt = before?.startedAt ?? request.now();
  const total = before?.total ?? (await countUsers(at));
  const users = await pageAfter(before, request.pageSize, at);
  const seen = (before?.seen ?? 0) + users.length;
  const page = { kind: 'page', accounts: users.map((user) => scanned(user, request.held)) } as const;
  const last = users.at(-1)?.id ?? before?.last;
  const progress = { last, seen, pages: (before?.pages ?? 0) + 1, total, startedAt };
  if (users.length === request.pageSize) return { ...page, checkpoint: JSON.stringify(progress) };
  const certificate = certify(progress, await countUsers(at), request.now());
  return certificate ? { ...page, certificate } : page;
}

/**
 * The users behind the last one seen. Users are ordered by name (measured), so a deletion or a rename before our place
 * shifts the rest: it is noticed because the page, which starts one early, does not begin with the user we ended at.
 */
async function pageAfter(before: Progress | undefined, pageSize: number, at: Looking): Promise<readonly User[]> {
  const first = before ? before.seen - 1 : 0;
  const users = await pageOf(first, before ? pageSize + 1 : pageSize, at);
  if (!before) return users;
  if (users[0]?.id !== before.last) throw moved();
  return users.slice(1);
}

async function pageOf(first: number, max: number, { client, signal }: Looking): Promise<readonly User[]> {
  const path = `/users?first=${first}&max=${max}&briefRepresentation=false`;
  const users = z
    .array(User)
    .max(max)
    .parse((await client.call({ method: 'GET', path, signal })).body);
  if (new Set(users.map((user) => user.id)).size !== users.length) throw moved();
  return users;
}

async function countUsers({ client, signal }: Looking): Promise<number> {
  return z
    .number()
    .int()
    .nonnegative()
    .parse((await client.call({ method: 'GET', path: '/users/count', signal })).body);
}

/** Both counts and what was seen agree. A realm without anybody proves nothing: so does a realm that hides everybody. */
function certify(progress: Omit<Progress, 'last'>, total: number, endedAt: number): Certificate | undefined {
  const { seen, pages, startedAt } = progress;
  if (seen === 0 || seen !== total || progress.total !== total) return undefined;
  return { complete: true, accounts: seen, pages, startedAt, endedAt };
}

function scanned(user: User, held: ScanRequest['held']) {
  const person = personOf(user);
  return {
    remoteId: user.id,
    ...(person === undefined ? {} : { person }),
    userName: user.username,
    account: user.enabled ? ('active' as const) : ('suspended' as const),
    entitlements: held.get(user.id) ?? [],
  };
}

function moved(): Faulted {
  return new Faulted({ kind: 'contractBreach', detail: 'the list moved while it was read: start again' });
}
