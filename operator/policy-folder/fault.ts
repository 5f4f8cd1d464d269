// What is wrong in a policy folder, one fault a line, in the form that editors and terminals make a link of.
import { FileRefused } from '../settings-file.ts';

export interface PolicyFault {
  /** As it can be opened; within the reader relative to the folder. */
  readonly file: string;
  /** From 1. */
  readonly line: number;
  readonly column: number;
  /** Where in the file: `engineer.entitlements.app[0]`; empty for the file as a whole. */
  readonly path: string;
  /** What is wrong, and how to mend it. */
  readonly message: string;
  /** The known name that was probably meant. */
  readonly suggestion?: string;
}

/** A folder that is no policy; every fault of every file. */
export class PolicyRefused extends FileRefused {
  readonly faults: readonly PolicyFault[];
  constructor(folder: string, faults: readonly PolicyFault[]) {
    super(folder, faults.map(faultLine));
    this.name = 'PolicyRefused';
    this.faults = faults;
  }
}

/** `rules.yaml:12:5: engineering.when: what is wrong; did you mean "x"?` */
export function faultLine({ file, line, column, path, message, suggestion }: PolicyFault): string {
  const where = path === '' ? '' : `${path}: `;
  return `${file}:${line}:${column}: ${where}${message}${suggestion === undefined ? '' : `; did you mean "${suggestion}"?`}`;
}

/** In the order in which one reads: by file, line and column. */
export function inReadingOrder(faults: readonly PolicyFault[]): readonly PolicyFault[] {
  return faults.toSorted(
    (a, b) => (a.file < b.file ? -1 : a.file > b.file ? 1 : 0) || a.line - b.line || a.column - b.column,
  );
}
