// A live connection to one realm: turns each call into Admin API calls, and what went wrong into faults.
import type { AccountRef, Reading } from '../../model/access.ts';
import type { Fault } from '../../model/fault.ts';
import type { AdapterPorts, Change, Connection, Outcome, ReadAnswer, ScanPage } from '../../ports/adapter.ts';
import { capabilitiesOf } from './capabilities.ts';
import { type At, endSessions, ensureUser, removeUser, suspendUser } from './change.ts';
import { type AdminClient, openClient } from './client.ts';
import type { KeycloakConfig } from './config.ts';
import { faultOf } from './faults.ts';
import { groupsOf, memberships } from './groups.ts';
import { canonicalWish, groupPath, profileOf } from './mapping.ts';
import { probeRights, requireAttributes } from './probe.ts';
import { scanPage } from './scan.ts';
import { sessionsOf } from './sessions.ts';
import { accountOf } from './users.ts';

/** The adapter's `connect`: calls nobody before the first call. */
export function connectKeycloak(config: KeycloakConfig, ports: AdapterPorts): Connection {
  const client = openClient(config, ports);
  const keepsMark = onceTrue((signal) => requireAttributes({ client, signal }, config));
  const at = (signal: AbortSignal): At => ({ client, signal, config, keepsMark });
  return {
    capabilities: capabilitiesOf(config),
    canonical: (wish) => canonicalWish(wish, config),
    probe: (signal) => probe(at(signal)),
    read: ({ refs, signal }) => read(refs, at(signal)),
    scan: scanner(client, config, ports),
    apply: ({ change, signal }) => outcomeOf(() => apply(change, at(signal))),
    endSessions: ({ ref, signal }) => outcomeOf(() => endSessions(ref, at(signal))),
    close: async () => client.close(),
  };
}

async function apply(change: Change, at: At): Promise<Outcome> {
  const fault = notUnderstood(change);
  if (fault) return { kind: 'fault', fault };
  if (change.kind === 'remove') return removeUser(change.ref, at);
  if (change.kind === 'suspend') return suspendUser(change.ref, change.revoke, at);
  return ensureUser(change, at);
}

async function outcomeOf(work: () => Promise<Outcome>): Promise<Outcome> {
  try {
    return await work();
  } catch (error) {
    return { kind: 'fault', fault: faultOf(error) };
  }
}

async function probe(at: At): Promise<Fault | undefined> {
  try {
    return await probeRights(at, at.config);
  } catch (error) {
    return faultOf(error);
  }
}

async function read(refs: readonly AccountRef[], at: At): Promise<ReadAnswer> {
  const readings: Reading[] = [];
  try {
    for (const ref of refs) readings.push(await readOne(ref, at));
    return { kind: 'readings', readings };
  } catch (error) {
    return { kind: 'fault', fault: faultOf(error) };
  }
}

async function readOne(ref: AccountRef, at: At): Promise<Reading> {
  const account = await accountOf(ref, at);
  if (account.kind === 'none') return { kind: 'absent' };
  if (account.kind === 'ambiguous') return { kind: 'unknown', why: 'two users carry the mark of this person' };
  const { user } = account;
  return {
    kind: 'found',
    remoteId: user.id,
    account: user.enabled ? 'active' : 'suspended',
    ours: account.kind === 'ours',
    entitlements: [...(await groupsOf(user.id, at)).keys()].sort(),
    profile: profileOf(user, at.config),
    sessions: await sessionsOf(user.id, at),
  };
}

/** Memberships are read once at the start of a scan, or where one goes on after a restart. */
function scanner(client: AdminClient, config: KeycloakConfig, ports: AdapterPorts): Connection['scan'] {
  let held: ReadonlyMap<string, readonly string[]> | undefined;
  return async ({ checkpoint, signal }): Promise<ScanPage> => {
    try {
      if (checkpoint === undefined || !held) held = await memberships({ client, signal });
      const from = checkpoint === undefined ? {} : { checkpoint };
      return await scanPage({ ...from, pageSize: config.pageSize, now: ports.clock.now, held }, { client, signal });
    } catch (error) {
      return { kind: 'fault', fault: faultOf(error) };
    }
  };
}

/** What no server need be asked for. */
function notUnderstood(change: Change): Fault | undefined {
  const named = change.kind === 'remove' ? [] : [...change.revoke, ...(change.kind === 'ensure' ? change.grant : [])];
  if (named.some((entitlement) => groupPath(entitlement) === undefined)) {
    return { kind: 'unsupported', detail: 'the only kind of entitlement is group' };
  }
  if (change.kind === 'ensure' && !change.profile.userName) return { kind: 'invalid', field: 'userName' };
  return undefined;
}

/** Asks until the answer was good once. */
function onceTrue(ask: (signal: AbortSignal) => Promise<void>): (signal: AbortSignal) => Promise<void> {
  let known = false;
  return async (signal) => {
    if (!known) await ask(signal);
    known = true;
  };
}
