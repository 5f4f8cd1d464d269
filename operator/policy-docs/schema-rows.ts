// A JSON Schema as rows of a table: every key with what may stand there and what it says.
import type { JsonSchema } from './part-schema.ts';

export interface Row {
  /** `NAME.entitlements.NAME[]`. */
  readonly path: string;
  readonly kind: string;
  readonly need: string;
  readonly says: string;
}

/** By what it is, where it was told first. */
type Told = Map<string, string>;

/** Of what stands below `path`, the outer keys first; what was told before is not told again, and conditions have a table of their own. */
export function rowsOf(schema: JsonSchema, path: string, told: Told = new Map()): readonly Row[] {
  const { properties = {}, required = [], additionalProperties, items, anyOf = [] } = schema;
  const isToldBefore = tell(schema, path, told) !== path;
  if (isToldBefore) return [];
  const maps = anyOf.filter((one) => one.properties);
  return [
    ...Object.entries(properties).flatMap(([key, inner]) =>
      entryRows(inner, { path: below(path, key), need: required.includes(key) ? 'yes' : '', told }),
    ),
    ...(typeof additionalProperties === 'object'
      ? recordRows(additionalProperties, { path: below(path, nameWord(schema.propertyNames)), told })
      : []),
    ...(items ? rowsOf(items, `${path}[]`, told) : []),
    ...anyOf.flatMap((one) =>
      rowsOf(one, path, told).map((row) =>
        maps.length > 1 && one.properties ? { ...row, need: 'one of these' } : row,
      ),
    ),
  ];
}

interface Entry {
  readonly path: string;
  readonly need: string;
  readonly told: Told;
}

function entryRows(schema: JsonSchema, { path, need, told }: Entry): readonly Row[] {
  const first = told.get(identity(schema) ?? '');
  const row = rowOf(path, schema, need);
  return [
    first === undefined ? row : { ...row, says: [row.says, `as \`${first}\``].filter((one) => one !== '').join('; ') },
    ...rowsOf(schema, path, told),
  ];
}

/** A record of maps is told by what is in them; one of single values by a row. */
function recordRows(values: JsonSchema, { path, told }: Omit<Entry, 'need'>): readonly Row[] {
  const isMap = values.properties !== undefined || values.additionalProperties !== undefined;
  return isMap || values.description === undefined
    ? namedRows(values, path, told)
    : entryRows(values, { path, need: '', told });
}

function namedRows(values: JsonSchema, path: string, told: Told): readonly Row[] {
  return told.has(identity(values) ?? '') ? entryRows(values, { path, need: '', told }) : rowsOf(values, path, told);
}

/** The path at which a map or a choice was told first; `path` itself where it is told now. */
function tell(schema: JsonSchema, path: string, told: Told): string {
  const what = identity(schema);
  if (what === undefined) return path;
  const first = told.get(what) ?? path;
  told.set(what, first);
  return first;
}

/** Of what has keys or alternatives. */
function identity({ description: _, default: __, ...schema }: JsonSchema): string | undefined {
  return schema.properties || schema.anyOf ? JSON.stringify(schema) : undefined;
}

function below(path: string, key: string): string {
  return path === '' ? key : `${path}.${key}`;
}

function rowOf(path: string, schema: JsonSchema, need: string): Row {
  const fallback = schema.default === undefined ? '' : JSON.stringify(schema.default);
  return {
    path,
    kind: kindOf(schema),
    need: need || (fallback === '{}' || fallback === '[]' ? '' : fallback),
    says: schema.description ?? '',
  };
}

function nameWord({ pattern = '' }: JsonSchema = {}): string {
  if (pattern.startsWith('^[a-z]+:')) return 'KIND:NAME';
  return pattern.startsWith('^[a-zA-Z]') ? 'Name' : 'NAME';
}

/** `text`, `list of text`, `low, medium or high`. */
export function kindOf(schema: JsonSchema): string {
  const { type, enum: values, anyOf, allOf, items, $ref } = schema;
  if ($ref !== undefined || allOf?.some((one) => one.$ref !== undefined)) return '[condition](#conditions)';
  if (anyOf) return either([...new Set(anyOf.map(kindOf))]);
  if (schema.const !== undefined) return `\`${String(schema.const)}\``;
  if (values) return either(values.map((value) => `\`${String(value)}\``));
  if (type === 'array') return `list of ${items ? kindOf(items) : 'anything'}`;
  if (type === 'object') return 'map';
  if (type === 'integer' || type === 'number') return numberWords(schema);
  return type === 'boolean' ? '`true` or `false`' : textWords(schema);
}

function textWords({ pattern = '' }: JsonSchema): string {
  if (pattern.startsWith('^[a-z]+:')) return '`kind:name`';
  return pattern.startsWith('^[a-z0-9][a-z0-9_-]') ? 'name' : 'text';
}

function numberWords({ type, minimum, maximum }: JsonSchema): string {
  const word = type === 'integer' ? 'whole number' : 'number';
  return minimum === undefined || maximum === undefined ? word : `${word} from ${minimum} to ${maximum}`;
}

function either(words: readonly string[]): string {
  return words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} or ${words.at(-1)}`;
}
