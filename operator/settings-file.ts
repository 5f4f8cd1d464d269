// Reads frontdesk.yaml: placeholders filled in, keys checked, faults named with their place in the file.
import { readFileSync } from 'node:fs';
import { LineCounter, parseDocument } from 'yaml';
import type * as z from 'zod';
import { Settings } from '../shared/model/settings.ts';
import { type Fit, fitSource, fitTarget, type Misfit } from '../shared/wire/fit.ts';

/** A file that cannot be used, in sentences for the person who edits it. */
export class FileRefused extends Error {
  constructor(file: string, problems: readonly string[]) {
    super(`${file} cannot be used:\n${problems.map((problem) => `  ${problem}`).join('\n')}`);
    this.name = 'FileRefused';
  }
}

type Values = { readonly [name: string]: string | undefined };

/** The settings, each source and target of a known kind and configured as that kind wants it; `values` fill `${NAME}`. Throws `FileRefused`. */
export async function readFittingSettings(file: string, values: Values): Promise<Settings> {
  const text = filledIn(file, values);
  const settings = parseYaml({ file, text }, Settings);
  const misfits = await misfitsOf(settings);
  if (misfits.length > 0) throw new FileRefused(file, placed(yamlOf({ file, text }), misfits));
  return settings;
}

/** The settings as far as their own schema goes. Throws `FileRefused`. */
export function readSettings(file: string, values: Values): Settings {
  return parseYaml({ file, text: filledIn(file, values) }, Settings);
}

function filledIn(file: string, values: Values): string {
  const missing: string[] = [];
  const text = readText(file).replaceAll(/\$\{([A-Z][A-Z0-9_]*)\}/g, (_, name: string) => {
    const value = values[name];
    if (value === undefined) missing.push(`\${${name}} is not set`);
    return value ?? '';
  });
  if (missing.length > 0) throw new FileRefused(file, missing);
  return text;
}

function readText(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    throw new FileRefused(file, ['it cannot be read']);
  }
}

interface Yaml {
  readonly document: ReturnType<typeof parseDocument>;
  readonly lines: LineCounter;
}

interface YamlText {
  readonly file: string;
  readonly text: string;
}

/** YAML text against a schema; every problem with its line. Throws `FileRefused`. */
export function parseYaml<T>(source: YamlText, schema: z.ZodType<T>): T {
  const yaml = yamlOf(source);
  const parsed = schema.safeParse(yaml.document.toJS());
  if (parsed.success) return parsed.data;
  throw new FileRefused(source.file, placed(yaml, parsed.error.issues));
}

function yamlOf({ file, text }: YamlText): Yaml {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  if (document.errors.length === 0) return { document, lines };
  throw new FileRefused(
    file,
    document.errors.map(({ message, pos }) => `line ${lines.linePos(pos[0]).line}: ${message}`),
  );
}

/** Each problem as a sentence with its line. */
function placed({ document, lines }: Yaml, problems: readonly Misfit[]): readonly string[] {
  return problems.map(({ path, message }) => {
    const keys = path.map((key) => (typeof key === 'symbol' ? String(key) : key));
    const { line } = lines.linePos(offsetOf(document, keys));
    return `line ${line}: ${keys.join('.') || 'the file'}: ${message}`;
  });
}

async function misfitsOf({ sources, targets }: Settings): Promise<readonly Misfit[]> {
  const under = (fit: Fit<unknown, unknown>, ...place: readonly string[]) =>
    fit.kind === 'fit' ? [] : fit.misfits.map(({ path, message }) => ({ path: [...place, ...path], message }));
  const found = await Promise.all([
    ...Object.entries(sources).map(async ([name, one]) => under(await fitSource(one), 'sources', name)),
    ...Object.entries(targets).map(async ([name, one]) => under(await fitTarget(one), 'targets', name)),
  ]);
  return found.flat();
}

/** Where the nearest existing node of a path begins. */
function offsetOf(document: ReturnType<typeof parseDocument>, path: readonly (string | number)[]): number {
  for (let length = path.length; length > 0; length--) {
    const node: unknown = document.getIn(path.slice(0, length), true);
    const range = typeof node === 'object' && node !== null && 'range' in node ? node.range : undefined;
    if (Array.isArray(range) && typeof range[0] === 'number') return range[0];
  }
  return 0;
}
