// What an administrator does at the targets by hand, behind Frontdesk's back: over SCIM and SQL.
import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import pg from 'pg';
import { secretOf } from './laptop.ts';

const ROOT = new URL('../../', import.meta.url).pathname;

/** The SCIM app's API, with the token that anybody in charge of the app has. */
async function app(data: string, what: string, body?: object) {
  const [method = 'GET', path = ''] = what.split(' ');
  const { targets } = JSON.parse(readFileSync(join(data, 'laptop.json'), 'utf8')) as {
    targets: { app: { address: string } };
  };
  const headers = {
    authorization: `Bearer ${secretOf(data, 'frontdesk/targets/app')}`,
    'content-type': 'application/scim+json',
  };
  const init = { method, headers, ...(body && { body: JSON.stringify(body) }) };
  return fetch(`${targets.app.address}${path}`, init);
}

/** Deletes the account of that name. */
export async function deleteFromApp(data: string, userName: string): Promise<void> {
  const found = await app(data, `GET /Users?filter=${encodeURIComponent(`userName eq "${userName}"`)}`);
  const { Resources = [] } = (await found.json()) as { Resources?: { id: string }[] };
  for (const { id } of Resources) await app(data, `DELETE /Users/${id}`);
}

/** Makes an account that Frontdesk knows nothing of. */
export async function addToApp(data: string, userName: string): Promise<void> {
  const schemas = ['urn:ietf:params:scim:schemas:core:2.0:User'];
  await app(data, 'POST /Users', { schemas, userName, active: true });
}

/** Statements as the database's administrator. */
export async function asAdministrator(data: string, ...statements: readonly string[]): Promise<void> {
  const client = new pg.Client({ connectionString: secretOf(data, 'warehouse-administrator') });
  await client.connect();
  try {
    for (const statement of statements) await client.query(statement);
  } finally {
    await client.end();
  }
}

export interface Said {
  readonly code: number;
  readonly json: unknown;
}

/** `npx frontdesk WORDS --json`. */
export async function frontdesk(data: string, ...words: readonly string[]): Promise<Said> {
  const args = ['bin/frontdesk.js', '--data', data, '--json', ...words];
  const run = promisify(execFile)(process.execPath, args, { cwd: ROOT });
  const { stdout, code } = await run.then(
    ({ stdout: text }) => ({ stdout: text, code: 0 }),
    (error: { stdout: string; code: number }) => error,
  );
  return { code, json: stdout.trim() === '' ? undefined : JSON.parse(stdout) };
}
