// What a plan of a large company takes: its own work in a process of its own, and the whole command against a laptop's store.
import { execFile, spawn } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { promisify } from 'node:util';
import { startCompany } from '../infra/local/company.ts';
import { personItem } from '../shared/core/ledger.ts';
import { digest } from '../shared/lambda/machine.ts';
import { type Benchmark, type Figure, spread } from './benchmark.ts';
import { decidedBy, writePeople } from './planned-company.ts';

const PEOPLE = 50_000;
const SMALL = 1_000;
const ROUNDS = 3;
const ROOT = new URL('..', import.meta.url).pathname;

interface Work {
  readonly ms: number;
  readonly cpuMs: number;
  readonly mb: number;
  readonly looked: number;
  readonly people: number;
}

async function ownWork(folder: string): Promise<readonly Work[]> {
  const [file, now] = [join(folder, 'people.jsonl'), Date.parse('2026-11-21T10:00:00Z')];
  await writePeople(file, { count: PEOPLE, now });
  const works: Work[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    const args = [join(ROOT, 'bench/plan-work.ts'), file, String(now)];
    const { stdout } = await promisify(execFile)(process.execPath, args);
    works.push(JSON.parse(stdout) as Work);
  }
  if (works.some(({ looked, people }) => looked !== PEOPLE || people === 0))
    throw new Error('not everybody was looked at, or nothing was found');
  return works;
}

type Laptop = Awaited<ReturnType<typeof startCompany>>;

/** A laptop that leaves its targets alone, with a folder in which engineers lose a group. */
async function aLaptop(folder: string): Promise<{ readonly laptop: Laptop; readonly policy: string }> {
  const policy = join(folder, 'policy');
  cpSync(join(ROOT, 'policy'), policy, { recursive: true });
  const roles = readFileSync(join(policy, 'roles.yaml'), 'utf8');
  writeFileSync(join(policy, 'roles.yaml'), roles.replace("app: ['group:engineering']", "app: ['group:builders']"));
  const port = 21_000 + 20 * Math.floor(Math.random() * 200);
  const options = { data: join(folder, 'data'), port, fresh: true, intakeOnly: true };
  return { laptop: await startCompany({ ...options, settings: 'frontdesk.yaml', policy: 'policy' }), policy };
}

const DEPARTMENTS = ['Engineering', 'Support', 'Sales', 'Finance', 'Legal'] as const;

/** Straight into the store, as the policy of the laptop would have decided them. */
async function fill({ pipeline }: Laptop, from: number, to: number): Promise<void> {
  const { base } = await pipeline.activePolicy();
  const now = pipeline.clock.now();
  for (let number = from; number < to; number += 50) {
    const some = Array.from({ length: Math.min(50, to - number) }, (_, at) => {
      const department = DEPARTMENTS[(number + at) % DEPARTMENTS.length] ?? '';
      return decidedBy(base.bundle, { number: number + at, now, attributes: { department }, pipeline });
    });
    const items = some.map((person) => personItem({ ...person, tenant: 'demo', policy: base.version }, digest.sha256));
    await pipeline.table.write(items.map((item) => ({ kind: 'put', item })));
  }
}

interface Command {
  readonly ms: number;
  readonly mb: number;
  readonly answer: { readonly [field: string]: unknown };
}

interface Ordered {
  readonly words: readonly string[];
  /** With which it must end. */
  readonly code: number;
}

/** `npx frontdesk ... --json`, without npx: its time, and the most memory it had. */
async function command(folder: string, { words, code: expected }: Ordered): Promise<Command> {
  const begun = performance.now();
  const args = ['bin/frontdesk.js', '--data', join(folder, 'data'), '--json', ...words];
  const child = spawn(process.execPath, args, { cwd: ROOT, stdio: ['ignore', 'pipe', 'inherit'] });
  let [text, mb] = ['', 0];
  child.stdout.on('data', (chunk: Buffer) => {
    text += chunk;
  });
  const watch = setInterval(() => {
    mb = Math.max(mb, mostMemory(child.pid ?? 0));
  }, 20);
  const code = await new Promise((resolve) => child.once('close', resolve));
  clearInterval(watch);
  if (code !== expected) throw new Error(`${words[0]} ended with ${code}`);
  return { ms: performance.now() - begun, mb, answer: JSON.parse(text) };
}

/** The peak of a process, MB; 0 where the system does not tell. */
function mostMemory(pid: number): number {
  try {
    const [, kb = '0'] = /VmHWM:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? [];
    return Number(kb) / 1024;
  } catch {
    return 0;
  }
}

async function wholeCommand(folder: string, tell: (line: string) => void): Promise<readonly Figure[]> {
  const { laptop, policy } = await aLaptop(folder);
  const plan = { words: ['plan', '--policy', relative(ROOT, policy)], code: 2 };
  const rounds = async (ordered: Ordered) => {
    const runs: Command[] = [];
    for (let round = 0; round < ROUNDS; round++) runs.push(await command(folder, ordered));
    return runs;
  };
  const figures: Figure[] = [];
  try {
    let from = 0;
    for (const count of [SMALL, PEOPLE]) {
      tell(`${count} people in a laptop's store`);
      await fill(laptop, from, count);
      from = count;
      figures.push(...commandFigures(count, await rounds(plan)));
    }
    figures.push(explainFigure(await rounds({ words: ['explain', 'staff-0', 'app', 'group:engineering'], code: 0 })));
  } finally {
    await laptop.stop();
  }
  return figures;
}

function commandFigures(count: number, runs: readonly Command[]): readonly Figure[] {
  const people = count.toLocaleString('en');
  const time = spread(runs.map(({ ms }) => ms / 1000));
  const memory = spread(runs.map(({ mb }) => mb));
  const bound = "the laptop's store and its functions are one process, which reads the store over HTTP";
  return [
    { name: `the whole command, ${people} people of a laptop`, unit: 's', ours: time, goal: 'shown', met: true, bound },
    {
      name: `memory of that command, ${people} people`,
      unit: 'MB',
      ours: memory,
      goal: '<= 256 MB',
      met: memory.max <= 256,
    },
  ];
}

/** Cold: each time a process of its own. */
function explainFigure(runs: readonly Command[]): Figure {
  if (!runs.every(({ answer }) => answer.verdict === 'yes')) throw new Error('explain does not say why');
  const ours = spread(runs.map(({ ms }) => ms / 1000));
  return { name: 'explain, the whole command, cold', unit: 's', ours, goal: '< 1 s', met: ours.max < 1 };
}

async function run(tell: (line: string) => void): Promise<readonly Figure[]> {
  const folder = mkdtempSync(join(tmpdir(), 'frontdesk-plan-'));
  try {
    const works = await ownWork(folder);
    const [time, cpu] = [spread(works.map(({ ms }) => ms / 1000)), spread(works.map(({ cpuMs }) => cpuMs / 1000))];
    const memory = spread(works.map(({ mb }) => mb));
    return [
      {
        name: 'plan of 50,000 people, 200 roles',
        unit: 's',
        ours: time,
        goal: '< 3 s',
        met: time.median < 3,
        bound: BOUND,
      },
      { name: 'of it processor time', unit: 's', ours: cpu, goal: 'shown', met: true },
      { name: 'memory of the process', unit: 'MB', ours: memory, goal: '<= 256 MB', met: memory.max <= 256 },
      ...(await wholeCommand(folder, tell)),
    ];
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const BOUND = 'unpacking a person and looking up what the policy gives; one processor';

export const policyPlan: Benchmark = {
  name: 'policy.plan',
  workload:
    '50,000 people at 7 to 8 targets, 12 attributes each, 200 roles, 399 rules; a rule and a team change: from packed items to the merged report, in a process of its own. Beside it the whole command against a laptop with its own small policy',
  run,
};
