// Rotates the key that signs the audit log: the old key announces the new one in a head, and never signs again.
import { utf8 } from '../core/audit/bytes.ts';
import { keyInForce, type SealState } from '../core/audit/seal-state.ts';
import type { StepEnd } from '../core/rotation.ts';
import type { AnnouncedKey } from '../model/audit-head.ts';
import type { Signer } from '../ports/audit.ts';
import type { SigningKey, SigningKeys } from '../ports/rotation.ts';
import type { Rotor } from './rotors.ts';
import { type SealPorts, storedState } from './seal.ts';
import { commit } from './seal-commit.ts';
import { finish } from './seal-finish.ts';

export interface KeyPorts extends SealPorts {
  readonly signingKeys: SigningKeys;
}

const DONE: StepEnd = { kind: 'done' };
/** Within the first minute of a log. */
const NOT_YET: StepEnd = { kind: 'fault', fault: { kind: 'unavailable', detail: 'nothing is sealed yet' } };

/** There is no overlap: each head has one key, and heads that the old one signed stay valid without it. */
export function keyRotor(ports: KeyPorts): Rotor {
  const { signingKeys } = ports;
  return {
    isAutomatic: true,
    lacks: () => signingKeys.lacks(),
    current: async () => {
      const state = await storedState(ports.table);
      const { keyId, madeAt } = await keyNow(ports, state);
      return { id: keyId, createdAt: state?.keySince ?? madeAt };
    },
    create: async ({ version }) => {
      await signingKeys.make(version);
      return DONE;
    },
    set: async () => DONE,
    test: async ({ version }) => tested(await signingKeys.make(version)),
    finish: async ({ version }) => handOver(ports, await signingKeys.make(version)),
    end: async ({ old }) => {
      await signingKeys.destroy(old);
      return DONE;
    },
    undo: async ({ version }) => {
      await signingKeys.discard(version);
      return DONE;
    },
  };
}

/** The key that signs the next head. */
async function keyNow(ports: KeyPorts, state: SealState | undefined): Promise<SigningKey> {
  const keyId = (state && keyInForce(state)) ?? ports.signer.keyId;
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
async function handOver(ports: KeyPorts, to: SigningKey): Promise<StepEnd> {
  const state = await storedState(ports.table);
  if (state?.head === undefined) return NOT_YET;
  await finish(ports, state.head, state.signedBy);
  if (keyInForce(state) === to.keyId) return DONE;
  const handing = { from: announced(await keyNow(ports, state)), to: announced(to) };
  const { head, signedBy } = await commit(ports, { state, reach: state, leaves: [], handOver: handing });
  await finish(ports, head, signedBy);
  return DONE;
}

function announced({ keyId, publicKey }: Signer): AnnouncedKey {
  return { keyId, publicKey };
}
