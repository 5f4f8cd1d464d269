// How a step waits for what must come, and says what did not.
import { setTimeout as sleep } from 'node:timers/promises';

export function expectSame(what: string, found: unknown, expected: unknown): void {
  const [is, should] = [JSON.stringify(found), JSON.stringify(expected)];
  if (is !== should) throw new Error(`${what}: ${is}, not ${should}`);
}

export function expectStatus(what: string, status: number, expected: number): void {
  expectSame(`${what} was answered with`, status, expected);
}

/** Exit code 2: something waits for a person, as it should. */
export function onlyHeld(error: unknown): void {
  if (!(error instanceof Error) || !/failed:/.test(error.message)) throw error;
}

export async function until(what: string, seconds: number, isSo: () => Promise<boolean>): Promise<void> {
  for (const end = Date.now() + seconds * 1000; Date.now() < end; await sleep(300)) if (await isSo()) return;
  throw new Error(`not within ${seconds} s: ${what}`);
}
