// What CloudWatch is to the cloud: the lines of metrics that functions print, one file a day, the newest days only.
import { appendFile, mkdir, readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { pointsOf } from '../../shared/core/alarm/emf.ts';
import { type Series, series } from '../../shared/core/alarm/series.ts';

/** The longest window of an alarm is a week; some MB at most. */
const DAYS = 8;
const DAY = 86_400_000;

export interface MetricsFolder {
  /** Keeps a line; what cannot be written is lost, as a log line would be. */
  keep(line: string): void;
  /** Everything that is kept. Nothing is read before somebody asks. */
  read(): Promise<Series>;
  /** Resolves when what was kept is on disk. */
  settled(): Promise<void>;
}

/** Lines go below `path`; days older than eight are deleted when a new one begins. */
export function metricsFolder(path: string, now: () => number = Date.now): MetricsFolder {
  let last: Promise<void> = mkdir(path, { recursive: true, mode: 0o700 }).then(nothing);
  let day = '';
  const write = async (line: string) => {
    const today = dayOf(now());
    if (today !== day) await forgetBefore(path, dayOf(now() - DAYS * DAY));
    day = today;
    await appendFile(join(path, `${today}.jsonl`), `${line}\n`, { mode: 0o600 });
  };
  return {
    keep: (line) => {
      last = last.then(() => write(line)).catch(nothing);
    },
    async read() {
      await last;
      const all = series();
      for (const name of await filesIn(path))
        all.add((await readFile(join(path, name), 'utf8')).split('\n').flatMap(pointsOf));
      return all;
    },
    settled: () => last,
  };
}

function dayOf(ms: number): string {
  return new Date(ms).toISOString().slice(0, 10);
}

async function filesIn(path: string): Promise<readonly string[]> {
  return (await readdir(path)).filter((name) => name.endsWith('.jsonl')).sort();
}

async function forgetBefore(path: string, day: string): Promise<void> {
  for (const name of await filesIn(path)) if (name < day) await rm(join(path, name), { force: true });
}

function nothing(): void {}
