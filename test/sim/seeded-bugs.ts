// Proves that the simulator finds what it is there to find: each patch breaks one rule, and a violation must then show.
import { availableParallelism, loadavg } from 'node:os';
import type { Found } from './first-violation.ts';
import { copyHouse, removeHouse, search, seed } from './patched-house.ts';
import { readBugs, type SeededBug } from './seeded-bug.ts';

export interface BugRun {
  /** Where the patches are. */
  readonly folder: string;
  /** The last line of the output is the result as JSON. */
  readonly json: boolean;
  /** Only patches with this in their name. */
  readonly only?: string;
  /** Histories of each mix in use that must be as they must be before any bug is seeded. */
  readonly control?: number;
  readonly tell?: (line: string) => void;
}

interface Hunted {
  readonly name: string;
  readonly caught: boolean;
  /** Histories until the first violation, that one counted. */
  readonly histories?: number;
  readonly seconds: number;
}

/** Hunts every bug of the folder in a copy of the product. All are caught when `caught` is `total` and that is not 0. */
export async function runBugs(run: BugRun): Promise<{ readonly caught: number; readonly total: number }> {
  const { folder, json, only = '', control = 500, tell = console.log } = run;
  const read = (await readBugs(folder)).filter(({ name }) => name.includes(only));
  const bugs = read.flatMap((one) => ('problem' in one ? [] : [one]));
  const broken = read.flatMap((one) => ('problem' in one ? [one] : []));
  for (const { name, problem } of broken) tell(`${name}: NOT CAUGHT: ${problem}`);
  const base = await copyHouse();
  try {
    const clean = await isClean(base, { bugs, control, tell });
    const hunted = clean ? await huntAll(base, bugs, tell) : [];
    const caught = hunted.filter((one) => one.caught).length;
    const total = read.length;
    const all = [...hunted, ...broken.map(({ name }) => ({ name, caught: false, seconds: 0 }))];
    tell(json ? JSON.stringify({ caught, total, bugs: all }) : `${caught} of ${total} seeded bugs caught`);
    return { caught, total };
  } finally {
    await removeHouse(base);
  }
}

interface Control {
  readonly bugs: readonly SeededBug[];
  readonly control: number;
  readonly tell: (line: string) => void;
}

/** Without a bug there must be no violation, or catching one says nothing. */
async function isClean(base: string, { bugs, control, tell }: Control): Promise<boolean> {
  const runs = [...new Map(bugs.map(({ mix, seed: from }) => [`${mix} ${from}`, { mix, seed: from }])).values()];
  const found = await sideBySide(runs, (one) => search(base, { ...one, from: 0, to: control }));
  const broken = found.flatMap(({ history, violation }, at) =>
    violation === undefined ? [] : [`without any bug, history ${history} of mix ${runs[at]?.mix}: ${violation}`],
  );
  for (const line of broken) tell(line);
  return broken.length === 0;
}

function huntAll(base: string, bugs: readonly SeededBug[], tell: (line: string) => void): Promise<readonly Hunted[]> {
  return sideBySide(bugs, async (bug) => {
    const started = performance.now();
    const { caught, histories, what } = await hunt(base, bug);
    const seconds = Math.round((performance.now() - started) / 100) / 10;
    tell(
      caught
        ? `${bug.name}: caught in ${histories} histories: ${firstLine(what)} (${seconds} s)`
        : `${bug.name}: NOT CAUGHT: ${what} (${seconds} s)`,
    );
    return { name: bug.name, caught, ...(histories !== undefined && { histories }), seconds };
  });
}

function firstLine(text: string): string {
  return text.split('\n', 1)[0] ?? '';
}

type Hunt = { readonly caught: boolean; readonly histories?: number; readonly what: string };

/** The history that shows the bug must be as it must be without it. */
async function hunt(base: string, bug: SeededBug): Promise<Hunt> {
  const copy = await copyHouse(base);
  try {
    await seed(copy, bug);
    const { history, violation } = await search(copy, { ...at(bug), from: 0, to: bug.histories });
    const missed = await whyNot(base, bug, { ...(history !== undefined && { history }), violation: violation ?? '' });
    if (missed !== undefined) return { caught: false, what: missed };
    return { caught: true, histories: (history ?? 0) + 1, what: violation ?? '' };
  } catch (error) {
    return { caught: false, what: error instanceof Error ? error.message : String(error) };
  } finally {
    await removeHouse(copy);
  }
}

async function whyNot(base: string, bug: SeededBug, { history, violation = '' }: Found): Promise<string | undefined> {
  if (history === undefined) return `no violation in ${bug.histories} histories`;
  if (/\b(?:Reference|Type|Syntax|Range)Error\b/.test(violation))
    return `the patch itself is broken: ${firstLine(violation)}`;
  const without = await search(base, { ...at(bug), from: history, to: history + 1 });
  return without.violation === undefined ? undefined : `history ${history} shows it without the bug too: ${violation}`;
}

function at({ seed: from, mix }: SeededBug): { readonly seed: number; readonly mix: string } {
  return { seed: from, mix };
}

/** Two at a time where the cores are free; the results in the order of the requests. */
async function sideBySide<T, R>(requests: readonly T[], work: (request: T) => Promise<R>): Promise<readonly R[]> {
  const cores = availableParallelism();
  const lanes = (loadavg()[0] ?? 0) > cores + 1 ? 1 : Math.min(2, cores);
  const waiting = [...requests.entries()];
  const results: R[] = [];
  const lane = async () => {
    for (let next = waiting.shift(); next; next = waiting.shift()) results[next[0]] = await work(next[1]);
  };
  await Promise.all(Array.from({ length: lanes }, lane));
  return results;
}
