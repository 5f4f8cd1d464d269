// The write-once archive of sealed heads in memory, for tests and the simulator.
import { type Archive, ArchiveRefused } from '../../shared/ports/audit.ts';

export interface MemoryArchive extends Archive {
  /** What an attacker with the archive's disk could change. */
  readonly lines: string[];
}

/** A new, empty archive. */
export function memoryArchive(): MemoryArchive {
  const lines: string[] = [];
  return {
    lines,
    async append(number, text) {
      const before = lines[number - 1];
      if (before !== undefined && before !== text) throw new ArchiveRefused('occupied', number);
      if (before === undefined && number !== lines.length + 1) throw new ArchiveRefused('gap', number);
      if (before === undefined) lines.push(text);
    },
    read: async (number) => lines[number - 1],
  };
}
