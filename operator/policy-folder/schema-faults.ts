// What a schema refuses, one sentence a fault: what stands there, what should, and the name that was probably meant.
import * as z from 'zod';
import { nearestName } from '../../shared/core/nearest.ts';
import { howToSay, meantBy } from './other-words.ts';
import { bare, branchFor, keysOf, kindTaken, requiredKeys, type Schema, schemaAt } from './schema-tree.ts';
import type { Path } from './text-place.ts';
import { bracedName, givenWords, hiddenWords, KIND_WORDS, type Kind, kindOf, mendingWords } from './value-words.ts';

export interface SchemaFault {
  readonly path: Path;
  readonly at: 'key' | 'value';
  /** `missing`: it must be there; `empty`: nothing of what could stand there does; `unknown`: a key that cannot stand there. */
  readonly kind: 'missing' | 'empty' | 'unknown' | 'wrong';
  readonly message: string;
  readonly suggestion?: string;
}

interface Of {
  readonly schema: Schema;
  readonly value: unknown;
  readonly base: Path;
}

/** Every fault of a value, in the schema's order. */
export function schemaFaults(schema: z.ZodType, value: unknown): readonly SchemaFault[] {
  const { error } = schema.safeParse(value);
  return error ? withoutEchoes(error.issues.flatMap((issue) => explained(issue, { schema, value, base: [] }))) : [];
}

/** A key that is misspelled is also missing, and what it names is also not named: one of the two sentences is enough. */
function withoutEchoes(faults: readonly SchemaFault[]): readonly SchemaFault[] {
  const unknown = faults.filter(({ kind, suggestion }) => kind === 'unknown' && suggestion !== undefined);
  const misspelled = new Set(unknown.map(({ path, suggestion }) => JSON.stringify([...path.slice(0, -1), suggestion])));
  const holders = new Set(faults.filter(({ at }) => at === 'key').map(({ path }) => JSON.stringify(path.slice(0, -1))));
  return faults.filter(({ kind, path }) => {
    if (kind === 'missing') return !misspelled.has(JSON.stringify(path));
    return kind !== 'empty' || !holders.has(JSON.stringify(path));
  });
}

function explained(issue: z.core.$ZodIssue, of: Of): readonly SchemaFault[] {
  const below = issue.path.filter((key) => typeof key !== 'symbol');
  const path = [...of.base, ...below];
  const value = valueAt(of.value, below);
  const one = (message: string, suggestion?: string): readonly SchemaFault[] => [
    { path, at: 'value', kind: 'wrong', message, ...(suggestion !== undefined && { suggestion }) },
  ];
  switch (issue.code) {
    case 'unrecognized_keys':
      return unknownKeys(issue.keys, path, schemaAt(of.schema, below, of.value));
    case 'invalid_union':
      return inUnion(issue, { schema: schemaAt(of.schema, below, of.value) ?? of.schema, value, base: path });
    case 'invalid_key':
      return [
        { path, at: 'key', kind: 'wrong', message: `this name must be ${wanted(issue.issues[0]?.message)}` },
        ...inside(schemaAt(of.schema, below, of.value), value, path),
      ];
    case 'invalid_type':
      return value === undefined
        ? [missing(path, schemaAt(of.schema, below, of.value))]
        : one(typeWords(issue.expected, value));
    case 'invalid_value':
      if (value === undefined) return [missing(path, schemaAt(of.schema, below, of.value))];
      return one(
        `must be ${choice(issue.values)}; it ${givenWords(value)}`,
        typeof value === 'string' ? nearestName(value, issue.values.map(String)) : undefined,
      );
    case 'too_small':
    case 'too_big':
      return one(sizeWords(issue, value)).map((fault) => (isEmptyList(value) ? { ...fault, kind: 'empty' } : fault));
    case 'invalid_format':
      return one(hiddenWords(value, issue.pattern) ?? `must be ${wanted(issue.message)}; it ${givenWords(value)}`);
    case 'custom':
      if (typeof issue.params?.needs === 'string') return [needed(issue.params.needs, value, path)];
      if (issue.params?.kind === 'empty') return one(issue.message).map((fault) => ({ ...fault, kind: 'empty' }));
      return one(typeof value === 'string' ? `${issue.message}; it ${givenWords(value)}` : issue.message);
    default:
      return one(typeof value === 'string' ? `${issue.message}; it ${givenWords(value)}` : issue.message);
  }
}

/** What a wrong name holds is looked at all the same. */
function inside(schema: Schema | undefined, value: unknown, base: Path): readonly SchemaFault[] {
  const { issues = [] } = (schema && z.safeParse(schema, value).error) ?? {};
  return schema ? issues.flatMap((issue) => explained(issue, { schema, value, base })) : [];
}

function isEmptyList(value: unknown): boolean {
  return Array.isArray(value) && value.length === 0;
}

/** At the name that was written instead, where there is one. */
function needed(name: string, value: unknown, path: Path): SchemaFault {
  const instead = meantBy(name, Object.keys(value ?? {}));
  const message = `needs "${name}"`;
  if (instead === undefined) return { path, at: 'value', kind: 'wrong', message };
  return {
    path: [...path, instead],
    at: 'key',
    kind: 'wrong',
    message: `${message}; this is another name`,
    suggestion: name,
  };
}

function missing(path: Path, schema: Schema | undefined): SchemaFault {
  return { path, at: 'value', kind: 'missing', message: `is missing${meaning(schema)}` };
}

function unknownKeys(keys: readonly string[], path: Path, schema: Schema | undefined): readonly SchemaFault[] {
  const known = schema ? keysOf(schema) : [];
  return keys.map((key) => {
    const suggestion = meantBy(key, known);
    return {
      path: [...path, key],
      at: 'key',
      kind: 'unknown',
      message: `${unknownWords(key, known)}; known are ${known.join(', ')}`,
      ...(suggestion !== undefined && { suggestion }),
    };
  });
}

function unknownWords(key: string, known: readonly string[]): string {
  if (known.includes(key.split(':')[0] ?? '')) return 'a ":" between name and value has a space after it';
  return `nothing of this name can stand here${howToSay(key, known)}`;
}

/** The faults of the branch that was meant. */
function inUnion(issue: z.core.$ZodIssueInvalidUnion, { schema, value, base }: Of): readonly SchemaFault[] {
  const { def } = bare(schema)._zod;
  const options = def.type === 'union' ? def.options : [];
  const branch = branchFor(options, value);
  const option = branch === undefined ? undefined : options[branch];
  if (option)
    return (issue.errors[branch ?? 0] ?? []).flatMap((one) => explained(one, { schema: option, value, base }));
  return [{ path: base, at: 'value', kind: 'wrong', message: noBranch(options, value) }];
}

function noBranch(options: readonly Schema[], value: unknown): string {
  if (bracedName(value) !== undefined && options.some((option) => kindTaken(option) === 'text'))
    return typeWords('string', value);
  const maps = options.map(requiredKeys).filter((keys) => keys.length > 0);
  if (kindOf(value) === 'map' && maps.length > 0)
    return `must name ${maps.map((keys) => keys.join(' and ')).join(', or ')}`;
  const kinds = [...new Set(options.map((option) => kindWords(option)))];
  return `must be ${kinds.join(', or ')}; it ${givenWords(value)}${mendingWords('text', value)}`;
}

function kindWords(option: Schema): string {
  const { def } = bare(option)._zod;
  if (def.type === 'literal') return choice(def.values);
  const kind = kindTaken(option);
  return kind === undefined || kind === 'nothing' ? 'something else' : KIND_WORDS[kind];
}

function choice(values: readonly unknown[]): string {
  const quoted = values.map((value) => `"${String(value)}"`);
  return quoted.length === 1 ? quoted.join() : `one of ${quoted.join(', ')}`;
}

const KINDS: { readonly [expected: string]: Exclude<Kind, 'nothing'> } = {
  string: 'text',
  array: 'list',
  object: 'map',
  record: 'map',
  number: 'number',
  boolean: 'boolean',
};

function typeWords(expected: string, value: unknown): string {
  if (expected === 'int') return `must be a whole number; it ${givenWords(value)}`;
  const kind = KINDS[expected] ?? 'text';
  return `must be ${KIND_WORDS[kind]}; it ${givenWords(value)}${mendingWords(kind, value)}`;
}

function sizeWords(issue: z.core.$ZodIssueTooSmall | z.core.$ZodIssueTooBig, value: unknown): string {
  const bound = issue.code === 'too_small' ? `at least ${issue.minimum}` : `at most ${issue.maximum}`;
  if (!Array.isArray(value)) return `must be ${bound}; it ${givenWords(value)}`;
  return value.length === 0 ? `names nothing; ${bound} must be named` : `names ${value.length}; it must be ${bound}`;
}

/** What a schema's own message asks for. */
function wanted(message = 'what can stand here'): string {
  return message.replace(/^is (?:not|no) /, '');
}

/** What the missing thing says, as the schema describes it. */
function meaning(schema: Schema | undefined): string {
  const described = (one: Schema) => z.globalRegistry.get(one)?.description;
  const description = schema && (described(schema) ?? described(bare(schema)));
  return description === undefined ? '' : `: ${description}`;
}

function valueAt(value: unknown, path: Path): unknown {
  return path.reduce<unknown>(
    (holder, key) => (holder === null || typeof holder !== 'object' ? undefined : Reflect.get(holder, key)),
    value,
  );
}
