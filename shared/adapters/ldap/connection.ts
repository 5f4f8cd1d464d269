// A live connection to one directory: turns each call into LDAP work, and what went wrong into faults.
import type { Fault } from '../../model/fault.ts';
import type { AdapterPorts, Change, Connection, Outcome, ScanPage } from '../../ports/adapter.ts';
import { capabilitiesOf } from './capabilities.ts';
import { type At, ensureAccount, removeAccount, suspendAccount } from './change.ts';
import type { LdapConfig } from './config.ts';
import { issuePassword } from './credential.ts';
import type { Directory } from './directory.ts';
import { faultOf } from './faults.ts';
import { memberships } from './groups.ts';
import { canonicalWish, groupName, userNameOf } from './mapping.ts';
import { openPool, type Pool } from './pool.ts';
import { probeRights } from './probe.ts';
import { readAccounts } from './reading.ts';
import { listIds, type Overview, scanPage } from './scan.ts';

interface House {
  readonly config: LdapConfig;
  readonly ports: AdapterPorts;
  readonly pool: Pool;
}

/** The adapter's `connect`: opens nothing before the first call. */
export function connectLdap(config: LdapConfig, ports: AdapterPorts): Connection {
  const pool = openPool(config, ports);
  const at = (directory: Directory): At => ({ directory, config, now: ports.clock.now });
  return {
    capabilities: capabilitiesOf(config),
    canonical: (wish) => canonicalWish(wish, config),
    probe: async (signal) => {
      const answer = await orFault(async () => ({ fault: await pool.lend(signal, (it) => probeRights(at(it))) }));
      return answer.fault;
    },
    read: ({ refs, signal }) =>
      orFault(async () => ({
        kind: 'readings',
        readings: await pool.lend(signal, (it) => readAccounts(refs, { ...at(it), signal, log: ports.log })),
      })),
    scan: scanner({ config, ports, pool }),
    apply: async ({ change, signal }) => {
      const fault = notUnderstood(change);
      if (fault) return { kind: 'fault', fault };
      return orFault(() => pool.lend(signal, (it) => apply(change, at(it))));
    },
    issue: ({ ref, signal }) => orFault(() => pool.lend(signal, (it) => issuePassword(ref, at(it), signal))),
    close: async () => pool.close(),
  };
}

async function apply(change: Change, at: At): Promise<Outcome> {
  if (change.kind === 'remove') return removeAccount(change.ref, at);
  if (change.kind === 'suspend') return suspendAccount(change.ref, change.revoke, at);
  return ensureAccount(change, at);
}

async function orFault<T>(work: () => Promise<T>): Promise<T | { readonly kind: 'fault'; readonly fault: Fault }> {
  try {
    return await work();
  } catch (error) {
    return { kind: 'fault', fault: faultOf(error) };
  }
}

/** The overview is made at the start of a scan, or where one goes on after a restart. */
function scanner({ config, ports, pool }: House): Connection['scan'] {
  let overview: Overview | undefined;
  return ({ checkpoint, signal }): Promise<ScanPage> =>
    orFault(() =>
      pool.lend(signal, async (directory) => {
        const at = { directory, config };
        if (checkpoint === undefined || !overview) {
          overview = { held: await memberships(at), ids: await listIds(at) };
        }
        const from = checkpoint === undefined ? {} : { checkpoint };
        const page = await scanPage({ ...from, overview, digest: ports.digest, now: ports.clock.now }, at);
        if (page.kind === 'page' && page.checkpoint === undefined) overview = undefined;
        return page;
      }),
    );
}

/** What no server need be asked for. */
function notUnderstood(change: Change): Fault | undefined {
  const named = change.kind === 'remove' ? [] : [...change.revoke, ...(change.kind === 'ensure' ? change.grant : [])];
  if (named.some((entitlement) => groupName(entitlement) === undefined)) {
    return { kind: 'unsupported', detail: 'the only kind of entitlement is group' };
  }
  if (change.kind !== 'ensure') return undefined;
  if (userNameOf(change.profile.userName ?? '') === '') return { kind: 'invalid', field: 'userName' };
  // `mail` takes ASCII alone (RFC 4524, 2.16), and the server would not say which attribute it minds.
  if (/\P{ASCII}/u.test(change.profile.email ?? '')) return { kind: 'invalid', field: 'email' };
  return undefined;
}
