// Runs one stage of the check as a command of its own and keeps what it printed.
import { spawn } from 'node:child_process';
import { delimiter, dirname, join, resolve } from 'node:path';
import type { Stage } from './stages.ts';

export interface StageOutcome {
  readonly passed: boolean;
  readonly output: string;
  readonly seconds: number;
}

const BIN = resolve(import.meta.dirname, '../../node_modules/.bin');
/** The tools are scripts: they must find the Node that runs us, not an older one. */
const PATH = [dirname(process.execPath), BIN, process.env.PATH ?? ''].join(delimiter);

/** Runs a stage in `folder` with this repository's own tools. A tool that is missing or was killed has not passed. */
export async function runStage(stage: Stage, folder: string): Promise<StageOutcome> {
  const started = performance.now();
  const [tool, ...args] = stage.command;
  const child = spawn(join(BIN, tool), args, {
    cwd: folder,
    env: { ...process.env, PATH },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const chunks: Buffer[] = [];
  child.stdout.on('data', (chunk: Buffer) => chunks.push(chunk));
  child.stderr.on('data', (chunk: Buffer) => chunks.push(chunk));
  const failure = await new Promise<string | undefined>((done) => {
    child.once('error', (error) => done(`${error.message}: has "npm ci" been run?`));
    child.once('close', (code, signal) => done(code === 0 ? undefined : `${tool} ended with ${signal ?? code}`));
  });
  const output = Buffer.concat(chunks).toString('utf8') + (failure ? `\n${failure}` : '');
  return { passed: failure === undefined, output, seconds: (performance.now() - started) / 1000 };
}
