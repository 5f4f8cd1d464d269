// Kill -9: a child process that works and tells what was acknowledged, killed at a random moment.
import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/** How often each test kills: few in every run, more by FRONTDESK_KILLS. */
export const kills = Number(process.env.FRONTDESK_KILLS ?? 6);

/** Runs a victim on `dataDir`, kills it 20 to 270 ms after it says `ready`, and returns the whole lines that it told since. */
export async function killMidway(victim: string, dataDir: string): Promise<readonly string[]> {
  const file = fileURLToPath(new URL(`./victims/${victim}.ts`, import.meta.url));
  const child = spawn(process.execPath, [file, dataDir], { stdio: ['ignore', 'pipe', 'inherit'] });
  let told = '';
  let isWorking = false;
  child.stdout.on('data', (chunk: Buffer) => {
    told += chunk.toString();
    if (isWorking || !told.startsWith('ready\n')) return;
    isWorking = true;
    setTimeout(() => child.kill('SIGKILL'), 20 + Math.random() * 250);
  });
  const signal = await new Promise((resolve) => child.once('close', (_, by) => resolve(by)));
  if (signal !== 'SIGKILL') throw new Error(`the victim ${victim} ended by itself`);
  return told.split('\n').slice(1, -1);
}
