// Credentials of systems and services. Values live in memory only and are never logged.

export interface Secrets {
  /** The live values of a secret, newest first; several during a rotation overlap. Throws when there is none. */
  live(name: string): Promise<readonly string[]>;
}
