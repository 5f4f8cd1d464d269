import { readdirSync } from 'node:fs';
import { expect, test } from 'vitest';
import { doorOf, sourceByName, sourceNames } from '../../shared/sources/index.ts';

test('every folder of a source is in the registry under its own name', async () => {
  const folders = readdirSync('shared/sources', { withFileTypes: true }).filter((entry) => entry.isDirectory());
  expect(sourceNames).toEqual(folders.map(({ name }) => name).sort());
  for (const name of sourceNames) expect((await sourceByName(name))?.name).toBe(name);
});

test('a name that is no source gives none, even if it means something to JavaScript', async () => {
  for (const name of ['workday', '__proto__', 'constructor', 'toString', ''])
    expect(await sourceByName(name), name).toBeUndefined();
});

test('a webhook that can be authenticated can be understood, and the other way round', async () => {
  for (const name of sourceNames.filter((one) => one !== 'scim')) {
    const source = await sourceByName(name);
    expect(source?.authenticate === undefined, name).toBe(source?.normalise === undefined);
    expect(source?.normalise !== undefined || source?.snapshot !== undefined, name).toBe(true);
  }
});

test('a source comes by the door that its vendor can use', async () => {
  for (const name of sourceNames) {
    const source = await sourceByName(name);
    const door = source?.authenticate === undefined ? 'files' : name === 'scim' ? 'scim' : 'hooks';
    expect(doorOf(name), name).toBe(door);
  }
  for (const name of ['workday', '__proto__', 'constructor', '']) expect(doorOf(name), name).toBeUndefined();
});
