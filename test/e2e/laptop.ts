// Starts, stops and kills a laptop company from outside, and asks it as its users would: over HTTP, SQL and SCIM.
import { type ChildProcess, fork } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { forgetPostgres } from '../../infra/local/targets/postgres.ts';
import { tokensIn } from '../../operator/tokens-file.ts';

interface Told {
  readonly id: number;
  readonly error?: string;
  readonly refused?: boolean;
}

export interface Laptop {
  readonly url: string;
  /** Milliseconds that its clocks are ahead of the machine's. */
  ahead(): number;
  /** Sets its clocks ahead by this much more. */
  skip(ms: number): Promise<void>;
  /** Runs a schedule's function now. */
  run(name: string): Promise<void>;
  /** An operator's call; the body as JSON where it is that. */
  operator(method: string, path: string, options?: { readonly as?: string; readonly body?: string }): Promise<Reply>;
  kill(): Promise<void>;
  stop(): Promise<void>;
}

export interface Reply {
  readonly status: number;
  readonly text: string;
  /** The body where it is JSON. */
  readonly json: unknown;
}

export interface StartOptions {
  readonly data: string;
  readonly port: number;
  readonly fresh?: boolean;
  readonly ahead?: number;
  /** The root of another build; else this one. */
  readonly root?: string;
  /** Leaves every target alone. */
  readonly intakeOnly?: boolean;
  /** A file descriptor that takes every log line and all else that it says. */
  readonly log?: number;
}

/** A start that said no, with the sentence that it said. */
export class NotStarted extends Error {
  readonly refused: boolean;
  constructor(message: string, refused: boolean) {
    super(message);
    this.refused = refused;
  }
}

/** Two test workers at a time never draw the same ports. */
const ODD = Number(process.env.VITEST_POOL_ID ?? 0) % 2;

/** A folder of its own and nine ports that nobody is likely to hold: below those that Linux gives to connections. */
export function aPlace(): { readonly data: string; readonly port: number } {
  const port = 20_000 + 20 * (2 * Math.floor(Math.random() * 300) + ODD);
  return { data: mkdtempSync(join(tmpdir(), 'frontdesk-e2e-')), port };
}

/** Forgets the folder; nothing may run on it any more. */
export async function forgetPlace(data: string): Promise<void> {
  await forgetPostgres(join(data, 'postgres'));
  rmSync(data, { recursive: true, force: true });
}

export function startLaptop(options: StartOptions): Promise<Laptop> {
  return launchLaptop(options).started;
}

/** A start under way: it can be killed before it has told that it stands. */
export function launchLaptop(options: StartOptions): { readonly started: Promise<Laptop>; kill(): Promise<void> } {
  const { data, port, fresh = false, ahead = 0, intakeOnly = false, log, root } = options;
  const own = new URL('company-process.ts', import.meta.url).pathname;
  const file = root === undefined ? own : join(root, 'test/e2e/company-process.ts');
  const child = fork(file, [data, String(port), fresh ? 'fresh' : 'kept', String(ahead), intakeOnly ? 'only' : ''], {
    stdio: ['ignore', log ?? 'ignore', log ?? 'pipe', 'ipc'],
    env: { ...process.env, NODE_ENV: 'production', ...(log !== undefined && { POWERTOOLS_LOG_LEVEL: 'DEBUG' }) },
    execArgv: [],
  });
  return { started: laptopOf(child, options), kill: () => ended(child, 'SIGKILL') };
}

async function laptopOf(child: ChildProcess, { data, port, ahead = 0 }: StartOptions): Promise<Laptop> {
  const { asked, first } = conversation(child);
  const started = await first;
  if (started.error !== undefined) throw new NotStarted(started.error, started.refused ?? false);
  let offset = ahead;
  const url = `http://127.0.0.1:${port}`;
  return {
    url,
    ahead: () => offset,
    async skip(ms) {
      offset += ms;
      await asked({ ahead: offset });
    },
    run: (name) => asked({ run: name }),
    operator: (method, path, options) => operatorCall({ url, data }, `${method} ${path}`, options),
    kill: () => ended(child, 'SIGKILL'),
    stop: () => ended(child, 'SIGTERM'),
  };
}

function conversation(child: ChildProcess) {
  const waiting = new Map<number, { resolve: (told: Told) => void; reject: (error: Error) => void }>();
  const answer = (id: number) =>
    new Promise<Told>((resolve, reject) => {
      waiting.set(id, { resolve, reject });
    });
  child.on('message', (told: Told) => waiting.get(told.id)?.resolve(told));
  let said = '';
  child.stderr?.on('data', (text: Buffer) => {
    said = `${said}${text}`.slice(-2_000);
  });
  child.on('exit', (code, signal) => {
    const error = new Error(`the company has ended (${code ?? signal}): ${said}`);
    for (const { reject } of waiting.values()) reject(error);
  });
  let count = 0;
  const asked = async (order: object): Promise<void> => {
    count += 1;
    const told = answer(count);
    child.send({ id: count, ...order });
    const { error } = await told;
    if (error !== undefined) throw new Error(error);
  };
  return { asked, first: answer(0) };
}

async function ended(child: ChildProcess, signal: 'SIGKILL' | 'SIGTERM'): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = new Promise((resolve) => child.once('exit', resolve));
  child.kill(signal);
  await gone;
}

async function operatorCall(
  { url, data }: { url: string; data: string },
  what: string,
  { as = 'alpha', body }: { as?: string; body?: string } = {},
): Promise<Reply> {
  const [method = 'GET', path = ''] = what.split(' ');
  const tokens = tokensIn(readFileSync(join(data, 'operators.json'), 'utf8')) ?? [];
  const response = await fetch(`${url}/operator/${path}`, {
    method,
    headers: { authorization: `Bearer ${tokens.find(({ name }) => name === as)?.token ?? as}` },
    ...(body !== undefined && { body }),
  });
  const text = await response.text();
  const isJson = response.headers.get('content-type')?.includes('json') && !text.includes('\n');
  return { status: response.status, text, json: isJson ? JSON.parse(text) : undefined };
}

/** A value of `secrets.json`, the owner's own file. */
export function secretOf(data: string, name: string): string {
  return (JSON.parse(readFileSync(join(data, 'secrets.json'), 'utf8')) as { [secret: string]: string })[name] ?? '';
}

export interface AppUser {
  readonly userName: string;
  readonly active: boolean;
  readonly externalId?: string;
}

/** Everybody in the SCIM app, by its own protocol. */
export async function appUsers(data: string): Promise<readonly AppUser[]> {
  const laptop = JSON.parse(readFileSync(join(data, 'laptop.json'), 'utf8')) as {
    targets: { app: { address: string } };
  };
  const authorization = `Bearer ${secretOf(data, 'frontdesk/targets/app')}`;
  const users: AppUser[] = [];
  for (let startIndex = 1; ; ) {
    const url = `${laptop.targets.app.address}/Users?startIndex=${startIndex}&count=100`;
    const page = (await (await fetch(url, { headers: { authorization } })).json()) as {
      totalResults: number;
      Resources?: AppUser[];
    };
    users.push(...(page.Resources ?? []));
    if (!page.Resources?.length || users.length >= page.totalResults) return users;
    startIndex += page.Resources.length;
  }
}

/** The log-in roles of people in the warehouse, with whether they can log in. */
export async function warehouseRoles(
  data: string,
): Promise<readonly { readonly name: string; readonly canLogIn: boolean }[]> {
  const client = new pg.Client({ connectionString: secretOf(data, 'warehouse-administrator') });
  await client.connect();
  try {
    const { rows } = await client.query<{ name: string; login: boolean }>(
      "SELECT rolname AS name, rolcanlogin AS login FROM pg_roles WHERE rolname LIKE '%@example.com'",
    );
    return rows.map(({ name, login }) => ({ name, canLogIn: login }));
  } finally {
    await client.end();
  }
}
