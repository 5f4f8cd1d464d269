import { describe, expect, test } from 'vitest';
import {
  explainedScripts,
  missingOptional,
  readDecidedScripts,
  readExplainedScripts,
  readLock,
  scriptedPackages,
  unpinned,
} from './locked-packages.ts';

describe('what npm ci brings in', () => {
  const lock = readLock();

  test('runs no install script that nobody decided about', () => {
    expect([...scriptedPackages(lock)].sort()).toEqual([...readDecidedScripts()].sort());
  });

  test('has a written reason for each decision about an install script', () => {
    expect(readDecidedScripts().filter((name) => !readExplainedScripts().includes(name))).toEqual([]);
  });

  test("is locked for every platform, so that npm accepts the lock on everybody's machine", () => {
    expect(missingOptional(lock)).toEqual([]);
  });

  test('is pinned to one version each', () => {
    expect(unpinned(lock)).toEqual([]);
  });
});

describe('the look at the lock finds', () => {
  test('an install script, also of a package within another one', () => {
    const packages = {
      'node_modules/@a/b': { hasInstallScript: true },
      'node_modules/c/node_modules/d': { hasInstallScript: true },
      'node_modules/e': {},
    };
    expect(scriptedPackages({ packages })).toEqual(['@a/b', 'd']);
  });

  test('an optional package that is left out, and none that is there', () => {
    const packages = {
      '': { optionalDependencies: { a: '1.0.0', gone: '1.0.0' } },
      'node_modules/a': { optionalDependencies: { b: '1.0.0', c: '1.0.0', away: '1.0.0' } },
      'node_modules/a/node_modules/b': {},
      'node_modules/c': {},
    };
    expect(missingOptional({ packages })).toEqual(['gone', 'away']);
  });

  test('a version that may move', () => {
    const packages = {
      '': { dependencies: { a: '^1.0.0', b: '1.0.0' }, devDependencies: { c: 'latest', d: '1.0.0-beta.1' } },
    };
    expect(unpinned({ packages })).toEqual(['a', 'c']);
  });

  test('a decision without a reason', () => {
    const reason = 'prebuilt binaries are in the package';
    const table = `| package | decision | reason |\n|---|---|---|\n| \`a\`, \`b\` | denied | ${reason} |\n| \`c\` | allowed | |\n`;
    expect(explainedScripts(table)).toEqual(['a', 'b']);
  });
});
