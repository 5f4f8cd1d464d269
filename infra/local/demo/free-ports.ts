// Nine ports in a row that nobody listens on, so that the demo runs beside a started Frontdesk.
import { randomInt } from 'node:crypto';
import { createServer } from 'node:net';

const PARTS = 9;
const TRIES = 50;

/** The first of nine free ports on 127.0.0.1. Throws when chance finds none. */
export async function freePorts(): Promise<number> {
  for (let attempt = 0; attempt < TRIES; attempt++) {
    const first = randomInt(20_000, 32_000);
    const free = await Promise.all(Array.from({ length: PARTS }, (_, offset) => isFree(first + offset)));
    if (free.every(Boolean)) return first;
  }
  throw new Error('found no nine free ports in a row on 127.0.0.1');
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)));
  });
}
