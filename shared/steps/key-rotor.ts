// Rotates the key that signs the audit log: the old key announces the new one in a head, and is destroyed.
import { utf8 } from '../core/audit/bytes.ts';
import { keyInForce } from '../core/audit/seal-state.ts';
import type { StepEnd } from '../core/rotation.ts';
import type { AnnouncedKey } from '../model/audit-head.ts';
import type { Signer } from '../ports/audit.ts';
import type { SigningKey, SigningKeys } from '../ports/rotation.ts';
import type { Rotor } from './rotors.ts';
import { readState, type SealPorts } from './seal.ts';
import { commit } from './seal-commit.ts';
import { finish } from './seal-finish.ts';

export interface KeyPorts extends SealPorts {
  readonly signingKeys: SigningKeys;
}

const DONE: StepEnd = { kind: 'done' };

/** There is no overlap: each head has one key, and heads that the old one signed stay valid without it. */
export function keyRotor(ports: KeyPorts): Rotor {
  const { signingKeys } = ports;
  return {
    isAutomatic: true,
    current: async () => {
      const { keyId, madeAt } = await keyNow(ports);
      return { id: keyId, createdAt: madeAt };
    },
    create: async ({ version }) => {
      await signingKeys.make(version);
      return DONE;
    },
    set: async () => DONE,
    test: async ({ version }) => tested(await signingKeys.make(version)),
    finish: async ({ version }) => {
      await handOver(ports, await signingKeys.make(version));
      return DONE;
    },
    end: async ({ old }) => {
      await signingKeys.destroy(old);
      return DONE;
    },
    undo: async ({ version }) => {
      await signingKeys.destroy((await signingKeys.make(version)).keyId);
      return DONE;
    },
  };
}

/** The key that signs the next head. */
async function keyNow(ports: KeyPorts): Promise<SigningKey> {
  const keyId = keyInForce(await readState(ports)) ?? ports.signer.keyId;
  const key = (await ports.signingKeys.all()).find((one) => one.keyId === keyId);
  if (!key) throw new Error(`key ${keyId} of the audit log cannot be reached`);
  return key;
}

/** A key whose signatures do not verify would end the chain. */
async function tested(key: SigningKey): Promise<StepEnd> {
  const bytes = utf8(`frontdesk key test\n${key.keyId}`);
  if (key.isValid(bytes, await key.sign(bytes))) return DONE;
  return { kind: 'fault', fault: { kind: 'contractBreach', detail: 'its signature does not verify' } };
}

/**
 * One more head, signed by the old key, that names the new one. Repeated after a kill: the head is there and only signed, or it is
 * made. Throws `WriteRefused` when a sealer was faster; then it is done again.
 */
async function handOver(ports: KeyPorts, to: SigningKey): Promise<void> {
  const state = await readState(ports);
  if (state.head !== undefined) await finish(ports, state.head, state.signedBy);
  if (keyInForce(state) === to.keyId) return;
  const handing = { from: announced(await keyNow(ports)), to: announced(to) };
  const { head, signedBy } = await commit(ports, { state, reach: state, leaves: [], handOver: handing });
  await finish(ports, head, signedBy);
}

function announced({ keyId, publicKey }: Signer): AnnouncedKey {
  return { keyId, publicKey };
}
