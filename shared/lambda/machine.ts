// The machine's own clock, chance and digests, behind the ports of the runtime.
import { createHash, hash, randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Clock, Digest, Ids } from '../ports/runtime.ts';

export const machineClock: Clock = {
  now: () => Date.now(),
  sleep: (ms, signal) => sleep(ms, undefined, { signal }),
  deadline: (ms) => AbortSignal.timeout(ms),
};

export const digest: Digest = { sha256: (text) => hash('sha256', text) };

/** SHA-256 over bytes. */
export const sha256Bytes = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest();

const ALPHABET = '0123456789abcdefghjkmnpqrstvwxyz';

/** Ten characters of time, sixteen of chance (the layout of ULID, in lower case). */
export const ids: Ids = {
  next() {
    let time = Date.now();
    let stamp = '';
    for (let position = 0; position < 10; position++) {
      stamp = ALPHABET.charAt(time % 32) + stamp;
      time = Math.floor(time / 32);
    }
    return stamp + Array.from(randomBytes(16), (byte) => ALPHABET.charAt(byte % 32)).join('');
  },
  random: () => Math.random(),
};
