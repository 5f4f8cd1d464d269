// A machine with nothing but an older Node and npm: a folder of its own on the path, before the system's plain tools.
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { arch, platform } from 'node:os';
import { join } from 'node:path';

export interface Machine {
  readonly nodeVersion: string;
  readonly npmVersion: string;
  readonly env: NodeJS.ProcessEnv;
}

/**
 * Brings an older Node and npm from the registry into `folder` and puts them first on an otherwise plain path.
 * Throws when what it got is not older than what we need.
 */
export async function oldMachine(folder: string, wanted: { node: string; npm: string }): Promise<Machine> {
  const bin = join(folder, 'bin');
  mkdirSync(bin, { recursive: true });
  writeFileSync(join(folder, 'package.json'), '{"private":true}\n');
  const packages = [`node-${platform()}-${arch()}@${wanted.node}`, `npm@${wanted.npm}`];
  run('npm', ['install', '--silent', '--ignore-scripts', '--no-audit', ...packages], { cwd: folder, env: process.env });
  symlinkSync(join(folder, 'node_modules', `node-${platform()}-${arch()}`, 'bin', 'node'), join(bin, 'node'));
  for (const tool of ['npm', 'npx'])
    symlinkSync(join(folder, 'node_modules', 'npm', 'bin', `${tool}-cli.js`), join(bin, tool));
  const env = plainEnvironment(bin);
  const ask = (tool: string): string => execFileSync(tool, ['--version'], { env, cwd: '/', encoding: 'utf8' }).trim();
  const nodeVersion = ask('node').replace(/^v/, '');
  if (Number.parseInt(nodeVersion, 10) >= 24) throw new Error(`Node ${nodeVersion} is not an older one`);
  return { nodeVersion, npmVersion: ask('npm'), env };
}

/** Runs a command to its end and shows what it prints. Returns its seconds; throws where it fails. */
export function run(
  command: string,
  args: readonly string[],
  { cwd, env }: { readonly cwd: string; readonly env: NodeJS.ProcessEnv },
): number {
  const started = performance.now();
  const { status, signal, error } = spawnSync(command, args, { cwd, env, stdio: 'inherit' });
  if (status === 0) return (performance.now() - started) / 1000;
  throw new Error(`${[command, ...args].join(' ')} failed: ${error?.message ?? signal ?? `exit code ${status}`}`);
}

export function say(line: string): void {
  console.log(`fresh: ${line}`);
}

/** What npm set for the script that runs us would lead a newcomer's npm astray. */
function plainEnvironment(bin: string): NodeJS.ProcessEnv {
  const kept = Object.entries(process.env).filter(
    ([name]) => !/^(?:npm_.*|NODE|NODE_ENV|NODE_OPTIONS|INIT_CWD|VITEST.*|PATH)$/i.test(name),
  );
  return { ...Object.fromEntries(kept), PATH: `${bin}:/usr/bin:/bin` };
}
