// Runs the command line as a person would, against answers that the test gives instead of a running Frontdesk.
import { spawn } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const PROGRAM = new URL('../../bin/frontdesk.js', import.meta.url).pathname;

export interface CommandEnd {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
  /** How often each call was made. */
  readonly calls: { readonly [call: string]: number };
}

interface Answered {
  readonly status?: number;
  readonly json?: unknown;
  /** The connection breaks instead. */
  readonly breaks?: boolean;
}

/** A folder of its own, made once. */
export const folder = mkdtempSync(join(tmpdir(), 'frontdesk-cli-'));

/** Among the words, where the answers are given. */
export const ADDRESS = 'http://answers';

/** `answers`: by method and path below `/operator/`, several one after another; what is not there is a 404. */
export async function frontdesk(
  words: readonly string[],
  answers: { readonly [call: string]: Answered | readonly Answered[] } = {},
  { hangsUp = false } = {},
): Promise<CommandEnd> {
  const calls: { [call: string]: number } = {};
  const server = createServer((request: IncomingMessage, response) => {
    const call = `${request.method} ${request.url?.replace('/operator/', '')}`;
    const all = [answers[call] ?? []].flat();
    const answer = all[Math.min(calls[call] ?? 0, all.length - 1)];
    calls[call] = (calls[call] ?? 0) + 1;
    request.resume().on('end', () => {
      if (answer?.breaks) return void request.socket.resetAndDestroy();
      response.writeHead(answer ? (answer.status ?? 200) : 404, { 'content-type': 'application/json' });
      response.end(JSON.stringify(answer?.json ?? { title: 'Not found' }));
    });
  });
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const env = { ...process.env, NO_COLOR: '1', FRONTDESK_TOKEN: 'a-token-of-nobody-0123', FRONTDESK_URL: url };
  try {
    const given = words.map((word) => (word === ADDRESS ? url : word));
    return { ...(await ended(['--data', folder, ...given], env, hangsUp)), calls };
  } finally {
    server.close();
  }
}

function ended(words: readonly string[], env: NodeJS.ProcessEnv, hangsUp: boolean): Promise<Omit<CommandEnd, 'calls'>> {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [PROGRAM, ...words], { env });
    if (hangsUp) child.stdout.destroy();
    const said = { out: '', err: '' };
    child.stdout.on('data', (chunk: Buffer) => {
      said.out += chunk;
    });
    child.stderr.on('data', (chunk: Buffer) => {
      said.err += chunk;
    });
    child.on('close', (code) => resolve({ code, ...said }));
  });
}
