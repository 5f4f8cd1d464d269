// Whom an occasion is about, and why it cannot be about them, in the words of who typed it.
import type { Settings } from '../../shared/model/settings.ts';
import type { Pipeline } from '../../shared/ports/pipeline.ts';
import type { Wanted } from './occasions.ts';
import type { LocalParts } from './parts.ts';

/** The id at the source of a person's id in Frontdesk; `why` when the source has no such people. */
export function subjectOf(
  { sources }: Pick<Settings, 'sources'>,
  source: string,
  person: string,
): { readonly subject: string } | { readonly why: string } {
  const own = sources[source]?.people;
  if (own === undefined) return { why: `there is no source "${source}", only ${Object.keys(sources).join(', ')}` };
  if (person.startsWith(`${own}-`)) return { subject: person.slice(own.length + 1) };
  const others = Object.entries(sources)
    .filter(([, { people }]) => person.startsWith(`${people}-`))
    .map(([name]) => name);
  return {
    why:
      others.length > 0
        ? `"${person}" belongs to ${others.join(', ')}: add --source ${others[0]}`
        : `"${person}" is nobody's id at ${source}: its ids begin with "${own}-"`,
  };
}

/** A sentence when the vendor has no record of them; only a hire makes one. */
export function whoIsUnknown(
  { settings, source }: Pick<Pipeline, 'settings' | 'source'>,
  vendors: LocalParts['vendors'],
  { what, source: name, subject }: Wanted,
): string | undefined {
  const vendor = source(name)?.source.name;
  if (what === 'hire' || subject === undefined || (vendor !== 'bamboohr' && vendor !== 'okta')) return undefined;
  return vendors[vendor].get(subject) === undefined
    ? `${name} knows no ${settings.sources[name]?.people}-${subject}; "send hire" makes somebody`
    : undefined;
}
