// Open connections of people, as cn=Monitor shows them: LDAP has no call to end one, but to know is better than to hope.
import { OrFilter } from 'ldapts';
import { equal, type Looking } from './accounts.ts';
import { dnKey } from './names.ts';

const CONNECTIONS = 'cn=Connections,cn=Monitor';
const AUTHORIZED = 'monitorConnectionAuthzDN';
const MOST = 50;

/** How many connections are bound as each of these names now, by `dnKey`; undefined where sessions are unseen. Throws `Faulted`. */
export async function openConnections(
  dns: readonly string[],
  { directory, config }: Looking,
): Promise<ReadonlyMap<string, number> | undefined> {
  if (config.sessions === 'unseen') return undefined;
  const counts = new Map<string, number>();
  for (let n = 0; n < dns.length; n += MOST) {
    const filter = new OrFilter({ filters: dns.slice(n, n + MOST).map((dn) => equal(AUTHORIZED, dn)) });
    const found = await directory.search({ base: CONNECTIONS, scope: 'one', filter, attributes: [AUTHORIZED] });
    for (const dn of found.flatMap((connection) => connection.values(AUTHORIZED)))
      counts.set(dnKey(dn), (counts.get(dnKey(dn)) ?? 0) + 1);
  }
  return counts;
}
