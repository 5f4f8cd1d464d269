// An AWS account on this machine that somebody else wrote: ministack over TLS, each call of a function written down.
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { existsSync, openSync, readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import { type CallRecorder, healthOf, startCallRecorder } from './call-recorder.ts';
import { freePort } from './postgres.ts';

const VERSION = '1.5.33';
const START_MS = 60_000;

export interface Ministack {
  /** `https://127.0.0.1:<port>`: everything that talks to AWS talks to it, and is written down. */
  readonly endpoint: string;
  /** What a process needs to take it for AWS: endpoint, credentials, region, a home of its own, the certificate. */
  readonly environment: { readonly [name: string]: string };
  readonly recorder: CallRecorder;
  /** A folder that goes with it. */
  readonly folder: string;
  stop(): Promise<void>;
}

/** Where `install-ministack.sh` put it, or why it cannot run here. */
export function ministackHome(): { readonly home: string } | { readonly missing: string } {
  const cache = process.env.FRONTDESK_CACHE ?? resolve(import.meta.dirname, '../../.cache');
  const home = join(cache, `ministack-${VERSION}`);
  if (existsSync(join(home, '.complete'))) return { home };
  return { missing: `ministack ${VERSION} is not installed: run test/servers/install-ministack.sh` };
}

/** Five seconds. Throws with the end of its log when it does not come up. */
export async function startMinistack(home: string): Promise<Ministack> {
  const folder = await mkdtemp(join(tmpdir(), 'frontdesk-ministack-'));
  const certificate = makeCertificate(folder);
  setDefaultCACertificates([...getCACertificates('default'), certificate.cert]);
  const port = await freePort();
  const recorder = await startCallRecorder({ ...certificate, port });
  const account = accountOf({ folder, endpoint: recorder.endpoint, certificate: certificate.certFile });
  const child = launch(home, { folder, port, certificate, account });
  const stop = async () => {
    await endGroup(child);
    await recorder.stop();
    await rm(folder, { recursive: true, force: true });
  };
  try {
    await answered(child, recorder.endpoint, { certificate: certificate.cert, log: join(folder, 'ministack.log') });
    return { endpoint: recorder.endpoint, environment: account, recorder, folder, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

interface Certificate {
  readonly certFile: string;
  readonly keyFile: string;
  readonly cert: string;
  readonly key: string;
}

/** For 127.0.0.1 alone, made anew each time. */
function makeCertificate(folder: string): Certificate {
  const [certFile, keyFile] = [join(folder, 'server.crt'), join(folder, 'server.key')];
  const names = ['-subj', '/CN=127.0.0.1', '-addext', 'subjectAltName=IP:127.0.0.1,DNS:localhost'];
  const made = ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '2', '-keyout', keyFile, '-out', certFile];
  execFileSync('openssl', [...made, ...names], { stdio: 'ignore' });
  return { certFile, keyFile, cert: readFileSync(certFile, 'utf8'), key: readFileSync(keyFile, 'utf8') };
}

/** Node 24 comes first on the path: ministack runs functions with the `node` that it finds. */
function accountOf({ folder, endpoint, certificate }: { folder: string; endpoint: string; certificate: string }) {
  return {
    PATH: `${dirname(process.execPath)}:${process.env.PATH}`,
    HOME: folder,
    TMPDIR: folder,
    AWS_ENDPOINT_URL: endpoint,
    AWS_ACCESS_KEY_ID: 'test',
    AWS_SECRET_ACCESS_KEY: 'test',
    AWS_REGION: 'us-east-1',
    AWS_DEFAULT_REGION: 'us-east-1',
    AWS_CA_BUNDLE: certificate,
    NODE_EXTRA_CA_CERTS: certificate,
  };
}

interface Launched {
  readonly folder: string;
  readonly port: number;
  readonly certificate: Certificate;
  readonly account: { readonly [name: string]: string };
}

function launch(home: string, { folder, port, certificate, account }: Launched): ChildProcess {
  const log = openSync(join(folder, 'ministack.log'), 'a');
  const settings = {
    BIND_HOST: '127.0.0.1',
    GATEWAY_PORT: String(port),
    IOT_MTLS_ENABLED: '0',
    USE_SSL: '1',
    MINISTACK_SSL_CERT: certificate.certFile,
    MINISTACK_SSL_KEY: certificate.keyFile,
    S3_DATA_DIR: join(folder, 's3'),
  };
  // Its own script names the folder it was installed into; a cache may have been moved.
  return spawn(join(home, 'bin/python3'), ['-m', 'ministack'], {
    cwd: folder,
    env: { ...account, ...settings },
    stdio: ['ignore', log, log],
    detached: true,
  });
}

async function answered(
  child: ChildProcess,
  endpoint: string,
  { certificate, log }: { certificate: string; log: string },
): Promise<void> {
  for (const until = Date.now() + START_MS; Date.now() < until; await sleep(200)) {
    if (child.exitCode !== null) break;
    if (await healthOf(endpoint, certificate)) return;
  }
  throw new Error(`ministack did not come up:\n${readFileSync(log, 'utf8').slice(-2_000)}`);
}

/** The workers of its functions are in its group. */
async function endGroup(child: ChildProcess): Promise<void> {
  if (child.pid === undefined || child.exitCode !== null) return;
  const ended = new Promise((resolve) => child.once('exit', resolve));
  process.kill(-child.pid, 'SIGTERM');
  const forced = setTimeout(() => child.pid !== undefined && process.kill(-child.pid, 'SIGKILL'), 5_000);
  await ended;
  clearTimeout(forced);
}
