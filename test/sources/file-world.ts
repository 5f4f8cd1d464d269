// What the laws of files ask of a source that reads files: a whole file, and what may be wrong with it.
import type { Source } from '../../shared/ports/source.ts';

export interface FileWorld {
  readonly source: Source;
  readonly config: unknown;
  /** A whole file about these people, and the same list with nobody in it. */
  readonly whole: string;
  readonly subjects: readonly string[];
  readonly empty: string;
  /** The whole file with one row that cannot be read, on this line, and all other rows good. */
  readonly torn: { readonly text: string; readonly line: number };
}
