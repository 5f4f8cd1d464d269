// `npm start` until the first hire is done, warm: what a newcomer waits for, and what it takes in memory.
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Benchmark, spread } from './benchmark.ts';

const ROUNDS = 7;
const MB = 1024;

interface Start {
  readonly ms: number;
  readonly mainMb: number;
  readonly allMb: number;
}

const root = new URL('..', import.meta.url).pathname;

async function startOnce(data: string, port: number): Promise<Start> {
  // Of the start before; the new one says where it listens.
  rmSync(join(data, 'laptop.json'), { force: true });
  const started = performance.now();
  const child = spawn('npm', ['start', '--', '--port', String(port), '--data', data], {
    cwd: root,
    stdio: 'ignore',
    detached: true,
  });
  try {
    const laptop = await eventually(() =>
      existsSync(join(data, 'laptop.json')) ? read(data, 'laptop.json') : undefined,
    );
    const token = read(data, 'operators.json').alpha;
    const door = await eventually(() => occasion(laptop.door, token));
    await fetch(`${laptop.url}${door.path}`, { method: 'POST', headers: door.headers, body: door.body });
    await eventually(() => applied(laptop.url, token, door.person));
    const ms = performance.now() - started;
    return { ms, ...memoryOf(child.pid ?? 0) };
  } finally {
    await stopped(child);
  }
}

/** Everything of its process group is told to stop; PostgreSQL goes with its parent. */
async function stopped(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = new Promise((resolve) => child.once('exit', resolve));
  process.kill(-(child.pid ?? 0), 'SIGTERM');
  await gone;
}

function read(data: string, file: string) {
  return JSON.parse(readFileSync(join(data, file), 'utf8'));
}

interface Delivery {
  readonly path: string;
  readonly person: string;
  readonly headers: { readonly [name: string]: string };
  readonly body: string;
}

async function occasion(door: string, token: string): Promise<Delivery | undefined> {
  const body = JSON.stringify({ what: 'hire', source: 'standard', attributes: { department: 'Sales' } });
  const reply = await fetch(`${door}/occasions`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}` },
    body,
  });
  return reply.ok ? ((await reply.json()) as Delivery) : undefined;
}

/** Applied at both targets. */
async function applied(url: string, token: string, person: string): Promise<true | undefined> {
  const reply = await fetch(`${url}/operator/person/${person}`, { headers: { authorization: `Bearer ${token}` } });
  if (!reply.ok) return undefined;
  const { targets } = (await reply.json()) as { targets: { state: string }[] };
  return targets.length === 2 && targets.every(({ state }) => ['applied', 'verified'].includes(state))
    ? true
    : undefined;
}

/** Throws when a minute was not enough. */
async function eventually<T>(look: () => Promise<T | undefined> | T | undefined): Promise<T> {
  for (let waited = 0; waited < 60_000; waited += 10) {
    const found = await (async () => look())().catch(() => undefined);
    if (found !== undefined) return found;
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  throw new Error('a minute was not enough for the first hire; run `npm start` by hand to see why');
}

/** Resident memory of the process and all that it started: the main process, and all of them; shared pages count in each. */
function memoryOf(parent: number): Pick<Start, 'mainMb' | 'allMb'> {
  const lines = execFileSync('ps', ['-eo', 'pid=,ppid=,rss=,args='], { encoding: 'utf8' }).trim().split('\n');
  const all = lines.map((line) => {
    const [pid, ppid, rss, ...words] = line.trim().split(/\s+/);
    return {
      pid: Number(pid),
      ppid: Number(ppid),
      mb: Number(rss) / MB,
      isMain: words.includes('infra/local/start.ts'),
    };
  });
  const family = new Set([parent]);
  for (const pid of family) for (const child of all) if (child.ppid === pid) family.add(child.pid);
  const own = all.filter(({ pid }) => family.has(pid));
  const main = own.filter(({ isMain }) => isMain).map(({ mb }) => mb);
  return { mainMb: Math.max(...main), allMb: own.reduce((sum, { mb }) => sum + mb, 0) };
}

export const startLaptop: Benchmark = {
  name: 'start.laptop',
  workload: '`npm start` on a folder that was used before, until a signed hire has both its accounts.',
  async run(tell) {
    const data = join(tmpdir(), `frontdesk-bench-${process.pid}`);
    const starts: Start[] = [];
    try {
      for (let round = 0; round <= ROUNDS; round++) {
        const one = await startOnce(data, 19_000 + round * 10);
        tell(`${one.ms.toFixed(0)} ms, ${one.mainMb.toFixed(0)} MB, all processes ${one.allMb.toFixed(0)} MB`);
        if (round > 0) starts.push(one);
      }
    } finally {
      rmSync(data, { recursive: true, force: true });
    }
    const ms = spread(starts.map((start) => start.ms));
    const mb = spread(starts.map(({ mainMb }) => mainMb));
    const all = spread(starts.map(({ allMb }) => allMb));
    return [
      {
        name: 'to the first hire',
        unit: 'ms',
        ours: ms,
        goal: 'at most 3,000',
        met: ms.median <= 3_000,
        bound: 'npm itself, the start of PostgreSQL and the loading of our own code',
      },
      {
        name: 'memory of the main process',
        unit: 'MB',
        ours: mb,
        goal: 'at most 350',
        met: mb.median <= 350,
        bound: 'the emulators and the SDK in one process',
      },
      { name: 'memory of all its processes, PostgreSQL included', unit: 'MB', ours: all, goal: 'printed', met: true },
    ];
  },
};
