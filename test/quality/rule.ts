// A rule of the house: its sentence and how to find where it is broken.
import type { SourceFile } from './house.ts';

export interface Violation {
  /** From the root of the house. */
  readonly path: string;
  readonly line?: number;
  /** What is wrong there, in a few words. */
  readonly what: string;
}

export interface Rule {
  /** A sentence that a manager understands; it is the title of the test. */
  readonly name: string;
  find(house: readonly SourceFile[]): readonly Violation[];
}

/** `path:line: what`, as editors and terminals link it. */
export function violationLine({ path, line, what }: Violation): string {
  return line === undefined ? `${path}: ${what}` : `${path}:${line}: ${what}`;
}

/** A rule that looks at one file at a time. */
export function perFile(name: string, find: (file: SourceFile) => readonly Omit<Violation, 'path'>[]): Rule {
  return {
    name,
    find: (house) => house.flatMap((file) => find(file).map((found) => ({ ...found, path: file.path }))),
  };
}

export function isBelow(path: string, ...folders: readonly string[]): boolean {
  return folders.some((folder) => path.startsWith(`${folder}/`));
}
