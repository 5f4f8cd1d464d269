// Logs in with whichever live password the server takes: a rotation may be half done on either side.
import type { AdapterPorts } from '../../ports/adapter.ts';
import type { LdapConfig } from './config.ts';
import { Code, Faulted } from './faults.ts';
import { type Link, openLink } from './link.ts';

/** A connection that speaks as Frontdesk. Throws `Faulted`, `denied` when no live password is taken. */
export type LogIn = (signal: AbortSignal) => Promise<Link>;

/** Begins with the password that was taken last: each refused one counts as a failure, and may lock our own entry. */
export function logInAs(config: LdapConfig, secret: AdapterPorts['secret']): LogIn {
  let taken: string | undefined;
  return async (signal) => {
    const live = await livePasswords(secret);
    const passwords = [
      ...live.filter((password) => password === taken),
      ...live.filter((password) => password !== taken),
    ];
    const link = await openLink(config, signal);
    try {
      for (const password of passwords) {
        if ((await bind(link, { dn: config.bindDn, password, signal })) !== Code.success) continue;
        taken = password;
        return link;
      }
    } catch (error) {
      link.cut();
      throw error;
    }
    link.leave();
    throw new Faulted({ kind: 'denied', detail: 'no live password of ours is taken' });
  };
}

/** Answers 0, or 49 when the password is refused. */
export async function bind(
  link: Link,
  as: { readonly dn: string; readonly password: string; readonly signal: AbortSignal },
): Promise<number> {
  const { dn, password, signal } = as;
  const expects = [Code.invalidCredentials];
  return link.run({
    signal,
    writes: false,
    expects,
    send: async (client) => {
      await client.bind(dn, password);
      return Code.success;
    },
  });
}

/** An empty password would be an "unauthenticated bind", which succeeds as nobody (RFC 4513, 5.1.2). */
async function livePasswords(secret: AdapterPorts['secret']): Promise<readonly string[]> {
  try {
    return (await secret()).filter((password) => password !== '');
  } catch {
    throw new Faulted({ kind: 'unavailable', detail: 'no secret to be had' });
  }
}
