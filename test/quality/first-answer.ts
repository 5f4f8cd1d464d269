// Starts the pipeline with `npm start` in a clone and measures until its API answers at all.
import { spawn } from 'node:child_process';
import { setTimeout as pause } from 'node:timers/promises';
import type { Machine } from './old-machine.ts';

const GIVE_UP_SECONDS = 60;

/** Seconds from `npm start` to the first HTTP answer, whatever it says. What was started is stopped again. */
export async function firstAnswer(start: {
  readonly clone: string;
  readonly machine: Machine;
  readonly port: number;
  readonly data: string;
}): Promise<number> {
  const { clone, machine, port, data } = start;
  const started = performance.now();
  const seconds = (): number => (performance.now() - started) / 1000;
  // A process group of its own, so that npm, its shell and the pipeline end together.
  const child = spawn('npm', ['start', '--', '--port', String(port), '--data', data], {
    cwd: clone,
    env: machine.env,
    stdio: 'inherit',
    detached: true,
  });
  const ended = new Promise<string>((resolve) => {
    child.once('error', (error) => resolve(error.message));
    child.once('exit', (code, signal) => resolve(`ended with ${signal ?? code}`));
  });
  try {
    while (seconds() < GIVE_UP_SECONDS) {
      const outcome = await Promise.race([ended, answers(port)]);
      if (outcome === true) return seconds();
      if (typeof outcome === 'string') throw new Error(`npm start ${outcome} before it answered`);
      await pause(50);
    }
    throw new Error(`npm start did not answer within ${GIVE_UP_SECONDS} s`);
  } finally {
    if (child.pid !== undefined && child.exitCode === null && child.signalCode === null) {
      process.kill(-child.pid, 'SIGTERM');
      await ended;
    }
  }
}

async function answers(port: number): Promise<boolean> {
  try {
    await fetch(`http://127.0.0.1:${port}/`, { signal: AbortSignal.timeout(2_000) });
    return true;
  } catch {
    return false;
  }
}
