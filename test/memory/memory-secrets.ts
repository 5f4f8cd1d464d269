// Secrets in memory with versions and labels, under the clock of the test.
import { type LabelledVersion, liveVersions, OVERLAP_LABEL } from '../../shared/core/live-versions.ts';
import type { SecretKeeper, Secrets } from '../../shared/ports/secrets.ts';

export interface MemorySecrets extends Secrets, SecretKeeper {
  /** A new secret with its first value, or a value put over it by hand. */
  set(name: string, value: string): void;
  /** The pending value becomes the current one by hand, past the keeper. */
  switchByHand(name: string): void;
}

export interface MemorySecretsOptions {
  readonly clock?: { now(): number };
  /** As in `secretsManager`. */
  readonly overlapMs?: number;
}

interface Stored extends LabelledVersion {
  readonly value: string;
}

const DAY = 86_400_000;

/** Secrets by name. Nothing is cached: every answer is fresh. */
export function memorySecrets(
  initial: { readonly [name: string]: string } = {},
  options: MemorySecretsOptions = {},
): MemorySecrets {
  const shelf = memoryShelf(options);
  const put = (name: string, value: string) => shelf.promote(name, shelf.add(name, { value }));
  for (const [name, value] of Object.entries(initial)) put(name, value);
  return {
    ...reading(shelf),
    ...keeping(shelf),
    set: put,
    switchByHand: (name) => shelf.promote(name, shelf.holder(name, 'AWSPENDING')?.id ?? ''),
  };
}

function reading({ stored, live }: Shelf): Secrets {
  const valuesOf = (name: string, versions: readonly (LabelledVersion | undefined)[]): readonly string[] => {
    const found = versions.flatMap((version) => stored(name).filter(({ id }) => id === version?.id));
    if (found.length === 0) throw new Error(`secret "${name}" has no live value`);
    return found.map(({ value }) => value);
  };
  return {
    async live(name) {
      const { pending, current, previous } = live(name);
      return valuesOf(name, [pending, current, previous]);
    },
    async shown(name) {
      const { pending, current, previous } = live(name);
      return valuesOf(name, [current, pending, previous]);
    },
    versionOf: async (name, value) => stored(name).find((version) => version.value === value)?.id,
  };
}

function keeping({ has, stored, live, add, label, holder, promote }: Shelf): SecretKeeper {
  return {
    async versions(name) {
      if (!has(name)) return undefined;
      const { current, pending, previous } = live(name);
      return current && { current, ...(pending && { pending }), ...(previous && { previous }) };
    },
    value: async (name, id) => stored(name).find((version) => version.id === id)?.value,
    async prepare(name, version) {
      if (!stored(name).some(({ id }) => id === version.id)) add(name, version);
      label(name, 'AWSPENDING', version.id);
      return stored(name).find(({ id }) => id === version.id)?.value ?? version.value;
    },
    async promote(name, id) {
      const before = holder(name, 'AWSCURRENT');
      if (before?.id !== id) label(name, OVERLAP_LABEL, before?.id);
      promote(name, id);
    },
    async retire(name, id) {
      const retired = stored(name).find((version) => version.id === id);
      if (retired?.labels.includes('AWSCURRENT')) throw new Error('the current version cannot be retired');
      for (const labelled of retired?.labels ?? []) label(name, labelled, undefined);
    },
  };
}

type Shelf = ReturnType<typeof memoryShelf>;

function memoryShelf({ clock = { now: () => 0 }, overlapMs = DAY }: MemorySecretsOptions) {
  const secrets = new Map<string, readonly Stored[]>();
  let count = 0;
  const stored = (name: string): readonly Stored[] => {
    const versions = secrets.get(name);
    if (!versions) throw new Error(`secret "${name}" has no live value`);
    return versions;
  };
  const holder = (name: string, labelled: string) => stored(name).find(({ labels }) => labels.includes(labelled));
  const label = (name: string, labelled: string, to: string | undefined): void => {
    const moved = stored(name).map((version) => {
      const labels = version.labels.filter((other) => other !== labelled);
      return { ...version, labels: version.id === to ? [...labels, labelled] : labels };
    });
    secrets.set(name, moved);
  };
  return {
    has: (name: string) => secrets.has(name),
    stored,
    holder,
    label,
    live: (name: string) => liveVersions(stored(name), { now: clock.now(), overlapMs }),
    add(name: string, { id, value }: { readonly id?: string; readonly value: string }): string {
      count += 1;
      const fresh = { id: id ?? `v${count}`, value, createdAt: clock.now(), labels: [] };
      secrets.set(name, [...(secrets.get(name) ?? []), fresh]);
      return fresh.id;
    },
    promote(name: string, id: string): void {
      const before = holder(name, 'AWSCURRENT');
      if (before?.id === id) return;
      label(name, 'AWSCURRENT', id);
      label(name, 'AWSPREVIOUS', before?.id);
    },
  };
}
