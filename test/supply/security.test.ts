// SECURITY.md claims nothing without naming what backs it, and says what is not covered.
import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, test } from 'vitest';

const ROOT = resolve(import.meta.dirname, '../..');
const page = readFileSync(join(ROOT, 'SECURITY.md'), 'utf8');

type Row = readonly string[];

/** The rows of all tables below a heading of the second level, without their heads. */
function rowsBelow(markdown: string, heading: string): readonly Row[] {
  const [, below = ''] = markdown.split(`\n## ${heading}\n`);
  const section = below.split('\n## ')[0] ?? '';
  const tables = section.split('\n').map((line) => (line.startsWith('|') ? cellsOf(line) : undefined));
  return tables.filter((row, at) => row !== undefined && !isRule(row) && !isRule(tables[at + 1])) as readonly Row[];
}

function cellsOf(line: string): Row {
  return line
    .split('|')
    .slice(1, -1)
    .map((cell) => cell.trim());
}

function isRule(row: Row | undefined): boolean {
  return row?.every((cell) => /^-+$/.test(cell)) ?? false;
}

/** A sentence for each claim that names nothing, or something that is not there. */
function unbacked(rows: readonly Row[]): readonly string[] {
  return rows.flatMap(([threat = '', , backing = '']) => {
    const paths = [...backing.matchAll(/`([^`]+)`/g)].map(([, path = '']) => path);
    if (paths.length === 0) return [`"${threat}" names nothing that backs it`];
    const lost = paths.filter((path) => !existsSync(join(ROOT, path)));
    return lost.map((path) => `"${threat}" is backed by ${path}, which is not there`);
  });
}

describe('SECURITY.md', () => {
  test('backs every defence with a test or a file that is there', () => {
    const claims = rowsBelow(page, 'Threats, and what stops them');
    expect(claims.length).toBeGreaterThan(25);
    expect(unbacked(claims)).toEqual([]);
  });

  test('says what is not covered, and why', () => {
    const open = rowsBelow(page, 'Not covered');
    expect(open.length).toBeGreaterThan(10);
    for (const [threat = '', why = ''] of open) expect([threat, why].every((cell) => cell.length > 10)).toBe(true);
  });

  test.each(['Report a vulnerability', 'Supported versions', 'What an operator must do'])(
    'has a word on: %s',
    (heading) => {
      expect(page).toContain(`\n## ${heading}\n`);
    },
  );

  test('invents no address to write to', () => {
    expect(page).not.toMatch(/\S+@\S+\.\S+|mailto:/);
  });

  test('is found from the README', () => {
    expect(readFileSync(join(ROOT, 'README.md'), 'utf8')).toContain('](SECURITY.md)');
  });
});

test('a claim without backing, and one backed by what is not there, are found', () => {
  const planted = '# x\n\n## Claims\n\n| threat | stop | backed by |\n|---|---|---|\n';
  const rows = '| sound | x | `README.md` |\n| bare | x | trust us |\n| lost | x | `test/gone.test.ts` |\n';
  const claims = rowsBelow(`${planted}${rows}\n## Other\n\n| a | b | c |\n|---|---|---|\n| d | e | f |\n`, 'Claims');
  expect(claims.map(([threat]) => threat)).toEqual(['sound', 'bare', 'lost']);
  expect(unbacked(claims)).toEqual([
    '"bare" names nothing that backs it',
    '"lost" is backed by test/gone.test.ts, which is not there',
  ]);
});
