// The zone that somebody's days are of, for those who ask about a day.
import { fold } from '../../core/fold.ts';
import { zoneOf } from '../../core/policy/calendar.ts';
import type { Person } from '../../model/person.ts';
import type { Pipeline } from '../../ports/pipeline.ts';

/** By their attributes, else by the source that told of them first. */
export function zoneHere({ settings }: Pick<Pipeline, 'settings'>, { facts }: Person, now: number): string {
  const source = facts.map((fact) => fact.source).find((name) => Object.hasOwn(settings.sources, name));
  return zoneOf(fold(facts, now).attributes, source === undefined ? undefined : settings.sources[source]?.zone);
}
