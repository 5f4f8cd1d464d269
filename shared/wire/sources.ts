// The sources that the settings name, each with its secrets at hand. One that cannot be used refuses alone.
import * as z from 'zod';
import type { SourceSettings } from '../model/settings.ts';
import type { ConfiguredSource, Pipeline } from '../ports/pipeline.ts';
import type { Freshness, Secrets } from '../ports/secrets.ts';
import type { Source } from '../ports/source.ts';
import type { NoteUse } from '../steps/secret-use.ts';
import { fitSource, sentenceOf } from './fit.ts';

export interface Configured extends Pick<Pipeline, 'settings' | 'clock' | 'log'> {
  readonly secrets: Secrets;
  readonly note: NoteUse;
}

export async function allSources(configured: Configured): Promise<ReadonlyMap<string, ConfiguredSource>> {
  const { sources } = configured.settings;
  const entries = Object.entries(sources).map(
    async ([name, settings]) => [name, await one(configured, name, settings)] as const,
  );
  return new Map(await Promise.all(entries));
}

async function one(configured: Configured, name: string, settings: SourceSettings): Promise<ConfiguredSource> {
  const fit = await fitSource(settings);
  if (fit.kind === 'fit') return usable(configured, fit.part, { ...settings, config: fit.config });
  const unusable = sentenceOf(fit.misfits);
  configured.log.error('source-unusable', { source: name, why: unusable });
  return { ...usable(configured, refusing(settings.vendor, unusable), settings), unusable };
}

function usable({ secrets, note }: Configured, source: Source, settings: SourceSettings): ConfiguredSource {
  const { secret, credential } = settings;
  const shown = async (name: string) => {
    const values = await secrets.shown(name);
    await note(name, values[0] ?? '');
    return values;
  };
  return {
    source,
    settings,
    used: (value: string) => note(secret ?? '', value),
    secrets: async (freshness?: Freshness) => (secret === undefined ? [] : secrets.live(secret, freshness)),
    credentials: async () => (credential === undefined ? [] : shown(credential)),
  };
}

/** Says why at each use. What came in before waits: a record that cannot be fetched is no absence. */
function refusing(name: string, why: string): Source {
  return {
    name,
    config: z.unknown(),
    nobody: 'nobody',
    authenticate: () => ({ ok: false, reason: 'no-secret' }),
    normalise: () => ({ kind: 'invalid', what: why }),
    fetch: async () => ({ kind: 'fault', fault: { kind: 'unavailable', detail: why.slice(0, 300) } }),
    snapshot: () => ({ kind: 'invalid', what: why }),
  };
}
