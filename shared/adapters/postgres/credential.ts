// What the target's secret holds: a password of `user`, or the name and password of the log-in whose turn it is.
import * as z from 'zod';
import type { PostgresConfig } from './config.ts';

/** The form that AWS gives database credentials in Secrets Manager. */
const Stored = z.object({ username: z.string().min(1), password: z.string().min(1) });
export type Credential = z.infer<typeof Stored>;

/** Any text that is not of the stored form is the password of `user`. */
export function credentialOf(value: string, { user }: Pick<PostgresConfig, 'user'>): Credential {
  try {
    return Stored.parse(JSON.parse(value));
  } catch {
    return { username: user, password: value };
  }
}
