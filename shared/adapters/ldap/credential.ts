// A person's password: made here, hashed by the server, shown once, and tried before anybody is told that it works.
import { randomBytes } from 'node:crypto';
import { BerWriter } from 'ldapts';
import type { AccountRef } from '../../model/access.ts';
import type { Outcome } from '../../ports/adapter.ts';
import { idOf } from './accounts.ts';
import { type At, conflict, ownAccount } from './change.ts';
import { Code } from './faults.ts';
import { openLink } from './link.ts';
import { isLocked } from './lock.ts';
import { bind } from './login.ts';

export type Issued = Outcome | { readonly kind: 'issued'; readonly secret: string };

const PASSWORD_MODIFY = '1.3.6.1.4.1.4203.1.11.1';

/** Ends the password before it. Never for a suspended account: a new password takes away a part of its lock. */
export async function issuePassword(ref: AccountRef, at: At, signal: AbortSignal): Promise<Issued> {
  const account = await ownAccount(ref, at);
  if (account.kind === 'none') return { kind: 'fault', fault: { kind: 'absent' } };
  if (account.kind !== 'ours') return conflict(account);
  const { entry } = account;
  if (isLocked(entry, at.now())) return { kind: 'refused', why: 'the account is suspended' };
  // 192 bits, in characters that need no preparation of strings.
  const secret = randomBytes(24).toString('base64url');
  await at.directory.extended(PASSWORD_MODIFY, request(entry.dn, secret));
  if (await isTaken({ dn: entry.dn, password: secret, signal }, at)) return { kind: 'issued', secret };
  return { kind: 'fault', fault: { kind: 'partial', failed: [idOf(entry)], detail: 'the new password is not taken' } };
}

/** PasswdModifyRequestValue (RFC 3062, section 2): whose it is and the new one. */
function request(dn: string, password: string): Buffer {
  const writer = new BerWriter();
  writer.startSequence();
  writer.writeString(dn, 0x80);
  writer.writeString(password, 0x82);
  writer.endSequence();
  return writer.buffer;
}

async function isTaken(as: Parameters<typeof bind>[1], { config }: At): Promise<boolean> {
  const link = await openLink(config, as.signal);
  try {
    return (await bind(link, as)) === Code.success;
  } finally {
    link.leave();
  }
}
