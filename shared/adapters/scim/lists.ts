// Walking a list of resources: by index, by cursor, or in one piece.
import type * as z from 'zod';
import type { ScimClient } from './client.ts';
import { Faulted, faultOfStatus } from './faults.ts';
import type { VendorProfile } from './profiles.ts';
import { ScimList } from './resources.ts';

export interface ListRequest<T> {
  readonly client: ScimClient;
  /** `/Users` or `/Groups`. */
  readonly path: string;
  readonly query?: { readonly [name: string]: string };
  readonly item: z.ZodType<T>;
  readonly signal: AbortSignal;
  readonly vendor: VendorProfile;
}

export interface ListedPage<T> {
  readonly items: readonly T[];
  /** Absent with cursors. */
  readonly total: number | undefined;
  readonly nextCursor: string | undefined;
}

const MOST_PAGES = 2000;

/** One page as asked for. A list that is "not found" is a breach of contract, never an empty list. */
export async function onePage<T>(request: Omit<ListRequest<T>, 'vendor'>): Promise<ListedPage<T>> {
  const query = new URLSearchParams(request.query);
  const path = query.size === 0 ? request.path : `${request.path}?${query}`;
  const reply = await request.client.call({ method: 'GET', path, signal: request.signal });
  if (reply.status === 404) throw new Faulted({ kind: 'contractBreach', detail: 'a list is not found' });
  if (reply.status >= 300) throw new Faulted(faultOfStatus({ ...reply, retryAfter: null, writes: false, now: 0 }));
  const list = ScimList.safeParse(reply.body);
  if (!list.success) throw new Faulted({ kind: 'contractBreach', detail: 'not a ListResponse' });
  const items = (list.data.Resources ?? []).map((resource) => itemOf(request.item, resource));
  return { items, total: list.data.totalResults, nextCursor: list.data.nextCursor || undefined };
}

/** Parses one resource, or says that the target broke its contract. */
export function itemOf<T>(schema: z.ZodType<T>, resource: unknown): T {
  const parsed = schema.safeParse(resource);
  if (parsed.success) return parsed.data;
  throw new Faulted({ kind: 'contractBreach', detail: `a resource lacks ${parsed.error.issues[0]?.path.join('.')}` });
}

/**
 * Items whose attribute is this value: by a filter with the value quoted as JSON (RFC 7644 3.4.2.2), or out of the whole
 * list where the target cannot read such quotes. A filter that is ignored is a breach of contract.
 */
export async function matching<T extends { readonly id: string }>(
  request: ListRequest<T>,
  match: { readonly attribute: string; readonly value: string; isSame(item: T): boolean },
): Promise<readonly T[]> {
  const quoted = JSON.stringify(match.value);
  const plain = quoted === `"${match.value}"`;
  if (!plain && !request.vendor.quotesInFilters) return (await wholeList(request)).filter(match.isSame);
  const filter = `${match.attribute} eq ${quoted}`;
  const items = await wholeList({ ...request, query: { ...request.query, filter } });
  if (items.every(match.isSame)) return items;
  throw new Faulted({ kind: 'contractBreach', detail: `the filter on ${match.attribute} is ignored` });
}

/** Every item, or a fault when the list cannot be proven whole. */
export async function wholeList<T extends { readonly id: string }>(request: ListRequest<T>): Promise<readonly T[]> {
  const { vendor } = request;
  const found = new Map<string, T>();
  let cursor = '';
  for (let pages = 0; pages < MOST_PAGES; pages += 1) {
    const position = { start: found.size + 1, cursor };
    const page = await onePage({ ...request, query: { ...request.query, ...pageQuery(vendor, position) } });
    const before = found.size;
    for (const item of page.items) found.set(item.id, item);
    cursor = page.nextCursor ?? '';
    const ended = vendor.paging === 'cursor' ? cursor === '' : found.size >= (page.total ?? Infinity);
    if (ended) return [...found.values()];
    if (found.size === before) break;
  }
  throw new Faulted({ kind: 'contractBreach', detail: 'a list does not end as it says' });
}

/** The paging part of a query. */
export function pageQuery(
  vendor: VendorProfile,
  position: { readonly start: number; readonly cursor: string },
): { readonly [name: string]: string } {
  const count = String(vendor.pageSize);
  if (vendor.paging === 'none') return {};
  return vendor.paging === 'cursor'
    ? { cursor: position.cursor, count }
    : { startIndex: String(position.start), count };
}
