// npm as a command of the supply chain's checks: whichever npm is here, or a newer one where this one cannot do it.
import { spawn } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { resolve } from 'node:path';

export interface Told {
  readonly code: number | null;
  readonly text: string;
  readonly errors: string;
}

const ROOT = resolve(import.meta.dirname, '../..');

/** Runs npm in the repository's folder. Never throws for its exit code; throws where there is no npm. */
export function npm(parameters: readonly string[], env: NodeJS.ProcessEnv = process.env): Promise<Told> {
  return new Promise((done, reject) => {
    const child = spawn('npm', parameters, { cwd: ROOT, env, stdio: ['ignore', 'pipe', 'pipe'] });
    const [out, err]: [Buffer[], Buffer[]] = [[], []];
    child.stdout.on('data', (chunk: Buffer) => out.push(chunk));
    child.stderr.on('data', (chunk: Buffer) => err.push(chunk));
    child.once('error', reject);
    child.once('close', (code) =>
      done({ code, text: Buffer.concat(out).toString('utf8'), errors: Buffer.concat(err).toString('utf8') }),
    );
  });
}

const LEAST_FOR_SBOM = [10, 2];
const NEWER = 'npm@11.19.1';

/** CycloneDX of all that the lock names, whatever is installed. Throws with npm's words when there is none. */
export async function npmSbom(): Promise<string> {
  const { text: version } = await npm(['--version']);
  const wanted = ['sbom', '--sbom-format=cyclonedx', '--sbom-type=application', '--package-lock-only'];
  const { code, text, errors } = await (isOlder(version, LEAST_FOR_SBOM) ? newerNpm(wanted) : npm(wanted));
  if (code !== 0) throw new Error(`npm sbom ended with ${code}: ${errors.slice(-500)}`);
  return text;
}

/** `npm exec` wants a folder of global packages, which the Node that we bring has not. */
function newerNpm(parameters: readonly string[]): Promise<Told> {
  const prefix = resolve(ROOT, '.cache/npm');
  mkdirSync(resolve(prefix, 'lib'), { recursive: true });
  return npm(['exec', '--yes', NEWER, '--', ...parameters], { ...process.env, npm_config_prefix: prefix });
}

/** True where the first two numbers of `version` are below `least`. */
export function isOlder(version: string, [leastMajor = 0, leastMinor = 0]: readonly number[]): boolean {
  const [major = 0, minor = 0] = version.trim().split('.').map(Number);
  return major < leastMajor || (major === leastMajor && minor < leastMinor);
}
