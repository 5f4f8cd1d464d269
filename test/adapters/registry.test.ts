import { expect, test } from 'vitest';
import { adapterByName, adapterNames } from '../../shared/adapters/index.ts';

test('every adapter answers to its own name and can shut an account', async () => {
  expect(adapterNames).toContain('scim');
  for (const name of adapterNames) {
    const adapter = await adapterByName(name);
    expect(adapter?.name).toBe(name);
    expect(adapter?.capabilities.verbs).toEqual(expect.arrayContaining(['ensure', 'suspend']));
  }
});

test('a name that is in no registry, or in every object, is nobody', async () => {
  expect(await adapterByName('nobody')).toBeUndefined();
  expect(await adapterByName('constructor')).toBeUndefined();
});
