// A live connection to one PostgreSQL server: turns each call into database work, and what went wrong into faults.
import type { AccountRef } from '../../model/access.ts';
import type { Fault } from '../../model/fault.ts';
import type { AdapterPorts, Capabilities, Change, Connection, Outcome } from '../../ports/adapter.ts';
import { capabilities } from './capabilities.ts';
import { conflict, type Done, ensureRole, isKept, lockedAccount, removeAccount, suspendAccount } from './change.ts';
import type { PostgresConfig } from './config.ts';
import { openDatabase, type Query } from './database.ts';
import { endSessionsOf } from './ending.ts';
import { type Phase, toFault } from './faults.ts';
import { canonicalWish, groupRole, roleName } from './mapping.ts';
import { probeSelf } from './probe.ts';
import { lookUp, readingOf } from './roles.ts';
import { scanPage } from './scan.ts';
import { makePassword, scramVerifier } from './scram.ts';
import { setPassword } from './statements.ts';

interface Asked {
  readonly ref: AccountRef;
  readonly signal: AbortSignal;
}

/** The adapter's `connect`: opens nothing before the first call. */
export function connectPostgres(config: PostgresConfig, ports: AdapterPorts): Connection {
  const database = openDatabase(config, ports.secret);
  const ours: Capabilities = { ...capabilities, paging: { ...capabilities.paging, pageSize: config.pageSize } };
  const spelled = (ref: AccountRef): AccountRef => ({ ...ref, userName: roleName(ref.userName, ports.digest) });

  /** A change that is committed, and then the end of its account's sessions. */
  const carryOut = async (signal: AbortSignal, work: (query: Query) => Promise<Done>): Promise<Outcome> => {
    const phase: { now: Phase } = { now: 'before-commit' };
    try {
      const { outcome, role } = await database.transact({ signal, phase, work, keep: isKept });
      if (!role) return outcome;
      const ended = await endSessionsOf(database, { oid: role.oid, clock: ports.clock, signal });
      return withSessions(outcome, ended);
    } catch (error) {
      return { kind: 'fault', fault: toFault(error, phase.now) };
    }
  };

  const change = async (change: Change, query: Query): Promise<Done> => {
    const ref = spelled(change.ref);
    if (change.kind === 'remove') return removeAccount(query, ref);
    const revoke = groupsOf(change.revoke);
    if (change.kind === 'suspend') return suspendAccount(query, ref, revoke);
    const name = roleName(change.profile.userName ?? '', ports.digest);
    const wish = { person: ref.person, name, grant: groupsOf(change.grant), revoke };
    return ensureRole(query, { ...ref, userName: name }, wish);
  };

  return {
    capabilities: ours,
    canonical: (wish) => canonicalWish(wish, ports.digest),
    probe: async (signal) => {
      try {
        const { fault, superuser } = await database.run(signal, probeSelf);
        if (superuser) ports.log.warn('postgres.credential-is-superuser');
        return fault;
      } catch (error) {
        return toFault(error, 'before-commit');
      }
    },
    read: async ({ refs, signal }) => {
      if (refs.length === 0) return { kind: 'readings', readings: [] };
      const asked = refs.map(spelled);
      try {
        const roles = await database.run(signal, (query) => lookUp(query, asked));
        return { kind: 'readings', readings: asked.map((ref) => readingOf(ref, roles)) };
      } catch (error) {
        return { kind: 'fault', fault: toFault(error, 'before-commit') };
      }
    },
    scan: async ({ checkpoint, signal }) => {
      const request = { ...(checkpoint ? { checkpoint } : {}), pageSize: config.pageSize, now: ports.clock.now() };
      try {
        return await database.run(signal, (query) => scanPage(query, request));
      } catch (error) {
        return { kind: 'fault', fault: toFault(error, 'before-commit') };
      }
    },
    apply: async (request) => {
      const fault = notUnderstood(request.change);
      if (fault) return { kind: 'fault', fault };
      return carryOut(request.signal, (query) => change(request.change, query));
    },
    endSessions: ({ ref, signal }) => carryOut(signal, (query) => onlyOurs(query, spelled(ref))),
    issue: async ({ ref, signal }: Asked) => {
      const secret = makePassword();
      const outcome = await carryOut(signal, (query) => replacePassword(query, spelled(ref), secret));
      return outcome.kind === 'changed' ? { kind: 'issued', secret } : outcome;
    },
    close: async () => database.close(),
  };
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
