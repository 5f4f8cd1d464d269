// The README and the docs name only what is there: files, links, commands, chapters.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { describe, expect, test } from 'vitest';

const ROOT = resolve(import.meta.dirname, '../..');

const pages = [
  'README.md',
  'CONTRIBUTING.md',
  'SECURITY.md',
  ...markdownIn('docs'),
  ...markdownIn('docs/decisions'),
  ...markdownIn('docs/runbooks'),
  ...['', 'saas-50', 'mixed-1000', 'enterprise-10000', 'pull-request'].flatMap((name) =>
    markdownIn(join('examples', name)),
  ),
];

function markdownIn(folder: string): readonly string[] {
  return readdirSync(join(ROOT, folder))
    .filter((name) => name.endsWith('.md'))
    .map((name) => join(folder, name));
}

function textOf(page: string): string {
  return readFileSync(join(ROOT, page), 'utf8');
}

/** Targets of relative links, without their anchors. */
function linksIn(text: string): readonly string[] {
  return [...text.matchAll(/\]\(([^)\s]+)\)/g)]
    .map(([, target = '']) => target.split('#')[0] ?? '')
    .filter((target) => target !== '' && !target.includes('://'));
}

/** Paths of the repository in code spans; `<name>` stands for what the reader chooses. */
function pathsIn(text: string): readonly string[] {
  return [...text.matchAll(/`((?:shared|functions|infra|operator|policy|test|bin|docs|examples)\/[^`\s]*)`/g)]
    .map(([, path = '']) => path)
    .filter((path) => !/[<*]|acme/.test(path));
}

describe.each(pages)('%s', (page) => {
  const text = textOf(page);

  test('leads nowhere that is not there', () => {
    const broken = linksIn(text).filter((target) => !existsSync(join(ROOT, dirname(page), target)));
    expect(broken).toEqual([]);
  });

  test('names no file that is not there', () => {
    const isThere = (path: string) =>
      [ROOT, join(ROOT, dirname(page))].some((folder) => existsSync(join(folder, path)));
    expect(pathsIn(text).filter((path) => !isThere(path))).toEqual([]);
  });

  test('names no npm script that is not there', () => {
    const { scripts } = JSON.parse(textOf('package.json')) as { scripts: { [name: string]: string } };
    const named = [...text.matchAll(/npm run ([a-z:]+)/g)].map(([, name = '']) => name);
    expect(named.filter((name) => !Object.hasOwn(scripts, name))).toEqual([]);
  });
});

test('every command of the command line has its place in the page for operators', () => {
  const folder = join(ROOT, 'operator/commands');
  const sources = readdirSync(folder).map((name) => readFileSync(join(folder, name), 'utf8'));
  const commands = sources.flatMap((source) =>
    [...source.matchAll(/\.command\('([a-z]+)'\)/g)].map(([, name]) => name),
  );
  const operate = textOf('docs/operate.md');
  expect(commands.length).toBeGreaterThan(10);
  expect(commands.filter((name) => !new RegExp(`frontdesk (\\w+ )?${name}`).test(operate))).toEqual([]);
});

test('the checks see what is broken', () => {
  expect(linksIn('[a](docs/none.md#x) and [b](https://example.com)')).toEqual(['docs/none.md']);
  expect(pathsIn('`shared/core/none.ts` and `test/<yours>` and `npm test`')).toEqual(['shared/core/none.ts']);
});
