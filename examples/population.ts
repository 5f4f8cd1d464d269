// Everybody of an example company as Frontdesk would know them: its files read by its sources, facts folded at one moment.
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readFittingSettings } from '../operator/settings-file.ts';
import { factOf } from '../shared/core/fact.ts';
import { fold } from '../shared/core/fold.ts';
import type { Subject } from '../shared/core/policy/subject.ts';
import { csv } from '../shared/sources/csv/index.ts';
import type { Example } from './companies.ts';

export interface Population {
  readonly subjects: readonly Subject[];
  /** Rows that were left out, and files that do not prove that they are whole; none of either in a good example. */
  readonly faults: readonly string[];
}

/** Throws `FileRefused` where the settings cannot be used. */
export async function populationOf({ name, files }: Example, at: number): Promise<Population> {
  const folder = join(import.meta.dirname, name);
  const settings = await readFittingSettings(join(folder, 'frontdesk.yaml'), {});
  const read = Object.entries(files).map(([source, file]) => {
    const own = settings.sources[source];
    if (own?.vendor !== 'csv') return { subjects: [], faults: [`"${source}" is no source of files`] };
    return peopleIn(readFileSync(join(folder, file)), { source, ...own }, at);
  });
  return { subjects: read.flatMap(({ subjects }) => subjects), faults: read.flatMap(({ faults }) => faults) };
}

interface FileSource {
  readonly source: string;
  readonly people: string;
  readonly owns: readonly string[];
  readonly zone: string;
  readonly config: { readonly [name: string]: unknown };
}

function peopleIn(file: Uint8Array, { source, people, owns, zone, config }: FileSource, at: number): Population {
  const digest = { sha256: (text: string) => createHash('sha256').update(text).digest('hex') };
  const taken = csv.snapshot?.(file, { config: csv.config.parse(config), digest, now: at });
  if (taken?.kind !== 'snapshot') return { subjects: [], faults: [taken?.what ?? 'no files are read'] };
  const authority = { source, owns, zone };
  return {
    subjects: taken.people.map(({ subject, statement }) => {
      const { status, attributes } = fold([factOf(statement, subject, { authority, fallback: 1 })], at);
      return { person: `${people}-${subject}`, status, attributes };
    }),
    faults: [
      ...taken.refused.map(({ line, what }) => `line ${line}: ${what}`),
      ...(taken.unproven === undefined ? [] : [taken.unproven]),
    ],
  };
}
