// What importing a function does, in a fresh process away from the repository, as Lambda's runtime does it.
import { execFileSync } from 'node:child_process';
import { tmpdir } from 'node:os';

export interface Imported {
  /** `function`, when it exports a handler. */
  readonly handler: string;
  /** Of all files of CommonJS that were loaded. */
  readonly bytes: number;
  readonly ms: number;
}

/** CommonJS is required, a module (`.mjs`) imported. Nothing compiled before is used. */
export function imported(file: string): Imported {
  const load = file.endsWith('.mjs') ? `import(${JSON.stringify(file)})` : `require(${JSON.stringify(file)})`;
  const script = `(async () => {
    const started = performance.now();
    const { handler } = await ${load};
    const ms = performance.now() - started;
    const bytes = Object.keys(require.cache).reduce((sum, file) => sum + require('node:fs').statSync(file).size, 0);
    console.log(JSON.stringify({ handler: typeof handler, bytes, ms }));
  })();`;
  const env = { PATH: process.env.PATH ?? '' };
  return JSON.parse(execFileSync(process.execPath, ['-e', script], { cwd: tmpdir(), encoding: 'utf8', env }));
}
