// Whether what the settings say of a source or a target can be used: its kind is known here, and its configuration is one of that kind.
import type * as z from 'zod';
import { adapterByName, adapterNames } from '../adapters/index.ts';
import type { SourceSettings, TargetSettings } from '../model/settings.ts';
import type { Adapter } from '../ports/adapter.ts';
import type { Source } from '../ports/source.ts';
import { sourceByName, sourceNames } from '../sources/index.ts';

/** What is wrong, and under which keys of the entry. Values are not repeated. */
export interface Misfit {
  readonly path: readonly PropertyKey[];
  readonly message: string;
}

export type Fit<Part, Config> =
  | { readonly kind: 'fit'; readonly part: Part; readonly config: Config }
  | { readonly kind: 'misfit'; readonly misfits: readonly Misfit[] };

export async function fitSource({ vendor, config }: SourceSettings): Promise<Fit<Source, SourceSettings['config']>> {
  const source = await sourceByName(vendor);
  if (!source) return unknown('vendor', vendor, sourceNames);
  return parsed(source, source.config as z.ZodType<SourceSettings['config']>, config);
}

export async function fitTarget({ adapter: name, config }: TargetSettings): Promise<Fit<Adapter, unknown>> {
  const adapter = await adapterByName(name);
  if (!adapter) return unknown('adapter', name, adapterNames);
  return parsed(adapter, adapter.config, config);
}

/** One sentence. */
export function sentenceOf(misfits: readonly Misfit[]): string {
  return misfits.map(({ path, message }) => `${path.map(String).join('.')}: ${message}`).join('; ');
}

function parsed<Part, Config>(part: Part, schema: z.ZodType<Config>, config: unknown): Fit<Part, Config> {
  const read = schema.safeParse(config);
  if (read.success) return { kind: 'fit', part, config: read.data };
  return {
    kind: 'misfit',
    misfits: read.error.issues.map(({ path, message }) => ({ path: ['config', ...path], message })),
  };
}

function unknown(field: 'vendor' | 'adapter', name: string, known: readonly string[]): Fit<never, never> {
  const plain = (text: string) => text.replaceAll(/[^a-z0-9]/g, '').slice(0, 4);
  const near = known.find((one) => plain(one) === plain(name));
  const meant = near === undefined ? '' : `, perhaps it is "${near}"`;
  const message = `there is no ${field} "${name}"${meant}; there are: ${known.join(', ')}`;
  return { kind: 'misfit', misfits: [{ path: [field], message }] };
}
