// Finds and ends a postmaster that a killed parent left behind, and only that one: its data folder must be ours.
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { commandLine } from '../command-line.ts';

/**
 * Clears the way for a start in `clusterDir`: ends the postmaster of this very folder, if one runs, and removes a pid
 * file whose process is gone or is somebody else's by now (the kernel reuses numbers).
 */
export async function endOrphan(clusterDir: string): Promise<void> {
  const file = join(clusterDir, 'postmaster.pid');
  if (!existsSync(file)) return;
  const [pidLine, folder] = readFileSync(file, 'utf8').split('\n');
  const pid = Number(pidLine);
  if (Number.isInteger(pid) && pid > 1 && folder === clusterDir && isPostmasterOf(pid, clusterDir)) {
    await endProcess(pid, () => isPostmasterOf(pid, clusterDir));
  }
  rmSync(file, { force: true });
}

/**
 * SIGINT is PostgreSQL's fast shutdown, SIGQUIT the immediate one (postgresql.org/docs/18/server-shutdown.html); what was
 * committed outlives both. `patienceMs` is given to the fast one.
 */
export async function endProcess(pid: number, isAlive: () => boolean, patienceMs = 8000): Promise<void> {
  for (const [signal, patience] of [
    ['SIGINT', patienceMs],
    ['SIGQUIT', 4000],
    ['SIGKILL', 2000],
  ] as const) {
    if (!isAlive()) return;
    try {
      process.kill(pid, signal);
    } catch {
      return;
    }
    for (let waitedMs = 0; waitedMs < patience && isAlive(); waitedMs += 20) await sleep(20);
  }
  if (isAlive()) throw new Error(`the PostgreSQL process ${pid} does not end`);
}

/** A postmaster keeps its command line; its children rename themselves and are never matched. */
function isPostmasterOf(pid: number, clusterDir: string): boolean {
  const words = commandLine(pid);
  return words.includes('postgres') && words.includes(`-D ${clusterDir} `);
}
