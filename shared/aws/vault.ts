// Personal data under one key per owner: the keys table holds wrapped keys, and deleting a row is erasing the person.
import { randomBytes } from 'node:crypto';
import type { Clock } from '../ports/runtime.ts';
import { type Item, type Key, type Table, WriteRefused } from '../ports/table.ts';
import type { KeyOwner, Vault } from '../ports/vault.ts';
import { decrypt, encrypt, type MasterKey, type RandomBytes } from './master-key.ts';

export interface VaultParts {
  readonly table: Table;
  readonly master: MasterKey;
  readonly clock: Pick<Clock, 'now'>;
  /** How many unwrapped keys this process keeps, and for how long. */
  readonly cache?: { readonly keys: number; readonly forMs: number };
  /** Given by the simulator only, so that the same seed seals the same text. */
  readonly random?: RandomBytes;
}

interface OwnerKey {
  readonly id: string;
  readonly bytes: Uint8Array;
  readonly until: number;
}

const usualCache = { keys: 1000, forMs: 60_000 };

/**
 * Sealed text: `1.<key id>.<nonce, ciphertext, tag>`, bound to tenant, owner and key id. `seal` may use a cached key;
 * `open` reads the row each time, so that an erased owner is closed in every process at once. A text sealed within
 * `forMs` of an erasure in another process opens never: the safe side.
 */
export function vault(parts: VaultParts): Vault {
  const cached = new Map<string, OwnerKey>();
  const random = parts.random ?? randomBytes;

  async function unwrapped(owner: Item): Promise<OwnerKey> {
    const name = owner.pk;
    const id = String(owner.fields.id);
    const known = cached.get(name);
    if (known?.id === id && known.until > parts.clock.now()) return known;
    const bytes = await parts.master.unwrap(String(owner.fields.wrapped), `${name}.${id}`);
    const { keys, forMs } = parts.cache ?? usualCache;
    const key = { id, bytes, until: parts.clock.now() + forMs };
    cached.delete(name);
    cached.set(name, key);
    for (const oldest of cached.keys()) if (cached.size > keys) cached.delete(oldest);
    return key;
  }

  return {
    async seal(tenant, owner, text) {
      const where = rowOf(tenant, owner);
      const known = cached.get(where.pk);
      const fresh = known && known.until > parts.clock.now() ? known : undefined;
      const key = fresh ?? (await unwrapped(await ownerRow(parts, where)));
      const seal = { key: key.bytes, context: `${where.pk}.${key.id}` };
      return `1.${key.id}.${encrypt(seal, Buffer.from(text), random)}`;
    },
    async open(tenant, owner, sealed) {
      const [version, id, encrypted, ...rest] = sealed.split('.');
      if (version !== '1' || !id || !encrypted || rest.length > 0) throw new Error('not a sealed text');
      const where = rowOf(tenant, owner);
      const row = await parts.table.get(where);
      if (row?.fields.id !== id) return undefined;
      const key = await unwrapped(row);
      return decrypt({ key: key.bytes, context: `${where.pk}.${id}` }, encrypted).toString();
    },
    async erase(tenant, owner) {
      const where = rowOf(tenant, owner);
      cached.delete(where.pk);
      await parts.table.write([{ kind: 'delete', key: where }]);
      cached.delete(where.pk);
    },
  };
}

function rowOf(tenant: string, owner: KeyOwner): Key {
  return { table: 'keys', pk: `${tenant}#${owner}`, sk: 'key' };
}

/** The owner's row, made when there is none. Whoever writes first wins and the others read: one owner, one key. */
async function ownerRow(parts: VaultParts, where: Key): Promise<Item> {
  const random = parts.random ?? randomBytes;
  for (let tries = 0; tries < 5; tries++) {
    const row = await parts.table.get(where);
    if (row) return row;
    const id = Buffer.from(random(9)).toString('base64url');
    const wrapped = await parts.master.wrap(random(32), `${where.pk}.${id}`);
    const made: Item = { ...where, fields: { id, wrapped } };
    const won = await parts.table.write([{ kind: 'put', item: made, when: { kind: 'absent' } }]).then(
      () => true,
      (error: unknown) => {
        if (error instanceof WriteRefused && (error.reason === 'condition' || error.reason === 'conflict'))
          return false;
        throw error;
      },
    );
    if (won) return made;
  }
  throw new Error("an owner's key could not be made: it is erased again and again");
}
