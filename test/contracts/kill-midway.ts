// Kill -9: a child process that works and tells what was acknowledged, killed at a random moment.
import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/** How often each test kills: few in every run, more by FRONTDESK_KILLS. */
export const kills = Number(process.env.FRONTDESK_KILLS ?? 6);

/**
 * Runs a victim on `dataDir` until it has told some lines (a random number up to `upTo`), kills it up to 30 ms later, and
 * returns the whole lines that it told. Counted in work done and not in time, so that a busy machine tests as much.
 */
export async function killMidway(victim: string, dataDir: string, upTo: number): Promise<readonly string[]> {
  const file = fileURLToPath(new URL(`./victims/${victim}.ts`, import.meta.url));
  const child = spawn(process.execPath, [file, dataDir], { stdio: ['ignore', 'pipe', 'inherit'] });
  const enough = 3 + Math.random() * (upTo - 3);
  let told = '';
  let isDoomed = false;
  child.stdout.on('data', (chunk: Buffer) => {
    told += chunk.toString();
    if (isDoomed || told.split('\n').length < enough) return;
    isDoomed = true;
    setTimeout(() => child.kill('SIGKILL'), Math.random() * 30);
  });
  const signal = await new Promise((resolve) => child.once('close', (_, by) => resolve(by)));
  if (signal !== 'SIGKILL') throw new Error(`the victim ${victim} ended by itself`);
  return told.split('\n').slice(1, -1);
}
