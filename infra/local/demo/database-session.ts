// A log-in to the database as a person would do it with psql, and the end of that session.
import pg from 'pg';
import type { Stage } from './stage.ts';

export type Login =
  | {
      readonly kind: 'in';
      /** Rows that the person may read in a table. */
      count(table: 'deployments'): Promise<number>;
      /** Resolves with what the server said when it ended the session (57P01: by an administrator). */
      readonly ended: Promise<string>;
    }
  /** `code` as in PostgreSQL's appendix A: 28000 no log-in, 28P01 wrong password. */
  | { readonly kind: 'refused'; readonly code: string };

export interface Credential {
  readonly user: string;
  readonly password: string;
}

/** Logs in to the warehouse over the network. */
export async function logIn({ company }: Stage, { user, password }: Credential): Promise<Login> {
  const { hostname, port, pathname } = new URL(company.parts.shown.warehouse);
  const client = new pg.Client({ host: hostname, port: Number(port), database: pathname.slice(1), user, password });
  const ended = new Promise<string>((resolve) => {
    client.on('error', (error: Error & { code?: string }) => resolve(error.code ?? error.name));
  });
  try {
    await client.connect();
  } catch (error) {
    return { kind: 'refused', code: error instanceof pg.DatabaseError ? (error.code ?? '') : 'unreachable' };
  }
  return {
    kind: 'in',
    ended,
    async count(table) {
      const { rows } = await client.query<{ rows: number }>(`SELECT count(*)::int AS rows FROM ${table}`);
      return rows[0]?.rows ?? 0;
    },
  };
}
