// Walks a zod schema beside a value: what may stand at a path, and which branch of a union was meant.
import type * as z from 'zod';
import { nearestName } from '../../shared/core/nearest.ts';
import { type Kind, kindOf } from './value-words.ts';

export type Schema = z.core.$ZodType;

/** The schema behind defaults, options and delays. */
export function bare(schema: Schema): z.core.$ZodTypes {
  const { def } = (schema as z.core.$ZodTypes)._zod;
  switch (def.type) {
    case 'optional':
    case 'default':
    case 'prefault':
    case 'nullable':
    case 'readonly':
      return bare(def.innerType);
    case 'pipe':
      return bare(def.in);
    case 'lazy':
      return bare(def.getter());
    default:
      return schema as z.core.$ZodTypes;
  }
}

/** What a schema takes, as people call it; undefined where it takes several kinds. */
export function kindTaken(schema: Schema): Kind | undefined {
  const { type } = bare(schema)._zod.def;
  if (type === 'string' || type === 'enum' || type === 'literal') return 'text';
  if (type === 'array') return 'list';
  if (type === 'object' || type === 'record') return 'map';
  return type === 'number' || type === 'boolean' ? type : undefined;
}

/** The keys of an object, or of every object that may stand there; nothing where any name may stand. */
export function keysOf(schema: Schema): readonly string[] {
  const { def } = bare(schema)._zod;
  if (def.type === 'union') return [...new Set(def.options.flatMap(keysOf))];
  return def.type === 'object' ? Object.keys(def.shape) : [];
}

/** The keys that must be there. */
export function requiredKeys(schema: Schema): readonly string[] {
  const { def } = bare(schema)._zod;
  if (def.type !== 'object') return [];
  return Object.entries(def.shape).flatMap(([key, inner]) => (inner._zod.optin === 'optional' ? [] : [key]));
}

/** The schema of what stands at `path` within `value`; undefined where nothing is known to stand. */
export function schemaAt(schema: Schema, path: readonly PropertyKey[], value: unknown): Schema | undefined {
  const [key, ...rest] = path;
  if (key === undefined) return schema;
  const { def } = bare(schema)._zod;
  if (def.type === 'union') {
    const branch = branchFor(def.options, value);
    const option = branch === undefined ? undefined : def.options[branch];
    return option && schemaAt(option, path, value);
  }
  const below = def.type === 'object' ? def.shape[String(key)] : belowOf(def);
  return below && schemaAt(below, rest, (value as { readonly [key: PropertyKey]: unknown } | undefined)?.[key]);
}

function belowOf(def: z.core.$ZodTypes['_zod']['def']): Schema | undefined {
  if (def.type === 'record') return def.valueType;
  return def.type === 'array' ? def.element : undefined;
}

/** The option that was meant, by the shape of the value; undefined where it fits none of them. */
export function branchFor(options: readonly Schema[], value: unknown): number | undefined {
  const kind = kindOf(value);
  const scored = options.map((option, index) => ({ index, score: score(option, kind, value) }));
  const best = scored.reduce((a, b) => (b.score > a.score ? b : a), { index: -1, score: 0 });
  return best.score > 0 ? best.index : undefined;
}

function score(option: Schema, kind: Kind, value: unknown): number {
  if (kindTaken(option) !== kind) return 0;
  const known = keysOf(option);
  if (kind !== 'map' || known.length === 0) return 1;
  return Object.keys(value ?? {}).reduce(
    (sum, key) => sum + (known.includes(key) ? 2 : nearestName(key, known) === undefined ? 0 : 1),
    0,
  );
}
