// The stage's PostgreSQL as its administrator sees it, and as an outsider who changes it by hand.
import pg from 'pg';
import type { Stage } from './stage.ts';

/** The roles of PostgreSQL that Frontdesk made and that may log in. */
export function accounts(stage: Stage): Promise<readonly string[]> {
  return named(stage, `select rolname as name from pg_roles where rolcanlogin and rolname like '%@%' order by 1`);
}

/** The group roles that a role is a member of. */
export function groupsOf(stage: Stage, account: string): Promise<readonly string[]> {
  const text = `select g.rolname as name from pg_auth_members m join pg_roles g on g.oid = m.roleid join pg_roles a on a.oid = m.member
    where a.rolname = $1 order by 1`;
  return named(stage, text, [account]);
}

/** What Frontdesk granted is taken away behind its back. */
export async function takeGroup(stage: Stage, account: string, group: string): Promise<void> {
  await named(stage, `revoke ${pg.escapeIdentifier(group)} from ${pg.escapeIdentifier(account)} granted by frontdesk`);
  if ((await groupsOf(stage, account)).includes(group)) throw new Error(`${account} still holds ${group}`);
}

/** A real log-in. Throws for what is neither a yes nor a no. */
export async function opens({ postgres }: Stage, user: string, password: string): Promise<boolean> {
  const { hostname: host, port } = new URL(postgres.server.url);
  const client = new pg.Client({ host, port: Number(port), database: 'app', user, password });
  try {
    await client.connect();
    await client.end();
    return true;
  } catch (error) {
    if (error instanceof pg.DatabaseError && /^28/.test(error.code ?? '')) return false;
    throw error;
  }
}

async function named({ postgres }: Stage, text: string, values: readonly string[] = []): Promise<readonly string[]> {
  const client = new pg.Client({ connectionString: postgres.server.url });
  await client.connect();
  try {
    const { rows } = await client.query<{ name: string }>(text, [...values]);
    return rows.map(({ name }) => name);
  } finally {
    await client.end();
  }
}
