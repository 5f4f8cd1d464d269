// What the rotation of secrets needs besides the pipeline.
import type { Connection } from './adapter.ts';
import type { Signer } from './audit.ts';
import type { Pipeline } from './pipeline.ts';
import type { SecretKeeper } from './secrets.ts';

/** A key that can sign heads. */
export interface SigningKey extends Signer {
  /** ms since the epoch. */
  readonly madeAt: number;
  /** What an auditor does with a signature and the public key. */
  isValid(bytes: Uint8Array, signature: Uint8Array): boolean;
}

/** The keys of the audit log: one in force, and the next one. KMS keys made by the template in the cloud, a file each on the laptop. */
export interface SigningKeys {
  /** Every key that can still sign, oldest first. */
  all(): Promise<readonly SigningKey[]>;
  /** Why no new key can be had now, and what to do about it; undefined when one can. */
  lacks(): Promise<string | undefined>;
  /** A key that has signed nothing yet; the same id again is the same key. Throws when none can be had. */
  make(id: string): Promise<SigningKey>;
  /** What `make` gave under this id was not announced, and is not wanted. */
  discard(id: string): Promise<void>;
  /** It never signs again; its public half is kept. Not there is fine. */
  destroy(keyId: string): Promise<void>;
}

export interface RotationPorts extends Pipeline {
  readonly keeper: SecretKeeper;
  /** A connection that knows this value alone, for trying it out before the switch. Close it. */
  candidate(target: string, value: string): Connection | undefined;
  random(bytes: number): Uint8Array;
}
