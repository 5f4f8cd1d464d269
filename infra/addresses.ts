// The addresses at the doors: each source that the settings name has its own, and with it its own budget. Any other name is not found.
import type { Settings } from '../shared/model/settings.ts';
import { doorOf } from '../shared/sources/index.ts';
import type { Trigger } from './topology.ts';

export type HttpTrigger = Extract<Trigger, { readonly kind: 'http' }>;

/** `/hooks/{source}` once for each source whose vendor comes by this door; a path without a door as it is. */
export function pathsOf({ path, door }: HttpTrigger, { sources }: Pick<Settings, 'sources'>): readonly string[] {
  if (door === undefined) return [path];
  const names = Object.keys(sources).filter((name) => doorOf(sources[name]?.vendor ?? '') === door);
  return names.map((name) => path.replace('{source}', name));
}
