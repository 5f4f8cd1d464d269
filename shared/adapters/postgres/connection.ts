// A live connection to one PostgreSQL server: turns each call into database work, and what went wrong into faults.
import type { AccountRef } from '../../model/access.ts';
import type { Fault } from '../../model/fault.ts';
import type { AdapterPorts, Change, Connection, Outcome, ReadAnswer, ScanPage } from '../../ports/adapter.ts';
import { bucketsOf, capabilities } from './capabilities.ts';
import { conflict, type Done, ensureRole, isKept, lockedAccount, removeAccount, suspendAccount } from './change.ts';
import type { PostgresConfig } from './config.ts';
import { type Database, openDatabase, type Query, type Transaction } from './database.ts';
import { endSessionsOf } from './ending.ts';
import { type Phase, toFault } from './faults.ts';
import { canonicalWish, groupRole, roleName } from './mapping.ts';
import { ownCredential } from './own-credential.ts';
import { probeSelf } from './probe.ts';
import { lookUp, readingOf } from './roles.ts';
import { scanPage } from './scan.ts';
import { makePassword, scramVerifier } from './scram.ts';
import { setPassword } from './statements.ts';

/** What every call works with. */
interface At {
  readonly config: PostgresConfig;
  readonly ports: AdapterPorts;
  readonly database: Database;
}

/** The adapter's `connect`: opens nothing before the first call. */
export function connectPostgres(config: PostgresConfig, ports: AdapterPorts): Connection {
  const at: At = { config, ports, database: openDatabase(config, ports.secret) };
  const rotate = ownCredential(config, ports);
  const spelled = (ref: AccountRef): AccountRef => ({ ...ref, userName: roleName(ref.userName, ports.digest) });
  return {
    capabilities: {
      ...capabilities,
      buckets: bucketsOf(config.callsPerSecond),
      paging: { ...capabilities.paging, pageSize: config.pageSize },
    },
    canonical: (wish) => canonicalWish(wish, ports.digest),
    probe: (signal) => probe(at, signal),
    read: ({ refs, signal }) => read(at, { refs: refs.map(spelled), signal }),
    scan: (request) => scan(at, request),
    apply: async ({ change, signal }) => {
      const fault = notUnderstood(change);
      if (fault) return { kind: 'fault', fault };
      return carryOut(at, signal, bringAbout({ ...change, ref: spelled(change.ref) }, ports));
    },
    endSessions: ({ ref, signal }) => carryOut(at, signal, (query) => onlyOurs(query, spelled(ref))),
    issue: async ({ ref, signal }) => {
      const secret = makePassword();
      const outcome = await carryOut(at, signal, (query) => replacePassword(query, spelled(ref), secret));
      return outcome.kind === 'changed' ? { kind: 'issued', secret } : outcome;
    },
    ...(rotate && { rotate }),
    close: async () => at.database.close(),
  };
}

async function probe({ database, ports }: At, signal: AbortSignal): Promise<Fault | undefined> {
  try {
    const { fault, superuser } = await database.run(signal, probeSelf);
    if (superuser) ports.log.warn('postgres.credential-is-superuser');
    return fault;
  } catch (error) {
    return toFault(error, 'before-commit');
  }
}

async function read({ database }: At, asked: Parameters<Connection['read']>[0]): Promise<ReadAnswer> {
  if (asked.refs.length === 0) return { kind: 'readings', readings: [] };
  try {
    const roles = await database.run(asked.signal, (query) => lookUp(query, asked.refs));
    return { kind: 'readings', readings: asked.refs.map((ref) => readingOf(ref, roles)) };
  } catch (error) {
    return { kind: 'fault', fault: toFault(error, 'before-commit') };
  }
}

async function scan({ database, config, ports }: At, asked: Parameters<Connection['scan']>[0]): Promise<ScanPage> {
  const { checkpoint } = asked;
  const request = { ...(checkpoint ? { checkpoint } : {}), pageSize: config.pageSize, now: ports.clock.now() };
  try {
    return await database.run(asked.signal, (query) => scanPage(query, request));
  } catch (error) {
    return { kind: 'fault', fault: toFault(error, 'before-commit') };
  }
}

/** A change that is committed, and then the end of its account's sessions. */
async function carryOut(
  { database, ports }: At,
  signal: AbortSignal,
  work: Transaction<Done>['work'],
): Promise<Outcome> {
  const phase: { now: Phase } = { now: 'before-commit' };
  try {
    const { outcome, role } = await database.transact({ signal, phase, work, keep: isKept });
    if (!role) return outcome;
    return withSessions(outcome, await endSessionsOf(database, { oid: role.oid, clock: ports.clock, signal }));
  } catch (error) {
    return { kind: 'fault', fault: toFault(error, phase.now) };
  }
}

function bringAbout(change: Change, { digest }: AdapterPorts): (query: Query) => Promise<Done> {
  const { ref } = change;
  if (change.kind === 'remove') return (query) => removeAccount(query, ref);
  const revoke = groupsOf(change.revoke);
  if (change.kind === 'suspend') return (query) => suspendAccount(query, ref, revoke);
  const name = roleName(change.profile.userName ?? '', digest);
  const wish = { person: ref.person, name, grant: groupsOf(change.grant), revoke };
  return (query) => ensureRole(query, { ...ref, userName: name }, wish);
}

/** Sessions that would not end are a failure whatever else was done. */
function withSessions(outcome: Outcome, ended: 'ended' | 'none' | 'still-open'): Outcome {
  if (ended === 'still-open') {
    return { kind: 'fault', fault: { kind: 'partial', failed: ['sessions'], detail: 'connections go on' } };
  }
  return outcome.kind === 'already' && ended === 'ended' ? { ...outcome, kind: 'changed' } : outcome;
}

async function onlyOurs(query: Query, ref: AccountRef): Promise<Done> {
  const account = await lockedAccount(query, ref);
  if (account.kind === 'none') return { outcome: { kind: 'already' } };
  if (account.kind !== 'ours') return conflict(account);
  return { outcome: { kind: 'already', remoteId: account.role.oid }, role: account.role };
}

/** Whoever got in with the password before this one is shown out. */
async function replacePassword(query: Query, ref: AccountRef, secret: string): Promise<Done> {
  const account = await lockedAccount(query, ref);
  if (account.kind === 'none') return { outcome: { kind: 'fault', fault: { kind: 'absent' } } };
  if (account.kind !== 'ours') return conflict(account);
  const { role } = account;
  if (!role.canLogin) return { outcome: { kind: 'refused', why: 'the account is suspended' } };
  await query(setPassword(role, scramVerifier(secret)));
  return { outcome: { kind: 'changed', remoteId: role.oid }, role };
}

/** What no server need be asked for. */
function notUnderstood(change: Change): Fault | undefined {
  const named = change.kind === 'remove' ? [] : [...change.revoke, ...(change.kind === 'ensure' ? change.grant : [])];
  if (named.some((entitlement) => groupRole(entitlement) === undefined)) {
    return { kind: 'unsupported', detail: 'the only kind of entitlement is role' };
  }
  if (change.kind === 'ensure' && !change.profile.userName) return { kind: 'invalid', field: 'userName' };
  return undefined;
}

const groupsOf = (entitlements: readonly string[]): readonly string[] =>
  [...new Set(entitlements)].flatMap((entitlement) => groupRole(entitlement) ?? []);
