// Keys of the audit log in memory, and logs that were sealed across rotations of them.
import { createPrivateKey, generateKeyPairSync, type KeyObject, verify } from 'node:crypto';
import { signerOf } from '../../infra/local/signer.ts';
import type { Rotation } from '../../shared/model/rotation.ts';
import type { SigningKey, SigningKeys } from '../../shared/ports/rotation.ts';
import { keyRotor } from '../../shared/steps/key-rotor.ts';
import { seal } from '../../shared/steps/seal.ts';
import { anAuditHouse, aRow } from './audit-house.ts';

export interface KeyRing extends SigningKeys {
  readonly destroyed: string[];
}

/** A ring that holds one key, of which the private half is known to the test. */
export function keyRing(first: KeyObject = newKey()): KeyRing & { readonly first: SigningKey } {
  const keys = new Map<string, SigningKey>([['first', keyOf(first, 0)]]);
  const destroyed: string[] = [];
  return {
    first: keyOf(first, 0),
    destroyed,
    all: async () => [...keys.values()],
    lacks: async () => undefined,
    async make(id) {
      const made = keys.get(id) ?? keyOf(newKey(), keys.size);
      keys.set(id, made);
      return made;
    },
    async discard(id) {
      const key = keys.get(id);
      if (key && keys.delete(id)) destroyed.push(key.keyId);
    },
    async destroy(keyId) {
      for (const [id, key] of keys) if (key.keyId === keyId && keys.delete(id)) destroyed.push(keyId);
    },
  };
}

export function newKey(): KeyObject {
  const { privateKey } = generateKeyPairSync('ed25519');
  return createPrivateKey(privateKey.export({ type: 'pkcs8', format: 'pem' }));
}

export function keyOf(privateKey: KeyObject, madeAt: number): SigningKey {
  const signer = signerOf(privateKey);
  return { ...signer, madeAt, isValid: (bytes, signature) => verify(null, bytes, signer.publicKey, signature) };
}

/** A house that seals with the key of the ring whose turn it is. */
export function aRotatingHouse(ring = keyRing()) {
  const house = anAuditHouse({ signer: ring.first });
  const ports = { ...house.ports, signingKeys: ring };
  const rotor = keyRotor(ports);
  let rows = 0;
  return {
    ...house,
    ring,
    ports,
    rotor,
    /** One row under one more head. */
    async sealed(): Promise<void> {
      rows += 1;
      await house.write(aRow({ id: 'hr-1', number: rows, at: new Date(house.time.now).toISOString() }));
      await seal(ports)();
      house.time.now += 11 * 60_000;
    },
    async rotate(version: string): Promise<void> {
      const rotation = aRotation({ version, old: (await rotor.current())?.id ?? '' });
      for (const step of ['create', 'set', 'test', 'finish', 'end'] as const) await rotor[step](rotation);
    },
  };
}

export function aRotation(rotation: Partial<Rotation> & Pick<Rotation, 'version' | 'old'>): Rotation {
  const rest = { actor: 'alpha', atOnce: false, byHand: false, startedAt: 0, tries: 0, next: 0 };
  return { step: 'create', ...rest, ...rotation };
}
