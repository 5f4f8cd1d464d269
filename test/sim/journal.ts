// What happened in a history, line by line: hashed always, kept only when somebody wants to read it.

export interface Journal {
  note(line: string): void;
  /** Eight hex digits over all lines so far. */
  hash(): string;
  readonly lines: readonly string[];
}

/** FNV-1a over the text of every line: fast, and enough to tell two runs apart. */
export function journal(keep: boolean): Journal {
  let hash = 0x811c9dc5;
  const lines: string[] = [];
  return {
    lines,
    note(line) {
      for (let at = 0; at < line.length; at++) hash = Math.imul(hash ^ line.charCodeAt(at), 0x01000193);
      hash = Math.imul(hash ^ 10, 0x01000193);
      if (keep) lines.push(line);
    },
    hash: () => (hash >>> 0).toString(16).padStart(8, '0'),
  };
}
