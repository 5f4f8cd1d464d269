// A Java server that `install-java-server.sh` put into the cache folder: where it lies, and how it is started and stopped.
import { spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Emulator } from '../../infra/local/emulators/aws-json-server.ts';

export type JavaServerName = 'dynamodb-local' | 'elasticmq';

export interface JavaServer {
  readonly port: number;
  /** The class with `main`, after the options of the machine. */
  readonly command: readonly string[];
}

const START_MS = 90_000;
/** A short life on few cores: no second compiler, no threads for the garbage. */
const SHORT_LIVED = ['-XX:TieredStopAtLevel=1', '-XX:+UseSerialGC'];
const java = process.env.JAVA_HOME ? join(process.env.JAVA_HOME, 'bin', 'java') : 'java';

/** The folder with its class path, or why it cannot run here. */
export function javaServerLib(name: JavaServerName): { readonly lib: string } | { readonly missing: string } {
  const home = join(process.env.FRONTDESK_CACHE ?? resolve(import.meta.dirname, '../../.cache'), name);
  const pom = (folder: string) => readFileSync(join(folder, 'pom.xml'), 'utf8');
  const recipe = join(home, 'recipe');
  if (existsSync(recipe) && pom(recipe) === pom(join(import.meta.dirname, name))) return { lib: join(home, 'lib') };
  return { missing: `missing: ${name} is not installed: run test/servers/install-java-server.sh ${name}` };
}

/** Starts it and waits until it answers HTTP. Throws with its last words when it does not come up. */
export async function startJavaServer({ port, command }: JavaServer): Promise<Emulator> {
  const child = spawn(java, [...SHORT_LIVED, ...command], { stdio: ['ignore', 'pipe', 'pipe'] });
  let isGone = false;
  let said = '';
  const gone = new Promise<void>((done) => {
    child.once('error', (error) => {
      said += error.message;
      done();
    });
    child.once('close', () => done());
  }).then(() => {
    isGone = true;
  });
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (text: Buffer) => {
      said = `${said}${text}`.slice(-1_000);
    });
  const stop = (): Promise<void> => {
    child.kill();
    return gone;
  };
  const url = `http://127.0.0.1:${port}`;
  for (const end = Date.now() + START_MS; Date.now() < end && !isGone; await sleep(100))
    if (await answers(url)) return { url, stop };
  await stop();
  throw new Error(`nobody answers at ${url}: ${said}`);
}

function answers(url: string): Promise<boolean> {
  return fetch(url).then(
    () => true,
    () => false,
  );
}
