import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import {
  explainedScripts,
  readDecidedScripts,
  readExplainedScripts,
  readLock,
  scriptedPackages,
  unpinned,
} from './locked-packages.ts';
import { mendedLock } from './mended-lock.ts';

describe('what npm ci brings in', () => {
  const lock = readLock();

  test('runs no install script that nobody decided about', () => {
    expect([...scriptedPackages(lock)].sort()).toEqual([...readDecidedScripts()].sort());
  });

  test('runs none of them either, whichever npm does it', () => {
    const config = readFileSync(resolve(import.meta.dirname, '../../.npmrc'), 'utf8');
    expect(config.split('\n')).toContain('ignore-scripts=true');
    expect(readDecidedScripts(true)).toEqual([]);
  });

  test('has a written reason for each decision about an install script', () => {
    expect(readDecidedScripts().filter((name) => !readExplainedScripts().includes(name))).toEqual([]);
  });

  test('is locked for every platform and every Node, else "npm run lock" has to be called', () => {
    const text = readFileSync(resolve(import.meta.dirname, '../../package-lock.json'), 'utf8');
    expect(text === mendedLock(text)).toBe(true);
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
    const mended = mendedLock(
      JSON.stringify({
        packages: {
          '': { optionalDependencies: { a: '1.0.0' } },
          'node_modules/a': {
            dev: true,
            license: 'MIT',
            optionalDependencies: {
              'b-darwin-x64': '1.0.0',
              'c-linux-x64': '1.0.0',
              'd-linux-arm64-musl': '2.0.0',
              e: '^1.0.0',
            },
          },
          'node_modules/a/node_modules/b-darwin-x64': {},
          'node_modules/c-linux-x64': {},
        },
      }),
    );
    const paths = Object.keys(JSON.parse(mended).packages);
    expect(paths.filter((path) => path.includes('-'))).toEqual([
      'node_modules/a/node_modules/b-darwin-x64',
      'node_modules/c-linux-x64',
      'node_modules/d-linux-arm64-musl',
    ]);
    expect(JSON.parse(mended).packages['node_modules/d-linux-arm64-musl']).toEqual({
      version: '2.0.0',
      cpu: ['arm64'],
      dev: true,
      libc: ['musl'],
      license: 'MIT',
      optional: true,
      os: ['linux'],
    });
  });

  test('an optional package that an older Node would be refused', () => {
    const engines = { node: '>=22' };
    const packages = { 'node_modules/a': { optional: true, engines }, 'node_modules/b': { engines } };
    expect(JSON.parse(mendedLock(JSON.stringify({ packages }))).packages).toEqual({
      'node_modules/a': { optional: true },
      'node_modules/b': { engines },
    });
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
