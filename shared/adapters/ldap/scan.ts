// Walks all people by their immutable id, and proves at the end that a list made another way names the same ones.
import { AndFilter, type Filter, GreaterThanEqualsFilter, LessThanEqualsFilter } from 'ldapts';
import * as z from 'zod';
import type { ScanPage } from '../../ports/adapter.ts';
import type { Digest } from '../../ports/runtime.ts';
import { equal, idOf, type Looking } from './accounts.ts';
import type { Found } from './directory.ts';
import { Faulted } from './faults.ts';
import { isLocked } from './lock.ts';
import { attributesOf, personOf, userNameIn } from './mapping.ts';
import { dnKey } from './names.ts';

/** What has been seen so far; goes out as the checkpoint and comes back. `chain` is a digest over all ids, in order. */
const Progress = z.object({
  after: z.string(),
  seen: z.number().int(),
  pages: z.number().int(),
  chain: z.string(),
  startedAt: z.number(),
});
type Progress = z.infer<typeof Progress>;

/** Made once at the start of a scan, or where one goes on on another connection: LDAP's own cursor ends with its connection. */
export interface Overview {
  /** Ids of all people, sorted. */
  readonly ids: readonly string[];
  /** Entitlements by `dnKey`. */
  readonly held: ReadonlyMap<string, readonly string[]>;
}

export interface ScanRequest {
  readonly checkpoint?: string;
  readonly overview: Overview;
  readonly digest: Digest;
  now(): number;
}

const PERSON = equal('objectClass', 'inetOrgPerson');
const LIST_PAGE = 500;

/** One page. Throws `Faulted`, or a ZodError where the checkpoint makes no sense. */
export async function scanPage(request: ScanRequest, at: Looking): Promise<ScanPage> {
  const { checkpoint, overview, digest, now } = request;
  const before = checkpoint === undefined ? start(now()) : Progress.parse(JSON.parse(checkpoint));
  const ahead = overview.ids.filter((id) => id > before.after);
  const { pageSize } = at.config;
  const upTo = ahead.length > pageSize ? ahead[pageSize - 1] : undefined;
  const entries = await peopleBetween(before.after, upTo, at);
  const progress: Progress = {
    after: upTo ?? before.after,
    seen: before.seen + entries.length,
    pages: before.pages + 1,
    chain: chained(before.chain, entries.map(idOf), digest),
    startedAt: before.startedAt,
  };
  const page = { kind: 'page', accounts: entries.map((entry) => scanned(entry, request, at)) } as const;
  if (upTo !== undefined) return { ...page, checkpoint: JSON.stringify(progress) };
  const list = await listIds(at);
  const { seen, pages, startedAt } = progress;
  // A place without anybody proves nothing: so does one that hides everybody.
  if (seen === 0 || chained('', list, digest) !== progress.chain) return page;
  return { ...page, certificate: { complete: true, accounts: seen, pages, startedAt, endedAt: now() } };
}

/** Ids of all people, sorted: page after page by the control for it (RFC 2696), until the server says that it is the end. */
export async function listIds({ directory, config }: Looking): Promise<readonly string[]> {
  const attributes = ['entryUUID'];
  const search = { base: config.people, scope: 'sub', filter: PERSON, attributes, pageSize: LIST_PAGE } as const;
  return sorted(await directory.search(search)).map(idOf);
}

/**
 * Everybody in a range of ids, whether the list named them or not. Not paged: a list that was cut and ranges that were cut
 * would have to be cut alike to agree.
 */
async function peopleBetween(after: string, upTo: string | undefined, { directory, config }: Looking) {
  const filters: Filter[] = [PERSON];
  if (after !== '') filters.push(new GreaterThanEqualsFilter({ attribute: 'entryUUID', value: after }));
  if (upTo !== undefined) filters.push(new LessThanEqualsFilter({ attribute: 'entryUUID', value: upTo }));
  const filter = new AndFilter({ filters });
  const found = await directory.search({ base: config.people, scope: 'sub', filter, attributes: attributesOf(config) });
  const entries = sorted(found).filter((entry) => idOf(entry) !== after);
  const isOutside = (id: string): boolean => id < after || (upTo !== undefined && id > upTo);
  if (entries.some((entry) => isOutside(idOf(entry)))) {
    throw new Faulted({ kind: 'contractBreach', detail: 'a range of ids holds others' });
  }
  return entries;
}

function sorted(found: readonly Found[]): readonly Found[] {
  const entries = found.toSorted((one, other) => (idOf(one) < idOf(other) ? -1 : 1));
  const ids = entries.map(idOf);
  if (ids.some((id, n) => id === '' || id === ids[n - 1])) {
    throw new Faulted({ kind: 'contractBreach', detail: 'a person without an id of their own' });
  }
  return entries;
}

const start = (startedAt: number): Progress => ({ after: '', seen: 0, pages: 0, chain: '', startedAt });

function chained(chain: string, ids: readonly string[], digest: Digest): string {
  return ids.reduce((so, id) => digest.sha256(`${so} ${id}`), chain);
}

/** Locked by its attributes; a scan does not try log-ins. */
function scanned(entry: Found, { overview, now }: ScanRequest, { config }: Looking) {
  const person = personOf(entry, config);
  return {
    remoteId: idOf(entry),
    ...(person === undefined ? {} : { person }),
    userName: userNameIn(entry),
    account: isLocked(entry, now()) ? ('suspended' as const) : ('active' as const),
    entitlements: overview.held.get(dnKey(entry.dn)) ?? [],
  };
}
