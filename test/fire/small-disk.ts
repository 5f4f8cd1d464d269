// A small disk of memory that can be filled to its last byte, for the data folder and for PostgreSQL's own.
import { spawnSync } from 'node:child_process';
import { closeSync, mkdirSync, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export interface SmallDisk {
  readonly path: string;
  /** Takes all space that is left. */
  fill(): void;
  free(): void;
  /** Shows a folder of the disk at another place too. */
  showAt(folder: string, place: string): void;
  unmount(): void;
}

/** Undefined where nothing may be mounted: that needs root, and a container that lets it. */
export function smallDisk(megabytes: number): SmallDisk | undefined {
  const path = mkdtempSync(join(tmpdir(), 'small-disk-'));
  if (!done('mount', '-t', 'tmpfs', '-o', `size=${megabytes}m,mode=755`, 'tmpfs', path)) {
    rmSync(path, { recursive: true });
    return undefined;
  }
  const filler = join(path, 'filler');
  const shown: string[] = [];
  return {
    path,
    fill: () => fill(filler),
    free: () => rmSync(filler, { force: true }),
    showAt(folder, place) {
      mkdirSync(join(path, folder), { recursive: true });
      mkdirSync(place, { recursive: true });
      if (!done('mount', '--bind', join(path, folder), place)) throw new Error(`${place} cannot be mounted over`);
      shown.push(place);
    },
    unmount() {
      for (const place of [...shown, path]) {
        done('umount', '-l', place);
        rmSync(place, { recursive: true, force: true });
      }
    },
  };
}

function done(command: string, ...args: readonly string[]): boolean {
  return spawnSync(command, args, { stdio: 'ignore' }).status === 0;
}

/** Large pieces first, then single bytes until not one fits. */
function fill(filler: string): void {
  const file = openSync(filler, 'a');
  for (const size of [1 << 20, 1 << 12, 1])
    try {
      for (;;) writeSync(file, Buffer.alloc(size));
    } catch {
      // That size no longer fits.
    }
  closeSync(file);
}
