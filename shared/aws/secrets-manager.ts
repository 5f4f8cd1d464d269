// The secrets port over AWS Secrets Manager: which versions of a secret are live, kept for a moment in this process.
import type { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { liveVersions } from '../core/live-versions.ts';
import type { Clock } from '../ports/runtime.ts';
import type { Freshness, Secrets } from '../ports/secrets.ts';
import { versionsOf, versionValue } from './secret-keeper.ts';

export interface SecretsManagerParts {
  readonly client: SecretsManagerClient;
  readonly clock: Pick<Clock, 'now'>;
  /** How long a value that was replaced by hand lives beside the current one, counted from the making of the current one. */
  readonly overlapMs: number;
  /** How long an answer is kept in this process: an old value is dead after overlap and this. */
  readonly cacheMs: number;
  /** Before every name. */
  readonly prefix?: string;
}

interface Live {
  readonly id: string;
  readonly value: string;
}

/** Newest first: pending, current, previous. */
interface Known {
  readonly newestFirst: readonly Live[];
  readonly currentFirst: readonly Live[];
}

interface Cached {
  readonly known: Promise<Known>;
  readonly readAt: number;
}

/** Whoever asks for fresh values gets them this much later than the last ones at the earliest, ms. */
const AGAIN_MS = 2_000;

/** `forget`: this process has changed the secret itself, and knows it at once. */
export function secretsManager(parts: SecretsManagerParts): Secrets & { forget(name: string): void } {
  const cache = new Map<string, Cached>();
  const read = (name: string, { fresh = false }: Freshness = {}): Promise<Known> => {
    const now = parts.clock.now();
    const cached = cache.get(name);
    if (cached && now < cached.readAt + (fresh ? AGAIN_MS : parts.cacheMs)) return cached.known;
    const known = readLive(parts, name);
    cache.set(name, { known, readAt: now });
    known.catch(() => cache.delete(name));
    return known;
  };
  return {
    live: async (name, freshness) => valuesOf((await read(name, freshness)).newestFirst),
    shown: async (name, freshness) => valuesOf((await read(name, freshness)).currentFirst),
    versionOf: async (name, value) => (await read(name)).newestFirst.find((live) => live.value === value)?.id,
    forget: (name) => void cache.delete(name),
  };
}

const valuesOf = (live: readonly Live[]): readonly string[] => live.map(({ value }) => value);

async function readLive({ client, clock, overlapMs, prefix = '' }: SecretsManagerParts, name: string): Promise<Known> {
  const stored = prefix + name;
  const found = liveVersions(await versionsOf(client, stored), { now: clock.now(), overlapMs });
  const withValue = async (version: { readonly id: string } | undefined): Promise<readonly Live[]> => {
    const value = version && (await versionValue(client, stored, version.id));
    return version && value !== undefined ? [{ id: version.id, value }] : [];
  };
  const wanted = [found.pending, found.current, found.previous].map(withValue);
  const [pending = [], current = [], previous = []] = await Promise.all(wanted);
  const newestFirst = [...pending, ...current, ...previous];
  if (newestFirst.length === 0) throw new Error(`secret "${name}" has no live value`);
  return { newestFirst, currentFirst: [...current, ...pending, ...previous] };
}
