// Time, ids and randomness come in here, so that a whole company can run under a virtual clock.

export interface Clock {
  /** Milliseconds since the epoch. */
  now(): number;
  /** Resolves after `ms`, or rejects when `signal` aborts. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
  /** Aborts after `ms`. */
  deadline(ms: number): AbortSignal;
}

export interface Ids {
  /** A new unguessable id of 26 lower-case letters and digits, sortable by time. */
  next(): string;
  /** A number in [0, 1). */
  random(): number;
}

export interface Digest {
  /** SHA-256, lower-case hex. */
  sha256(text: string): string;
}

/** Structured log line: a fixed event name and fields that hold ids and counts, never personal data or secrets. */
export interface Log {
  info(event: string, fields?: { readonly [name: string]: string | number | boolean | undefined }): void;
  warn(event: string, fields?: { readonly [name: string]: string | number | boolean | undefined }): void;
  error(event: string, fields?: { readonly [name: string]: string | number | boolean | undefined }): void;
}
