// The adapter of the simulated targets: looks up before it creates, and answers in values, as the real ones do.
import type { AccountRef, Profile, Reading } from '../../shared/model/access.ts';
import type { Fault } from '../../shared/model/fault.ts';
import type { Capabilities, Change, Connection, Outcome, ScanPage } from '../../shared/ports/adapter.ts';
import type { Process } from './process.ts';
import { create, type Edit, edit, find, listed, type Manner, Refused, type Server } from './server.ts';
import { ask, NoAnswer } from './wire.ts';

/** Faults of an unanswered call depend on whether a write was under way. */
interface Trip {
  readonly process: Process;
  readonly server: Server;
  readonly signal: AbortSignal;
  wrote: boolean;
}

export function connectionOf(process: Process, server: Server): Connection {
  const trip = (signal: AbortSignal): Trip => ({ process, server, signal, wrote: false });
  return {
    capabilities: capabilitiesOf(server.manner),
    probe: async () => undefined,
    canonical: (wish) => ({ ...wish, entitlements: [...wish.entitlements].sort() }),
    scan: async ({ checkpoint, signal }) => {
      const journey = trip(signal);
      try {
        return await scanPage(journey, checkpoint);
      } catch (error) {
        return { kind: 'fault', fault: faultOf(journey, error) };
      }
    },
    read: async ({ refs, signal }) => {
      const journey = trip(signal);
      try {
        const readings = await Promise.all(refs.map((ref) => readOne(journey, ref)));
        return { kind: 'readings', readings };
      } catch (error) {
        return { kind: 'fault', fault: faultOf(journey, error) };
      }
    },
    apply: async ({ change, signal }) => {
      const journey = trip(signal);
      try {
        return await bringAbout(journey, change);
      } catch (error) {
        return { kind: 'fault', fault: faultOf(journey, error) };
      }
    },
    close: async () => undefined,
  };
}

export function capabilitiesOf({ landingMs, readLagMs, checksVersion, sessions, buckets }: Manner): Capabilities {
  return {
    entitlementKinds: ['group'],
    verbs: ['ensure', 'suspend'],
    removal: { suspend: true },
    identity: { immutableId: 'id', userNameCaseSensitive: false },
    paging: { completeness: 'none', pageSize: 1 },
    concurrency: checksVersion ? 'etag' : 'none',
    readLagMs,
    landingMs,
    buckets: buckets.map((bucket) => ({ ...bucket, takes: ['read', 'write'] })),
    sessions,
    idempotencyKey: false,
    permissions: [],
    returns: [],
  };
}

function faultOf({ wrote }: Trip, error: unknown): Fault {
  if (error instanceof Refused) return error.fault;
  if (error instanceof NoAnswer) return { kind: wrote ? 'unknownOutcome' : 'unavailable' };
  throw error;
}

/** A lagging read shows the past, anywhere within the lag. */
function look({ process, server, signal }: Trip, ref: AccountRef) {
  const lag = process.world.dice.below(server.manner.readLagMs + 1);
  return ask(process, server, {
    kind: 'read',
    what: `find ${ref.person}`,
    signal,
    act: (at) => find(server, ref, at - lag),
  });
}

/** Accounts on one page. */
const PAGE = 3;

/** By position, as careless servers do: whoever comes or goes meanwhile moves the rest, which costs the proof. */
async function scanPage({ process, server, signal }: Trip, checkpoint = '0 0 0'): Promise<ScanPage> {
  const [from = 0, pages = 0, count = 0] = checkpoint.split(' ').map(Number);
  const lag = process.world.dice.below(server.manner.readLagMs + 1);
  const all = await ask(process, server, {
    kind: 'read',
    what: `list from ${from}`,
    signal,
    act: (at) => listed(server, at - lag),
  });
  const accounts = all.slice(from, from + PAGE).map(({ account, state }) => ({
    remoteId: account.id,
    ...(account.person !== undefined && { person: account.person }),
    userName: state.userName,
    account: state.active ? ('active' as const) : ('suspended' as const),
    entitlements: state.entitlements,
  }));
  const next = from + accounts.length;
  const isWhole = pages === 0 || count === all.length;
  const page = { kind: 'page', accounts } as const;
  if (isWhole && next < all.length && accounts.length > 0)
    return { ...page, checkpoint: `${next} ${pages + 1} ${all.length}` };
  const times = { startedAt: 0, endedAt: 0 };
  return isWhole && next === all.length
    ? { ...page, certificate: { complete: true, accounts: next, pages: pages + 1, ...times } }
    : page;
}

async function readOne(trip: Trip, ref: AccountRef): Promise<Reading> {
  const found = await look(trip, ref);
  if (!found) return { kind: 'absent' };
  const { account, state } = found;
  return {
    kind: 'found',
    remoteId: account.id,
    account: state.active ? 'active' : 'suspended',
    ours: account.person === ref.person,
    entitlements: state.entitlements,
    profile: state.profile,
    ...(trip.server.manner.sessions !== 'none' && { sessions: state.sessions }),
  };
}

async function bringAbout(trip: Trip, change: Change): Promise<Outcome> {
  const found = await look(trip, change.ref);
  const ours = found?.account.person === change.ref.person;
  if (change.kind === 'remove') return { kind: 'fault', fault: { kind: 'unsupported' } };
  if (change.kind === 'suspend') return found && ours ? suspend(trip, found, change.revoke) : { kind: 'already' };
  if (found && !ours) return { kind: 'fault', fault: { kind: 'conflict' } };
  return ensure(trip, found, change);
}

type Found = NonNullable<ReturnType<typeof find>>;

async function suspend(trip: Trip, { account, state }: Found, revoke: readonly string[]): Promise<Outcome> {
  const drop = revoke.filter((name) => state.entitlements.includes(name));
  const ends = trip.server.manner.sessions === 'ended-by-suspend';
  if (state.active)
    await write(trip, { id: account.id, change: { active: false, ...(ends && { sessions: 0 }) } }, state.version);
  const open = trip.server.manner.sessions === 'ended-by-call' && state.sessions > 0;
  if (open) await write(trip, { id: account.id, change: { sessions: 0 } });
  if (drop.length > 0) await regroup(trip, { id: account.id, add: [], drop });
  return { kind: state.active || open || drop.length > 0 ? 'changed' : 'already', remoteId: account.id };
}

async function ensure(
  trip: Trip,
  found: Found | undefined,
  { ref, profile, grant, revoke }: Extract<Change, { kind: 'ensure' }>,
): Promise<Outcome> {
  const id = found?.account.id ?? (await make(trip, ref, profile));
  const differs = found && (!found.state.active || !sameProfile(found.state.profile, profile));
  const userName = profile.userName ?? ref.userName;
  if (differs) await write(trip, { id, change: { active: true, userName, profile } }, found.state.version);
  const held = found?.state.entitlements ?? [];
  const add = grant.filter((name) => !held.includes(name));
  const drop = revoke.filter((name) => held.includes(name));
  if (add.length + drop.length > 0) await regroup(trip, { id, add, drop });
  const changed = !found || differs || add.length + drop.length > 0;
  return { kind: changed ? 'changed' : 'already', remoteId: id };
}

function sameProfile(a: Profile, b: Profile): boolean {
  return Object.entries(b).every(([field, value]) => a[field] === value);
}

async function make(trip: Trip, ref: AccountRef, profile: Profile): Promise<string> {
  const { process, server, signal } = trip;
  trip.wrote = true;
  return ask(process, server, {
    kind: 'write',
    what: `create ${ref.person}`,
    signal,
    act: (at) => create(server, { person: ref.person, userName: profile.userName ?? ref.userName, profile }, at),
    lie: () => `${server.name}-ghost`,
  });
}

/** Groups are changed one by one; other targets take all at once. */
async function regroup(trip: Trip, { id, add, drop }: { id: string; add: readonly string[]; drop: readonly string[] }) {
  if (!trip.server.manner.groups) return write(trip, { id, change: {}, add, drop });
  for (const name of add) await write(trip, { id, change: {}, add: [name] });
  for (const name of drop) await write(trip, { id, change: {}, drop: [name] });
}

async function write(trip: Trip, change: Edit, version?: number): Promise<void> {
  const { process, server, signal } = trip;
  trip.wrote = true;
  const from = server.manner.checksVersion ? version : undefined;
  await ask(process, server, {
    kind: 'write',
    what: `edit ${textOf(change)}`,
    signal,
    act: (at) => edit(server, { ...change, ...(from !== undefined && { from }) }, at),
    lie: () => undefined,
  });
}

function textOf({ id, change, add = [], drop = [] }: Edit): string {
  return [id, JSON.stringify(change), ...add.map((name) => `+${name}`), ...drop.map((name) => `-${name}`)].join(' ');
}
