// What the targets themselves show, seen from outside of Frontdesk: the app's own page, the database's own catalogue.
import pg from 'pg';
import * as z from 'zod';

/** One account as its target shows it; `person` is whose mark it bears. */
export interface SeenAccount {
  readonly person: string;
  /** The id that the target gave. */
  readonly id: string;
  readonly name: string;
  readonly active: boolean;
  readonly entitlements: readonly string[];
}

export interface Witness {
  app(): Promise<readonly SeenAccount[]>;
  warehouse(): Promise<readonly SeenAccount[]>;
  /** Every account of one person, by target. */
  of(person: string): Promise<{ readonly app: readonly SeenAccount[]; readonly warehouse: readonly SeenAccount[] }>;
  close(): Promise<void>;
}

const AppPage = z.array(
  z.object({
    id: z.string(),
    userName: z.string(),
    state: z.enum(['active', 'suspended']),
    groups: z.array(z.string()),
    externalId: z.string(),
  }),
);

const ROLES = `
  SELECT r.oid::text AS id, r.rolname AS name, r.rolcanlogin AS active, d.description AS mark,
    ARRAY(SELECT g.rolname::text FROM pg_auth_members m JOIN pg_roles g ON g.oid = m.roleid WHERE m.member = r.oid ORDER BY 1)
      AS groups
  FROM pg_roles r JOIN pg_shdescription d ON d.objoid = r.oid AND d.classoid = 'pg_authid'::regclass
  WHERE d.description LIKE 'frontdesk:%' AND ($1::text IS NULL OR d.description = 'frontdesk:' || $1::text)`;

interface RoleRow {
  readonly id: string;
  readonly name: string;
  readonly active: boolean;
  readonly mark: string;
  readonly groups: readonly string[];
}

/** Looks at the app's page and, as its administrator, at the database. */
export function witness({ app, warehouse }: { readonly app: string; readonly warehouse: string }): Witness {
  const pool = new pg.Pool({ connectionString: warehouse, max: 2 });
  pool.on('error', () => undefined);
  const accounts = async (): Promise<readonly SeenAccount[]> =>
    AppPage.parse(await (await fetch(`${app}/accounts.json`)).json()).map(
      ({ id, userName, state, groups, externalId }) => ({
        person: externalId,
        id,
        name: userName,
        active: state === 'active',
        entitlements: groups.map((group) => `group:${group}`),
      }),
    );
  const roles = async (person: string | null): Promise<readonly SeenAccount[]> =>
    (await pool.query<RoleRow>(ROLES, [person])).rows.map(({ id, name, active, mark, groups }) => ({
      person: mark.slice('frontdesk:'.length),
      id,
      name,
      active,
      entitlements: groups.map((group) => `role:${group}`),
    }));
  return {
    app: accounts,
    warehouse: () => roles(null),
    async of(person) {
      const [atApp, atWarehouse] = await Promise.all([accounts(), roles(person)]);
      return { app: atApp.filter((account) => account.person === person), warehouse: atWarehouse };
    },
    close: () => pool.end(),
  };
}
