// A scan by pages, and the proof that it saw every account. Each page of an indexed list begins with the last account of
// the page before, so that a row that slipped over the edge shows.
import * as z from 'zod';
import type { AdapterPorts, Certificate, ScannedAccount, ScanPage } from '../../ports/adapter.ts';
import type { ScimClient } from './client.ts';
import { Faulted } from './faults.ts';
import { heldBy } from './groups.ts';
import { type ListedPage, onePage, pageQuery } from './lists.ts';
import type { VendorProfile } from './profiles.ts';
import { isActive, ScimUser } from './resources.ts';

const ScanState = z.strictObject({
  /** Which walk: a connection remembers the ids it has seen of its own walks. */
  walk: z.string(),
  cursor: z.string(),
  /** Accounts handed out so far. */
  seen: z.number(),
  pages: z.number(),
  total: z.number().optional(),
  /** The last account of the page before. */
  last: z.string().optional(),
  startedAt: z.number(),
  /** Something did not fit: the walk goes on, and proves nothing. */
  broken: z.boolean(),
});
type ScanState = z.infer<typeof ScanState>;

/** The scans of one connection, which remembers the ids that its own walk has seen. */
export function startScans(context: {
  readonly client: ScimClient;
  readonly vendor: VendorProfile;
  readonly ports: AdapterPorts;
}) {
  const { client, vendor, ports } = context;
  let own: { readonly walk: string; readonly ids: Set<string> } | undefined;

  const begin = (): ScanState => {
    own = { walk: ports.ids.next(), ids: new Set() };
    return { walk: own.walk, cursor: '', seen: 0, pages: 0, startedAt: ports.clock.now(), broken: false };
  };

  return {
    /** One page with what each account holds, and on the last one the certificate if all of it fits. */
    page: async (request: {
      readonly checkpoint: string | undefined;
      readonly signal: AbortSignal;
    }): Promise<ScanPage> => {
      const { checkpoint, signal } = request;
      const before = checkpoint === undefined ? begin() : resumed(checkpoint);
      const query = pageQuery(vendor, { start: Math.max(1, before.seen), cursor: before.cursor });
      const page = await onePage({ client, path: '/Users', query, item: ScimUser, signal });
      const known = own?.walk === before.walk ? own.ids : undefined;
      const { fresh, state, ended } = step(before, page, { vendor, known });
      const held = await heldBy({ client, vendor, signal }, fresh);
      const accounts = fresh.map((user) => scanned(user, held.get(user.id) ?? []));
      for (const user of fresh) known?.add(user.id);
      if (!ended) return { kind: 'page', accounts, checkpoint: JSON.stringify(state) };
      const certificate = certificateOf(state, { vendor, now: ports.clock.now() });
      return { kind: 'page', accounts, ...(certificate ? { certificate } : {}) };
    },
  };
}

function resumed(checkpoint: string): ScanState {
  try {
    return ScanState.parse(JSON.parse(checkpoint));
  } catch {
    throw new Faulted({ kind: 'invalid', field: 'checkpoint' });
  }
}

interface Step {
  readonly fresh: readonly ScimUser[];
  readonly state: ScanState;
  readonly ended: boolean;
}

/** Takes one page into the walk. `known` are the ids seen before, and undefined in a walk of another connection. */
function step(
  before: ScanState,
  page: ListedPage<ScimUser>,
  { vendor, known }: { readonly vendor: VendorProfile; readonly known: Set<string> | undefined },
): Step {
  const overlaps = vendor.paging === 'index' && before.last !== undefined;
  const fits = !overlaps || page.items[0]?.id === before.last;
  const candidates = overlaps && fits ? page.items.slice(1) : page.items;
  const fresh = candidates.filter((user) => !known?.has(user.id));
  const doubled = fresh.length < candidates.length || new Set(fresh.map(({ id }) => id)).size < fresh.length;
  const moved = before.pages > 0 && page.total !== before.total;
  const seen = before.seen + fresh.length;
  const cursor = page.nextCursor ?? '';
  const stuck = fresh.length === 0 && (vendor.paging !== 'cursor' || cursor === before.cursor);
  const ended = stuck || (vendor.paging === 'cursor' ? cursor === '' : seen >= (page.total ?? Infinity));
  const last = page.items.at(-1)?.id ?? before.last;
  const state: ScanState = {
    ...before,
    cursor,
    seen,
    pages: before.pages + 1,
    startedAt: before.startedAt,
    broken: before.broken || !fits || doubled || moved,
    ...(page.total === undefined ? {} : { total: page.total }),
    ...(last === undefined ? {} : { last }),
  };
  return { fresh, state, ended };
}

/**
 * The certificate of a walk that ended, or undefined: something did not fit, the count is not the target's, or nobody at all
 * was there. That nobody came twice in a walk that was resumed elsewhere, the core sees: it has all ids.
 */
function certificateOf(
  state: ScanState,
  { vendor, now }: { readonly vendor: VendorProfile; readonly now: number },
): Certificate | undefined {
  const counted = vendor.paging === 'cursor' ? state.cursor === '' : state.total === state.seen;
  if (state.broken || !counted || state.seen === 0) return undefined;
  return { complete: true, accounts: state.seen, pages: state.pages, startedAt: state.startedAt, endedAt: now };
}

/** What a scan shows of one account. The mark is believed as it stands; the core knows whose it is. */
function scanned(user: ScimUser, entitlements: readonly string[]): ScannedAccount {
  return {
    remoteId: user.id,
    ...(user.externalId ? { person: user.externalId } : {}),
    userName: user.userName,
    account: isActive(user) ? 'active' : 'suspended',
    entitlements,
  };
}
