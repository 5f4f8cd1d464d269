// Where something is: in a value by its keys, in a text by offset, or line and column.

/** Keys and indexes, the outermost first. */
export type Path = readonly (string | number)[];

/** A fault at an offset into the text. */
export interface TextFault {
  readonly offset: number;
  readonly path: Path;
  readonly message: string;
  /** Of what is there twice, where it stands first. */
  readonly first?: number;
}

export interface Position {
  readonly line: number;
  readonly column: number;
}
