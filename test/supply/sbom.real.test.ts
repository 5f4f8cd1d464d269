// What npm really writes holds each package that we ship, with all that an auditor asks for.
import { expect, test } from 'vitest';
import { lockedHere } from './locked.ts';
import { isOlder, npmSbom } from './npm.ts';
import { mendedSbom, sbomGaps } from './sbom.ts';

test('the list of what the product is made of has every shipped package with version, purl, licence and hash', async () => {
  const sbom = mendedSbom(await npmSbom(), lockedHere());
  const shipped = lockedHere().filter(({ use }) => use === 'production');
  expect(sbom.metadata.component).toMatchObject({
    name: 'frontdesk',
    purl: expect.stringContaining('pkg:npm/frontdesk@'),
  });
  expect(sbom.components.length).toBeGreaterThan(shipped.length);
  expect(sbomGaps(sbom, lockedHere())).toEqual([]);
}, 120_000);

test.each([
  ['9.2.0', true],
  ['10.1.9', true],
  ['10.2.0', false],
  ['11.19.1\n', false],
])('npm %s cannot write it: %s', (version, expected) => {
  expect(isOlder(version, [10, 2])).toBe(expected);
});
