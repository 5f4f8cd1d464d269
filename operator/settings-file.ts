// Reads frontdesk.yaml: placeholders filled in, keys checked, faults named with their place in the file.
import { readFileSync } from 'node:fs';
import { LineCounter, parseDocument } from 'yaml';
import type * as z from 'zod';
import { Settings } from '../shared/model/settings.ts';

/** A file that cannot be used, in sentences for the person who edits it. */
export class FileRefused extends Error {
  constructor(file: string, problems: readonly string[]) {
    super(`${file} cannot be used:\n${problems.map((problem) => `  ${problem}`).join('\n')}`);
    this.name = 'FileRefused';
  }
}

/** The settings; `values` fill `${NAME}`. Throws `FileRefused`. */
export function readSettings(file: string, values: { readonly [name: string]: string | undefined }): Settings {
  const missing: string[] = [];
  const text = readText(file).replaceAll(/\$\{([A-Z][A-Z0-9_]*)\}/g, (_, name: string) => {
    const value = values[name];
    if (value === undefined) missing.push(`\${${name}} is not set`);
    return value ?? '';
  });
  if (missing.length > 0) throw new FileRefused(file, missing);
  return parseYaml({ file, text }, Settings);
}

function readText(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    throw new FileRefused(file, ['it cannot be read']);
  }
}

/** YAML text against a schema; every problem with its line. Throws `FileRefused`. */
export function parseYaml<T>(
  { file, text }: { readonly file: string; readonly text: string },
  schema: z.ZodType<T>,
): T {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  const at = (offset: number) => `line ${lines.linePos(offset).line}`;
  if (document.errors.length > 0)
    throw new FileRefused(
      file,
      document.errors.map(({ message, pos }) => `${at(pos[0])}: ${message}`),
    );
  const parsed = schema.safeParse(document.toJS());
  if (parsed.success) return parsed.data;
  throw new FileRefused(
    file,
    parsed.error.issues.map(({ path, message }) => {
      const keys = path.map((key) => (typeof key === 'symbol' ? String(key) : key));
      return `${at(offsetOf(document, keys))}: ${keys.join('.') || 'the file'}: ${message}`;
    }),
  );
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
