// What the sealer needs besides the table: a key that signs heads, and a place where they are written once.

/** SHA-256 over bytes. Passed in, so that the core stays free of `node:*`. */
export type Sha256 = (bytes: Uint8Array) => Uint8Array;

export interface Signer {
  /** The first 16 hex digits of the SHA-256 of the public key (DER, SubjectPublicKeyInfo). */
  readonly keyId: string;
  /** PEM, SubjectPublicKeyInfo. */
  readonly publicKey: string;
  /** Ed25519, or ECDSA P-256 with SHA-256 (DER). Throws when the key cannot be reached; nothing is signed then. */
  sign(bytes: Uint8Array): Promise<Uint8Array>;
}

/** Sealed heads, outside the table: whoever can edit the table must not be able to edit these. */
export interface Archive {
  /**
   * Writes head `number` once. The same text again is fine. Throws `ArchiveRefused` when another text stands there or
   * the head before it is missing; any other error leaves the outcome unknown.
   */
  append(number: number, text: string): Promise<void>;
  /** Undefined when it was never written. */
  read(number: number): Promise<string | undefined>;
}

/** `occupied`: another head of this number is archived, so the log was forked or the table rolled back. */
export class ArchiveRefused extends Error {
  readonly reason: 'occupied' | 'gap';
  readonly number: number;
  constructor(reason: ArchiveRefused['reason'], number: number) {
    super(`archive refused head ${number}: ${reason}`);
    this.name = 'ArchiveRefused';
    this.reason = reason;
    this.number = number;
  }
}
