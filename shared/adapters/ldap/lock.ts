// The lock of an account: two ppolicy attributes, because each alone has a hole, and a log-in that must be refused as proof.
import { randomBytes } from 'node:crypto';
import { Attribute, Change, PasswordPolicyControl, PasswordPolicyError } from 'ldapts';
import type { LdapConfig } from './config.ts';
import type { Found } from './directory.ts';
import { Code } from './faults.ts';
import { openLink } from './link.ts';

/** "Locked for good" (slapo-ppolicy(5), pwdAccountLockedTime); as pwdEndTime it is a day long past. */
const FOR_GOOD = '000001010000Z';
const LOCK = 'pwdAccountLockedTime';
const END = 'pwdEndTime';

/**
 * | | without `pwdLockout` in the policy | after somebody set a new password |
 * |---|---|---|
 * | pwdAccountLockedTime | not looked at | gone: the server removes it |
 * | pwdEndTime (since 2.5) | looked at | stays |
 *
 * Measured on 2.5.13. A lock for a time, after wrong passwords, is the server's own business and no suspension.
 */
export function isLocked(found: Found, now: number): boolean {
  return hasLock(found) || hasEnded(found, now);
}

/** Empty when both are set. */
export function lockChanges(found: Found, now: number): readonly Change[] {
  return [...(hasLock(found) ? [] : [set(LOCK)]), ...(hasEnded(found, now) ? [] : [set(END)])];
}

/** Empty when neither is in force. */
export function unlockChanges(found: Found, now: number): readonly Change[] {
  return [...(hasLock(found) ? [clear(LOCK)] : []), ...(hasEnded(found, now) ? [clear(END)] : [])];
}

/**
 * Whether the server says that this account is locked, asked by a log-in with a password that nobody has. It tells only
 * with `olcPPolicyUseLockout: TRUE`; without, the answer is always no. A locked account is not marked by it (measured).
 */
export async function saysLocked(dn: string, config: LdapConfig, signal: AbortSignal): Promise<boolean> {
  const link = await openLink(config, signal);
  const control = new PasswordPolicyControl();
  const password = randomBytes(24).toString('base64url');
  try {
    const send = async (client: { bind(...as: [string, string, PasswordPolicyControl]): Promise<void> }) => {
      await client.bind(dn, password, control);
      return Code.success;
    };
    const code = await link.run({ signal, writes: false, expects: [Code.invalidCredentials], send });
    return code === Code.invalidCredentials && control.value?.error === PasswordPolicyError.AccountLocked;
  } finally {
    link.leave();
  }
}

const hasLock = (found: Found): boolean => found.values(LOCK).includes(FOR_GOOD);

/** GeneralizedTime in UTC sorts as text, with or without seconds; the year 0000 is before all. */
function hasEnded(found: Found, now: number): boolean {
  const [end] = found.values(END);
  const stamp = new Date(now).toISOString().replaceAll(/[-:T]|\.\d+/g, '');
  return end !== undefined && end < stamp;
}

const set = (type: string): Change =>
  new Change({ operation: 'replace', modification: new Attribute({ type, values: [FOR_GOOD] }) });

const clear = (type: string): Change =>
  new Change({ operation: 'replace', modification: new Attribute({ type, values: [] }) });
