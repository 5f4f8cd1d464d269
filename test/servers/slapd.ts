// A throwaway OpenLDAP for the tests: Debian's slapd with a configuration and a database folder of its own.
import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { Client } from 'ldapts';
import { freePort } from './postgres.ts';
import { ADMIN, CONFIG_ADMIN, configLdif, firstEntries } from './slapd-config.ts';

const run = promisify(execFile);
const START_MS = 15_000;

export interface TestSlapd {
  readonly port: number;
  /** With a certificate: the port of ldaps, and the PEM of who signed it. */
  readonly secure?: { readonly port: number; readonly ca: string };
  readonly frontdeskPassword: string;
  /** As the administrator of the tree, past everything. */
  readonly admin: Client;
  /** As the administrator of the server's own configuration. */
  readonly config: Client;
  stop(): Promise<void>;
}

/** Where slapd is, or what is missing. */
export function slapdProgram(): { readonly program: string } | { readonly missing: string } {
  const program = ['/usr/sbin/slapd', '/usr/local/sbin/slapd'].find(existsSync);
  return program ? { program } : { missing: 'slapd' };
}

/** Half a second. Throws with the end of its log when it does not come up. */
export async function startTestSlapd(options: { readonly tls?: boolean } = {}): Promise<TestSlapd> {
  const found = slapdProgram();
  if ('missing' in found) throw new Error('slapd is not installed: apt-get install slapd ldap-utils');
  const dir = await mkdtemp(join(tmpdir(), 'frontdesk-slapd-'));
  const [password, frontdeskPassword] = [randomBytes(12).toString('hex'), randomBytes(12).toString('hex')];
  const secure = options.tls ? { port: await freePort(), ca: await makeCertificate(dir) } : undefined;
  await furnish(dir, { password, frontdeskPassword, tls: secure !== undefined });
  const port = await freePort();
  const urls = [`ldap://127.0.0.1:${port}`, ...(secure ? [`ldaps://127.0.0.1:${secure.port}`] : [])];
  const child = spawn(found.program, ['-F', join(dir, 'config'), '-h', urls.join(' '), '-d', '0'], { stdio: 'ignore' });
  const clients: Client[] = [];
  const stop = async (): Promise<void> => {
    for (const client of clients) await client.unbind();
    await end(child);
    await rm(dir, { recursive: true, force: true });
  };
  try {
    for (const dn of [ADMIN, CONFIG_ADMIN]) clients.push(await boundClient({ port, dn, password }, child));
    const [admin, config] = clients as [Client, Client];
    return { port, ...(secure ? { secure } : {}), frontdeskPassword, admin, config, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** Binds as somebody; undefined when refused. ldapts must be told to leave after a refusal as well, or Node never ends. */
export async function bindAs(port: number, dn: string, password: string): Promise<Client | undefined> {
  const client = new Client({ url: `ldap://127.0.0.1:${port}`, timeout: 10_000, connectTimeout: 10_000 });
  try {
    await client.bind(dn, password);
    return client;
  } catch {
    await client.unbind();
    return undefined;
  }
}

async function boundClient(
  as: { readonly port: number; readonly dn: string; readonly password: string },
  child: ChildProcess,
): Promise<Client> {
  for (const end = Date.now() + START_MS; Date.now() < end && child.exitCode === null; await sleep(50)) {
    const client = await bindAs(as.port, as.dn, as.password);
    if (client) return client;
  }
  throw new Error('slapd did not come up');
}

async function furnish(
  dir: string,
  at: { readonly password: string; readonly frontdeskPassword: string; readonly tls: boolean },
): Promise<void> {
  for (const folder of ['config', 'data']) await mkdir(join(dir, folder));
  const parts = [
    configLdif({ dir, adminHash: hashed(at.password), tls: at.tls }),
    firstEntries(hashed(at.frontdeskPassword)),
  ];
  for (const [n, ldif] of [
    [0, parts[0]],
    [2, parts[1]],
  ] as const) {
    const file = join(dir, `${n}.ldif`);
    await writeFile(file, ldif ?? '', { mode: 0o600 });
    await run('/usr/sbin/slapadd', ['-F', join(dir, 'config'), '-n', String(n), '-l', file]);
  }
}

/** A certificate for 127.0.0.1 that signed itself. */
async function makeCertificate(dir: string): Promise<string> {
  const [key, crt] = [join(dir, 'server.key'), join(dir, 'server.crt')];
  const subject = ['-subj', '/CN=127.0.0.1', '-addext', 'subjectAltName=IP:127.0.0.1'];
  const made = [
    'req',
    '-x509',
    '-newkey',
    'ec',
    '-pkeyopt',
    'ec_paramgen_curve:P-256',
    '-nodes',
    '-days',
    '2',
    ...subject,
  ];
  await run('openssl', [...made, '-keyout', key, '-out', crt]);
  return readFile(crt, 'utf8');
}

/** RFC 2307 userPassword, salted SHA-1: what slapd takes everywhere. */
export function hashed(password: string): string {
  const salt = randomBytes(8);
  const digest = createHash('sha1').update(password).update(salt).digest();
  return `{SSHA}${Buffer.concat([digest, salt]).toString('base64')}`;
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = new Promise((done) => child.once('exit', done));
  child.kill('SIGTERM');
  const patient = await Promise.race([gone.then(() => true), sleep(5000, false)]);
  if (!patient) child.kill('SIGKILL');
  await gone;
}
