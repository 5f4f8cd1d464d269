// What is left of a part when its faults are taken out, so that the names in the rest can still be held against the other parts.
import type * as z from 'zod';
import { type SchemaFault, schemaFaults } from './schema-faults.ts';
import type { Path } from './text-place.ts';

/** Taking a fault out may leave another one behind; after so many rounds what holds one goes whole. */
const ROUNDS = 6;

/** `indexes`: of a list, where the items that are left stood. `depth`: how deep the names of the part's entries lie. */
export function withoutFaults(
  raw: unknown,
  schema: z.ZodType,
  depth: number,
): { readonly value: unknown; readonly indexes: readonly number[] } {
  let value = structuredClone(raw);
  let indexes = Array.isArray(value) ? [...value.keys()] : [];
  for (let round = 0; ; round++) {
    const faults = schemaFaults(schema, value);
    if (faults.length === 0 || value === undefined) return { value, indexes };
    const whole = faults.filter((fault) => round >= ROUNDS || !takeOut(value, fault, depth)).map(({ path }) => path);
    if (round > 2 * ROUNDS || whole.some((path) => path.length === 0)) value = undefined;
    else if (Array.isArray(value)) {
      const gone = new Set(whole.map(([index]) => index));
      indexes = indexes.filter((_, at) => !gone.has(at));
      value = value.filter((_, at) => !gone.has(at));
    } else for (const path of whole) remove(value, path.slice(0, depth));
  }
}

/** Removes the named value that holds the fault, within its entry. False where the entry cannot do without it. */
function takeOut(value: unknown, { path, kind }: SchemaFault, depth: number): boolean {
  const last = path.findLastIndex((key) => typeof key === 'string');
  if (last < depth || kind === 'missing') return false;
  remove(value, path.slice(0, last + 1));
  return true;
}

function remove(value: unknown, path: Path): void {
  const holder = path
    .slice(0, -1)
    .reduce<unknown>(
      (from, key) => (typeof from === 'object' && from !== null ? Reflect.get(from, key) : undefined),
      value,
    );
  const last = path.at(-1);
  if (typeof holder === 'object' && holder !== null && last !== undefined) Reflect.deleteProperty(holder, last);
}
