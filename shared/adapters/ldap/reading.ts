// Reads accounts: three searches for many refs, and for each that is locked a log-in that must be refused.
import type { AccountRef, Reading } from '../../model/access.ts';
import type { Log } from '../../ports/runtime.ts';
import { type Account, accountOf, idOf, type Looking, lookUp } from './accounts.ts';
import { held } from './groups.ts';
import { isLocked, saysLocked } from './lock.ts';
import { profileOf, userNameOf } from './mapping.ts';
import { dnKey } from './names.ts';
import { openConnections } from './sessions.ts';

export interface Reader extends Looking {
  readonly signal: AbortSignal;
  readonly log: Log;
  now(): number;
}

/** What was found out about all of them at once, by `dnKey`. */
interface Context {
  readonly held: ReadonlyMap<string, readonly string[]>;
  readonly open: ReadonlyMap<string, number> | undefined;
}

/** One reading per ref, in order. Throws `Faulted`. */
export async function readAccounts(refs: readonly AccountRef[], at: Reader): Promise<readonly Reading[]> {
  if (refs.length === 0) return [];
  const entries = await lookUp(refs, at);
  const accounts = refs.map((ref) => accountOf({ ...ref, userName: userNameOf(ref.userName) }, entries, at.config));
  const dns = [...new Set(accounts.flatMap((account) => ('entry' in account ? [account.entry.dn] : [])))];
  const context = dns.length > 0 ? { held: await held(dns, at), open: await openConnections(dns, at) } : NOTHING;
  const readings: Reading[] = [];
  for (const account of accounts) readings.push(await readingOf(account, context, at));
  return readings;
}

const NOTHING: Context = { held: new Map(), open: undefined };

async function readingOf(account: Account, { held, open }: Context, at: Reader): Promise<Reading> {
  if (account.kind === 'none') return { kind: 'absent' };
  if (account.kind === 'ambiguous') return { kind: 'unknown', why: 'two entries carry the mark of this person' };
  const { entry } = account;
  const key = dnKey(entry.dn);
  return {
    kind: 'found',
    remoteId: idOf(entry),
    account: (await isShut(account, at)) ? 'suspended' : 'active',
    ours: account.kind === 'ours',
    entitlements: held.get(key) ?? [],
    profile: profileOf(entry, at.config),
    ...(open ? { sessions: open.get(key) ?? 0 } : {}),
  };
}

/**
 * A lock that no policy looks at is none: the account counts as active until the server says otherwise. Nobody tries to
 * log in as somebody who is not ours: where the lock is none, that would count as a wrong password.
 */
async function isShut(account: Exclude<Account, { kind: 'none' | 'ambiguous' }>, at: Reader): Promise<boolean> {
  const { config, signal, log, now } = at;
  const { entry } = account;
  if (!isLocked(entry, now())) return false;
  if (config.proof === 'attributes' || account.kind === 'foreign') return true;
  const isProven = await saysLocked(entry.dn, config, signal);
  if (!isProven) log.warn('ldap.lock-not-confirmed', { remoteId: idOf(entry) });
  return isProven;
}
