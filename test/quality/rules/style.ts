// The house style as far as a file shows it: names, sizes, drawers, `any`, default exports, and a first sentence.
import { Visitor } from 'oxc-parser';
import { lineAt, type SourceFile } from '../house.ts';
import { isBelow, perFile, type Rule } from '../rule.ts';

const DRAWERS = /^(?:utils?|helpers?|commons?|types?|misc|shared|stuff|lib)(?:\.test)?\.(?:tsx?|js)$/;
const KEBAB = /^[a-z0-9]+(?:-[a-z0-9]+)*(?:\.[a-z0-9]+(?:-[a-z0-9]+)*)*\.(?:tsx?|js)$/;
const CODE_LINES = 250;
const TEST_LINES = 400;
/** Tools that read a default export and nothing else. */
const DEMANDS_DEFAULT = /^(?:[^/]+|.+\/vitest)\.config\.ts$/;

export const drawersRule: Rule = perFile('no file is a drawer: its name says what is in it', ({ path }) =>
  DRAWERS.test(nameOf(path)) ? [{ what: 'is a drawer: name it by what it does' }] : [],
);

export const namesRule: Rule = perFile('files are named in kebab-case', ({ path }) =>
  KEBAB.test(nameOf(path)) ? [] : [{ what: 'is not in kebab-case' }],
);

export const sizeRule: Rule = perFile(
  `a file has at most ${CODE_LINES} lines, a test ${TEST_LINES}`,
  ({ path, text }) => {
    const most = isBelow(path, 'test', 'bench') ? TEST_LINES : CODE_LINES;
    const lines = text.split('\n').length - (text.endsWith('\n') ? 1 : 0);
    return lines > most ? [{ what: `has ${lines} lines, at most ${most} are allowed` }] : [];
  },
);

export const anyRule: Rule = perFile('nothing is `any`', (file) => {
  const lines: number[] = [];
  new Visitor({ TSAnyKeyword: ({ start }) => lines.push(lineAt(file.text, start)) }).visit(file.program);
  return lines.map((line) => ({ line, what: 'says any' }));
});

export const defaultExportRule: Rule = perFile('exports have names', (file) =>
  DEMANDS_DEFAULT.test(file.path)
    ? []
    : file.program.body
        .filter(({ type }) => type === 'ExportDefaultDeclaration')
        .map(({ start }) => ({ line: lineAt(file.text, start), what: 'has a default export' })),
);

/** A test's title is its sentence. */
export const firstSentenceRule: Rule = perFile('a file opens with a sentence that says why it is there', (file) =>
  file.path.endsWith('.test.ts') || opensWithComment(file) ? [] : [{ line: 1, what: 'opens without a comment' }],
);

function opensWithComment({ text }: SourceFile): boolean {
  return /^(?:#!.*\n)?(?:\/\/ \S|\/\*\*? \S)/.test(text);
}

function nameOf(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}
