// Credentials in memory, rotated by hand.
import type { Secrets } from '../../shared/ports/secrets.ts';

export interface MemorySecrets extends Secrets {
  /** Replaces the live values, newest first. No values: the secret is gone. */
  set(name: string, values: readonly string[]): void;
}

/** Secrets by name; a value is its only live one. */
export function memorySecrets(initial: { readonly [name: string]: string | readonly string[] } = {}): MemorySecrets {
  const live = new Map(Object.entries(initial).map(([name, value]) => [name, [value].flat() as readonly string[]]));
  return {
    async live(name) {
      const values = live.get(name) ?? [];
      if (values.length === 0) throw new Error(`secret "${name}" has no live value`);
      return values;
    },
    set: (name, values) => void live.set(name, [...values]),
  };
}
