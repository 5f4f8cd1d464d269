// Replaces a file as a whole: a reader, a kill -9 or a full disk finds the old content or the new one, never a part.
import { closeSync, fsyncSync, openSync, renameSync, rmSync, writeFileSync } from 'node:fs';

/** Durable when it returns (mode 0600). Throws when there is no space, and leaves the old content; `path.new` is a draft. */
export function writeWhole(path: string, content: string): void {
  const draft = `${path}.new`;
  try {
    writeDraft(draft, content);
    renameSync(draft, path);
  } catch (error) {
    rmSync(draft, { force: true });
    throw error;
  }
}

/** `writeFileSync` goes on until all is written; `writeSync` would end early on a disk that is nearly full, and not say so. */
function writeDraft(draft: string, content: string): void {
  const file = openSync(draft, 'w', 0o600);
  try {
    writeFileSync(file, content);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}
