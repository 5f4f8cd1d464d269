// The adapter of the paper target, made of habits.
import { randomBytes } from 'node:crypto';
import * as z from 'zod';
import type { AccountRef, Reading } from '../../../shared/model/access.ts';
import type { Fault } from '../../../shared/model/fault.ts';
import type {
  Adapter,
  AdapterPorts,
  Capabilities,
  Change,
  Connection,
  Outcome,
  ScanPage,
} from '../../../shared/ports/adapter.ts';
import type { Habits, Trip, Walk } from './paper-habits.ts';
import { type PaperServer, Refusal } from './paper-server.ts';

const capabilities: Capabilities = {
  entitlementKinds: ['group'],
  verbs: ['ensure', 'suspend', 'remove'],
  removal: { suspend: true },
  identity: { immutableId: 'id', userNameCaseSensitive: false },
  paging: { completeness: 'counted', pageSize: 4 },
  concurrency: 'none',
  readLagMs: 0,
  landingMs: 0,
  buckets: [],
  cost: {
    ensure: { base: 4, each: 1 },
    suspend: { base: 2, each: 1 },
    remove: { base: 2, each: 0 },
    read: { base: 1, each: 0 },
  },
  sessions: 'ended-by-suspend',
  idempotencyKey: false,
  issues: 'password',
  permissions: [],
  returns: [],
};

export function paperAdapter(server: PaperServer, habits: Habits): Adapter {
  return {
    name: 'paper',
    capabilities,
    config: z.unknown(),
    connect: (_, ports) => connectionTo(server, habits, ports),
  };
}

function connectionTo(server: PaperServer, habits: Habits, ports: AdapterPorts): Connection {
  const closing = new AbortController();
  server.open.add(closing);
  const setOut = (given: AbortSignal) => tripTo({ server, ports, signal: AbortSignal.any([given, closing.signal]) });
  const guarded = async <T>(signal: AbortSignal, work: (trip: Trip) => Promise<T>): Promise<T | Faulty> => {
    const { trip, wrote } = setOut(signal);
    try {
      return await work(trip);
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      return { kind: 'fault', fault: habits.faultOf(error, wrote()) };
    }
  };
  return {
    capabilities,
    probe: async (signal) => {
      const answer = await guarded(signal, async ({ ask }) => void (await ask('read', () => undefined)));
      return answer?.fault;
    },
    canonical: habits.canonical,
    scan: ({ checkpoint, signal }) => guarded(signal, (trip) => scanPage(trip, habits, checkpoint)),
    read: ({ refs, signal }) =>
      guarded(signal, async (trip) => {
        const readings: Reading[] = [];
        for (const ref of refs) readings.push(await readOne(trip, habits, ref));
        return { kind: 'readings', readings };
      }),
    apply: ({ change, signal }) => guarded(signal, (trip) => bringAbout(trip, habits, change)),
    issue: ({ ref, signal }) => guarded(signal, (trip) => issue(trip, habits, ref)),
    close: async () => {
      closing.abort();
      server.open.delete(closing);
    },
  };
}

interface Faulty {
  readonly kind: 'fault';
  readonly fault: Fault;
}

/** Tries every live token, and remembers whether a write was on its way. */
function tripTo({ server, ports, signal }: { server: PaperServer; ports: AdapterPorts; signal: AbortSignal }) {
  let wrote = false;
  const ask: Trip['ask'] = async (kind, act) => {
    let refusal: unknown = new Refusal(401);
    for (const token of await ports.secret()) {
      try {
        wrote ||= kind === 'write';
        return await server.ask({ kind, token, signal }, act);
      } catch (error) {
        refusal = error;
        if (!(error instanceof Refusal && error.status === 401)) throw error;
      }
    }
    throw refusal;
  };
  return { trip: { server, ask }, wrote: () => wrote };
}

async function readOne(trip: Trip, habits: Habits, ref: AccountRef): Promise<Reading> {
  const found = await habits.find(trip, ref);
  if (!found) return { kind: 'absent' };
  const { id, active, held, profile, sessions } = found.user;
  const account = active ? 'active' : 'suspended';
  return {
    kind: 'found',
    remoteId: id,
    account,
    ours: found.ours,
    entitlements: held,
    profile,
    sessions: sessions.length,
  };
}

async function bringAbout(trip: Trip, habits: Habits, change: Change): Promise<Outcome> {
  const named = change.kind === 'ensure' ? [...change.grant, ...change.revoke] : [];
  if (named.some((name) => !name.startsWith('group:'))) return { kind: 'fault', fault: { kind: 'unsupported' } };
  if (change.kind === 'ensure') return await ensure(trip, habits, change);
  const found = await habits.find(trip, change.ref);
  if (!found?.ours) return { kind: 'already' };
  const { user } = found;
  if (change.kind === 'remove') {
    await habits.remove(trip, user.id);
    return { kind: 'changed', remoteId: user.id };
  }
  const shut = await habits.change(trip, user, { active: false, profile: {} });
  const leaving = change.revoke.filter((name) => user.held.includes(name));
  if (leaving.length > 0) await habits.revoke(trip, user.id, leaving);
  return { kind: shut || leaving.length > 0 ? 'changed' : 'already', remoteId: user.id };
}

async function ensure(trip: Trip, habits: Habits, change: Extract<Change, { kind: 'ensure' }>): Promise<Outcome> {
  const { ref, profile, grant, revoke } = change;
  if (grant.some((name) => !habits.isKnown(trip.server, name))) return { kind: 'fault', fault: { kind: 'invalid' } };
  const found = await habits.find(trip, ref);
  if (found && !found.ours) return { kind: 'fault', fault: { kind: 'conflict' } };
  const user = found?.user ?? (await habits.create(trip, ref, profile));
  const moved = await habits.change(trip, user, { active: true, profile });
  const joining = grant.filter((name) => !user.held.includes(name));
  const leaving = revoke.filter((name) => user.held.includes(name));
  if (joining.length > 0) await habits.grant(trip, user.id, joining);
  if (leaving.length > 0) await habits.revoke(trip, user.id, leaving);
  const changed = !found || moved || joining.length > 0 || leaving.length > 0;
  return { kind: changed ? 'changed' : 'already', remoteId: user.id };
}

async function issue(trip: Trip, habits: Habits, ref: AccountRef) {
  const found = await habits.find(trip, ref);
  if (!found?.ours) return { kind: 'fault', fault: { kind: 'absent' } } as const;
  const secret = randomBytes(16).toString('hex');
  await trip.ask('write', () => trip.server.edit(found.user.id, { password: secret }));
  return { kind: 'issued', secret } as const;
}

interface Checkpoint {
  readonly walk: Walk;
  readonly startedAt: number;
}

async function scanPage({ server, ask }: Trip, habits: Habits, checkpoint: string | undefined): Promise<ScanPage> {
  const fresh: Checkpoint = { walk: { start: 0, pages: 0, broken: false }, startedAt: Date.now() };
  const { walk: before, startedAt } = checkpoint === undefined ? fresh : (JSON.parse(checkpoint) as Checkpoint);
  const page = await ask('list', () => server.list(before.start, habits.pageSize));
  const walk = habits.next(before, page);
  const accounts = page.accounts.map(({ id, person, userName, active, held }) => {
    const account = active ? ('active' as const) : ('suspended' as const);
    return { remoteId: id, ...(person ? { person } : {}), userName, account, entitlements: held };
  });
  if (!habits.hasEnded(walk, page)) return { kind: 'page', accounts, checkpoint: JSON.stringify({ walk, startedAt }) };
  const certificate = habits.certificate(walk, { startedAt, endedAt: Date.now() });
  return { kind: 'page', accounts, ...(certificate ? { certificate } : {}) };
}
