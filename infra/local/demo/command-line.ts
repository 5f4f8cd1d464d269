// Runs `npx frontdesk ...` as a person would, in a process of its own, against the demo's folder.
import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { Stage } from './stage.ts';

const PROGRAM = fileURLToPath(new URL('../../../bin/frontdesk.js', import.meta.url));

export interface CommandEnd {
  readonly code: number;
  readonly output: string;
}

/** What the command printed, standard output and error together, and its exit code. */
export function frontdesk({ company }: Pick<Stage, 'company'>, words: readonly string[]): Promise<CommandEnd> {
  return new Promise((resolve, reject) => {
    const { FRONTDESK_TOKEN: _, FRONTDESK_URL: __, ...env } = process.env;
    execFile(
      process.execPath,
      [PROGRAM, '--data', company.folder, ...words],
      { env: { ...env, NO_COLOR: '1' }, maxBuffer: 1 << 28 },
      (error, stdout, stderr) => {
        if (error && typeof error.code !== 'number') return reject(error);
        resolve({ code: error ? Number(error.code) : 0, output: `${stdout}${stderr}` });
      },
    );
  });
}
