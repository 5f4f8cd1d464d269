// What the pipeline logs during the demo is kept aside and looked through at the end; only the story is on the screen. Imported before any logger is made.
process.env.POWERTOOLS_LOG_LEVEL = 'INFO';

const screenOut = process.stdout.write.bind(process.stdout);
const logged: string[] = [];

for (const stream of [process.stdout, process.stderr])
  stream.write = (chunk: string | Uint8Array, ...rest: readonly unknown[]): boolean => {
    logged.push(typeof chunk === 'string' ? chunk : Buffer.from(chunk).toString('utf8'));
    const done = rest.find((argument) => typeof argument === 'function');
    if (done) queueMicrotask(() => (done as () => void)());
    return true;
  };

/** Writes to the real standard output. */
export function onScreen(text: string): void {
  screenOut(text);
}

/** All that was logged since the start. */
export function loggedText(): string {
  return logged.join('');
}
