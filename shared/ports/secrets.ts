// Credentials of systems and services. Values live in memory only and are never logged.

export interface Freshness {
  /** Asks again, past what this process remembers; at most every few seconds, so that a stranger cannot make us ask. */
  readonly fresh?: boolean;
}

export interface Secrets {
  /** What we take from others: the live values of a secret, newest first; several during a rotation. Throws when there is none. */
  live(name: string, freshness?: Freshness): Promise<readonly string[]>;
  /** What we show to others: the same values, but the current one first and one that is still to be tested after it. */
  shown(name: string, freshness?: Freshness): Promise<readonly string[]>;
  /** The version of a live value; undefined for any other. */
  versionOf(name: string, value: string): Promise<string | undefined>;
}

/** One value of a secret. `createdAt` in ms since the epoch. */
export interface SecretVersion {
  readonly id: string;
  readonly createdAt: number;
}

export interface SecretVersions {
  readonly current: SecretVersion;
  /** Made, and not yet the current one. */
  readonly pending?: SecretVersion;
  /** Replaced, and still live. */
  readonly previous?: SecretVersion;
}

/** The versions of a secret for whoever rotates it. Every verb may be repeated, whatever became of it before. */
export interface SecretKeeper {
  /** Undefined when there is no such secret. */
  versions(name: string): Promise<SecretVersions | undefined>;
  /** Undefined when there is no such version, or it has no value. */
  value(name: string, id: string): Promise<string | undefined>;
  /** Adds a pending version. An id that has a value keeps it: the answer is the value that counts. */
  prepare(name: string, version: { readonly id: string; readonly value: string }): Promise<string>;
  /** Makes it the current version. The one before stays live until it is retired. */
  promote(name: string, id: string): Promise<void>;
  /** The version is live no longer. Refuses the current one. */
  retire(name: string, id: string): Promise<void>;
}
