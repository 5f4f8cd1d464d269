// `npm start` as its user has it: a process with words on a terminal, signals, children and memory.
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';

const ROOT = new URL('../../', import.meta.url).pathname;

export interface Started {
  readonly pid: number;
  /** Ends it and says how long that took, ms. */
  end(signal: 'SIGINT' | 'SIGTERM'): Promise<number>;
}

/** How it ended without starting. */
export interface Refused {
  readonly code: number | null;
  readonly words: string;
}

interface Place {
  readonly data: string;
  readonly port: number;
  /** `NODE_OPTIONS` of the process; none without it. */
  readonly nodeOptions?: string;
}

function launch(place: Place, flags: readonly string[]): ChildProcess {
  const args = ['infra/local/start.ts', '--data', place.data, '--port', String(place.port), ...flags];
  return spawn(process.execPath, ['--max-semi-space-size=8', 'bin/run.js', ...args], {
    cwd: ROOT,
    ...(place.nodeOptions !== undefined && { env: { ...process.env, NODE_OPTIONS: place.nodeOptions } }),
  });
}

/** Resolves when it says where it listens. */
export async function start(place: Place): Promise<Started> {
  const child = launch(place, []);
  const gone = once(child, 'exit').then(([code]) => Promise.reject(new Error(`ended with ${code}`)));
  await Promise.race([once(child.stdout ?? child, 'data'), gone]);
  gone.catch(() => undefined);
  child.stdout?.resume();
  child.stderr?.resume();
  return {
    pid: child.pid ?? 0,
    async end(signal) {
      const from = performance.now();
      const exit = once(child, 'exit');
      child.kill(signal);
      await exit;
      return performance.now() - from;
    },
  };
}

/** Starts what must not start. */
export async function refusal(
  place: { readonly data: string; readonly port: number },
  flags: readonly string[] = [],
): Promise<Refused> {
  const child = launch(place, flags);
  let words = '';
  child.stderr?.on('data', (chunk: Buffer) => {
    words += chunk;
  });
  const [code] = (await once(child, 'close')) as [number | null];
  return { code, words };
}

/** Processes started by this one. */
export function childrenOf(pid: number): readonly number[] {
  const lines = execFileSync('ps', ['-A', '-o', 'pid=,ppid='], { encoding: 'utf8' }).trim().split('\n');
  return lines
    .map((line) => line.trim().split(/\s+/).map(Number))
    .flatMap(([own = 0, of]) => (of === pid ? [own] : []));
}

export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

/** Resident memory, MB. */
export function memoryOf(pid: number): number {
  return Number(execFileSync('ps', ['-o', 'rss=', '-p', String(pid)], { encoding: 'utf8' })) / 1024;
}
