import { describe, expect, test } from 'vitest';
import { isAllowed, licenceExceptions, licenceFaults } from './licences.ts';
import { type Locked, lockedHere, lockedIn } from './locked.ts';

function aPackage(one: Partial<Locked>): Locked {
  const name = one.name ?? 'planted';
  const known = { path: `node_modules/${name}`, name, version: '1.0.0', integrity: undefined };
  return { ...known, licence: 'MIT', use: 'production', ...one };
}

describe('what npm ci brings in', () => {
  test('comes under licences that we may pass on, tools apart', () => {
    const packages = lockedHere();
    expect(packages.filter(({ use }) => use === 'production').length).toBeGreaterThan(100);
    expect(licenceFaults(packages)).toEqual([]);
  });

  test('has a written reason for each exception', () => {
    for (const { reason } of licenceExceptions) expect(reason.length).toBeGreaterThan(20);
  });
});

describe('the look at the licences finds', () => {
  test('one that we may not pass on, also under another package, and one that is missing', () => {
    const lock = {
      packages: {
        '': { version: '0.1.0' },
        'node_modules/a': { version: '1.0.0', license: 'MIT' },
        'node_modules/a/node_modules/@b/c': { version: '1.0.0', license: 'GPL-3.0-only' },
        'node_modules/d': { version: '1.0.0' },
        'node_modules/e': { version: '1.0.0', license: 'SEE LICENSE IN LICENSE.md', dev: true },
      },
    };
    expect(licenceFaults(lockedIn(lock), [])).toEqual([
      'node_modules/a/node_modules/@b/c (production): GPL-3.0-only',
      'node_modules/d (production): no licence',
      'node_modules/e (development): SEE LICENSE IN LICENSE.md',
    ]);
  });

  test('a licence for tools in what we ship', () => {
    const licence = 'MPL-2.0';
    expect(licenceFaults([aPackage({ licence, use: 'development' })], [])).toEqual([]);
    expect(licenceFaults([aPackage({ licence })], [])).toEqual(['node_modules/planted (production): MPL-2.0']);
  });

  test('an exception that is not needed any more', () => {
    const exception = { name: 'planted', licence: 'MIT', reason: 'its LICENSE file says so' };
    expect(licenceFaults([aPackage({ licence: undefined })], [exception])).toEqual([]);
    const idle = ['the exception for planted is not needed any more'];
    expect(licenceFaults([aPackage({})], [exception])).toEqual(idle);
    expect(licenceFaults([], [exception])).toEqual(idle);
  });
});

test.each([
  ['MIT', true],
  ['(MIT OR GPL-3.0-or-later)', true],
  ['GPL-3.0-or-later OR MIT', true],
  ['MIT AND ISC', true],
  ['MIT AND GPL-3.0-only', false],
  ['MIT OR GPL-3.0-only AND ISC', true],
  ['(MIT OR GPL-3.0-only) AND LGPL-3.0-only', false],
  ['GPL-3.0-only', false],
  ['', false],
  ['MIT OR', true],
  ['MIT ISC', false],
  ['(MIT', false],
  ['MIT WITH something', false],
])('the expression "%s" may be used: %s', (expression, expected) => {
  expect(isAllowed(expression, ['MIT', 'ISC'])).toBe(expected);
});
