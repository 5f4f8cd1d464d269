// The source files of the house as the rules see them: path, text, imports and syntax tree, from disk or from memory.
import { globSync, readFileSync } from 'node:fs';
import { posix } from 'node:path';
import { type ParseResult, type Program, parseSync } from 'oxc-parser';

export interface Import {
  /** As written: `../core/plan.ts`, `zod`, `node:crypto`. */
  readonly specifier: string;
  /** From the root of the house for a relative import, the package otherwise. */
  readonly target: string;
  readonly isRelative: boolean;
  /** It vanishes when types are stripped. */
  readonly isTypeOnly: boolean;
  readonly line: number;
}

export interface SourceFile {
  /** From the root of the house, with `/`. */
  readonly path: string;
  readonly text: string;
  readonly imports: readonly Import[];
  readonly program: Program;
}

const FOLDERS = ['bench', 'bin', 'examples', 'functions', 'infra', 'operator', 'shared', 'test'];

/** Every TypeScript and JavaScript file of the product and its tests. A folder that does not exist yet is empty. */
export function houseOnDisk(root: string): readonly SourceFile[] {
  const patterns = ['*.ts', ...FOLDERS.map((folder) => `${folder}/**/*.{ts,tsx,js}`)];
  const paths = globSync(patterns, { cwd: root, exclude: (name) => name === 'node_modules' || name === 'cdk.out' });
  return paths
    .sort()
    .map((path) => sourceFile(path.replaceAll('\\', '/'), readFileSync(posix.join(root, path), 'utf8')));
}

/** A small house for the tests of the rules: path to text. */
export function houseInMemory(files: Readonly<Record<string, string>>): readonly SourceFile[] {
  return Object.entries(files).map(([path, text]) => sourceFile(path, text));
}

/** The line of an offset, counted from 1. */
export function lineAt(text: string, offset: number): number {
  return text.slice(0, offset).split('\n').length;
}

function sourceFile(path: string, text: string): SourceFile {
  const parsed = parseSync(path, text);
  const [error] = parsed.errors;
  if (error) throw new Error(`${path} cannot be parsed: ${error.message}`);
  return { path, text, imports: importsOf(path, text, parsed), program: parsed.program };
}

function importsOf(path: string, text: string, { module }: ParseResult): readonly Import[] {
  const at = (specifier: string, offset: number, isTypeOnly: boolean): Import => {
    const isRelative = specifier.startsWith('.');
    const target = isRelative ? posix.join(posix.dirname(path), specifier) : specifier;
    return { specifier, target, isRelative, isTypeOnly, line: lineAt(text, offset) };
  };
  const statically = module.staticImports.map(({ moduleRequest, entries, start }) =>
    at(moduleRequest.value, start, entries.length > 0 && entries.every(({ isType }) => isType)),
  );
  const again = module.staticExports.flatMap(({ entries, start }) => {
    const from = entries.find(({ moduleRequest }) => moduleRequest)?.moduleRequest?.value;
    return from === undefined
      ? []
      : [
          at(
            from,
            start,
            entries.every(({ isType }) => isType),
          ),
        ];
  });
  const lazily = module.dynamicImports.map(({ moduleRequest: { start, end } }) =>
    at(text.slice(start + 1, end - 1), start, false),
  );
  return [...statically, ...again, ...lazily];
}
