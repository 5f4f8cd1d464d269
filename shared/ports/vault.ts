// Personal data at rest under one key per owner, so that erasing an owner is deleting a key.

/** `person:<id>` for audit rows, `source:<id>` for inbox payloads until the person is known. */
export type KeyOwner = `person:${string}` | `source:${string}`;

export interface Vault {
  /** AES-256-GCM under the owner's key; makes the key at first use. Returns printable text. */
  seal(tenant: string, owner: KeyOwner, text: string): Promise<string>;
  /** Undefined when the owner's key was erased. Throws when the text was altered. */
  open(tenant: string, owner: KeyOwner, sealed: string): Promise<string | undefined>;
  /** Deletes the owner's key. Nothing sealed for the owner can be read afterwards. */
  erase(tenant: string, owner: KeyOwner): Promise<void>;
}
