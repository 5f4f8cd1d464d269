// Parts from their files, each against its schema; what is faulty is left out so that the rest can be held against each other.
import type * as z from 'zod';
import { PARTS, type Parts } from '../../shared/model/policy/parts.ts';
import { PART_NAMES, type PartName } from './part-names.ts';
import type { PartSources } from './part-sources.ts';
import { type SchemaFault, schemaFaults } from './schema-faults.ts';
import { withoutFaults } from './without-faults.ts';

/** A part as far as it can be used. */
export interface ReadPart {
  readonly value: unknown;
  readonly faults: readonly SchemaFault[];
  /** Names that somebody wrote there, right or not; undefined where they are not all known. */
  readonly names: ReadonlySet<string> | undefined;
  /** Every text in it; undefined where a fault may hide something that it gives. */
  readonly texts: ReadonlySet<string> | undefined;
  /** Of a list with faulty items: the index in the file's list of each item that was kept. */
  readonly indexes: readonly number[];
}

/** Reads one part; a missing one has its default, or nothing in it. */
export function readPart(part: PartName, sources: PartSources | undefined): ReadPart {
  const schema: z.ZodType = PARTS[part];
  const raw = sources?.value;
  const read = schema.safeParse(raw);
  const isKnown = sources === undefined ? read.success : sources.isWhole;
  const names = isKnown ? new Set(raw === undefined ? [] : Object.keys(raw as object)) : undefined;
  if (raw === undefined)
    return { value: parsed(schema, raw), faults: [], names, texts: isKnown ? new Set() : undefined, indexes: [] };
  const faults = read.success ? [] : schemaFaults(schema, raw);
  const isTold = isKnown && (sources?.faults.length ?? 0) === 0 && faults.every(givesNothing);
  const texts = isTold ? new Set(textsIn(raw)) : undefined;
  if (read.success) return { value: read.data, faults, names, texts, indexes: [] };
  const { value, indexes } = withoutFaults(raw, schema, part === 'approvals' ? 2 : 1);
  return { value: parsed(schema, value), faults, names, texts, indexes };
}

/** Of a role or of an entry of the catalogue: what no entitlement stands in. Whatever its own name is, what is below it is read. */
const GIVES_NOTHING: ReadonlySet<unknown> = new Set(['owner', 'risk', 'description', 'requestable', 'includes']);

function givesNothing({ path, at, suggestion }: SchemaFault): boolean {
  if (path.length === 1 && at === 'key') return true;
  return GIVES_NOTHING.has(suggestion) || path.slice(1).some((key) => GIVES_NOTHING.has(key));
}

function textsIn(value: unknown): readonly string[] {
  if (typeof value === 'string') return [value];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) => [key, ...textsIn(inner)]);
}

/** All parts together, whatever is missing in them. */
export function partsOf(read: { readonly [part in PartName]: ReadPart }): Parts {
  return Object.fromEntries(PART_NAMES.map((part) => [part, read[part].value])) as Parts;
}

function parsed(schema: z.ZodType, raw: unknown): unknown {
  for (const candidate of [raw, undefined, {}, []]) {
    const { success, data } = schema.safeParse(candidate);
    if (success) return data;
  }
  return {};
}
