// Secrets and vaults that are wrong in one way each: their laws must notice every one.
import type { SecretKeeper } from '../../shared/ports/secrets.ts';
import type { Vault } from '../../shared/ports/vault.ts';
import { memorySecretsSubject, memoryVaultSubject } from './memory-subjects.ts';
import type { PlantedFault } from './planted-fault.ts';
import type { SecretsSubject } from './secrets-laws.ts';
import type { VaultSubject } from './vault-laws.ts';

function secretsFault(
  name: string,
  wrap: (inner: SecretsSubject) => Partial<SecretsSubject>,
): PlantedFault<SecretsSubject> {
  const inner = memorySecretsSubject();
  return { name, subject: { ...inner, ...wrap(inner) } };
}

function reading(name: string, change: (values: readonly string[]) => readonly string[]): PlantedFault<SecretsSubject> {
  return secretsFault(name, (inner) => ({
    secrets: { ...inner.secrets, live: async (secret) => change(await inner.secrets.live(secret)) },
  }));
}

function keeping(name: string, wrap: (inner: SecretKeeper) => Partial<SecretKeeper>): PlantedFault<SecretsSubject> {
  return secretsFault(name, ({ keeper }) => ({ keeper: { ...keeper, ...wrap(keeper) } }));
}

export const plantedSecretsFaults: readonly PlantedFault<SecretsSubject>[] = [
  keeping('a second value takes the place of the first', (keeper) => ({
    prepare: (name, { value }) => keeper.prepare(name, { id: `${value}-${Math.random()}`, value }),
  })),
  keeping('a promotion does nothing', () => ({ promote: async () => {} })),
  keeping('nothing is ever retired', () => ({ retire: async () => {} })),
  keeping('an absent secret has versions', (keeper) => ({
    versions: async (name) => (await keeper.versions(name)) ?? { current: { id: '', createdAt: 0 } },
  })),
  secretsFault('others are shown the newest value before it is tested', ({ secrets }) => ({
    secrets: { ...secrets, shown: (name) => secrets.live(name) },
  })),
  secretsFault('a value belongs to no version', ({ secrets }) => ({
    secrets: { ...secrets, versionOf: async () => undefined },
  })),
  reading('only the newest value is live', (values) => values.slice(0, 1)),
  reading('the oldest comes first', (values) => values.toReversed()),
  reading('values are changed on the way', (values) => values.map((value) => value.replaceAll('"', ''))),
  secretsFault('the old value never dies', () => ({ passOverlap: async () => {} })),
  secretsFault('an absent secret has no values', (inner) => ({
    secrets: { ...inner.secrets, live: (name) => inner.secrets.live(name).catch(() => []) },
  })),
];

function vaultFault(name: string, wrap: (inner: Vault) => Partial<Vault>): PlantedFault<VaultSubject> {
  const { vault, other } = memoryVaultSubject();
  return { name, subject: { vault: { ...vault, ...wrap(vault) }, other: { ...other, ...wrap(other) } } };
}

function inClear(owned: boolean): Partial<Vault> {
  return {
    seal: async (tenant, owner, text) => Buffer.from(owned ? `${tenant} ${owner} ${text}` : text).toString('base64'),
    open: async (_tenant, _owner, sealed) => Buffer.from(sealed, 'base64').toString(),
    erase: async () => {},
  };
}

/** A vault whose processes each make a key of their own. */
function apart(): PlantedFault<VaultSubject> {
  return {
    name: 'each process has its own keys',
    subject: { vault: memoryVaultSubject().vault, other: memoryVaultSubject().vault },
  };
}

function sealingOnce(inner: Vault): Partial<Vault> {
  const sealed = new Map<string, Promise<string>>();
  return {
    seal(tenant, owner, text) {
      const name = `${tenant} ${owner} ${text}`;
      const before = sealed.get(name) ?? inner.seal(tenant, owner, text);
      sealed.set(name, before);
      return before;
    },
  };
}

export const plantedVaultFaults: readonly PlantedFault<VaultSubject>[] = [
  vaultFault('nothing is encrypted', () => inClear(false)),
  vaultFault('altered text opens', (inner) => ({
    open: (tenant, owner, sealed) => inner.open(tenant, owner, sealed).catch(() => 'something'),
  })),
  vaultFault('the tenant does not count', (inner) => ({
    seal: (_, owner, text) => inner.seal('all', owner, text),
    open: (_, owner, sealed) => inner.open('all', owner, sealed),
    erase: (_, owner) => inner.erase('all', owner),
  })),
  vaultFault('erasing keeps the key', () => ({ erase: async () => {} })),
  vaultFault('long texts are cut', (inner) => ({
    seal: (tenant, owner, text) => inner.seal(tenant, owner, text.slice(0, 1000)),
  })),
  vaultFault('the same text is always sealed the same', sealingOnce),
  apart(),
];
