// What is remembered of the last whole list, also when two lists are taken in at once.
import { describe, expect, it } from 'vitest';
import { recall, remember } from '../../shared/steps/snapshot-memory.ts';
import { aCompany } from '../builders/a-company.ts';

function aList(takenAt: number, count: number) {
  const people = new Map(Array.from({ length: count }, (_, at) => [`p${at}`, `d${takenAt}`]));
  return { memory: { people: count, columns: ['id'], takenAt }, people };
}

/** How many chunks of lists lie in the store. */
async function chunks({ table }: Awaited<ReturnType<typeof aCompany>>): Promise<number> {
  return table.contents('state').filter(({ pk, sk }) => pk === 'acme#snapshot#hr' && sk !== 'head').length;
}

describe('the memory of a source', () => {
  it('is the last list that was taken in, whole, and nothing else stays', async () => {
    const company = await aCompany();
    expect(await recall(company.pipeline, 'hr')).toBeUndefined();
    for (const list of [aList(1, 9_000), aList(2, 5)]) {
      await remember(company.pipeline, 'hr', list);
      expect(await recall(company.pipeline, 'hr')).toMatchObject(list);
    }
    expect(await chunks(company)).toBe(1);
  });

  it.each([
    [1, 2],
    [2, 1],
    [2, 2],
  ])('of lists taken at %i and at %i at once it is the later one, whole', async (one, other) => {
    const company = await aCompany();
    await remember(company.pipeline, 'hr', aList(0, 100));
    const lists = [aList(one, 9_000), aList(other, 8_999)];
    await Promise.all(lists.map((list) => remember(company.pipeline, 'hr', list)));
    const kept = await recall(company.pipeline, 'hr');
    expect(kept?.memory.takenAt).toBe(Math.max(one, other));
    expect(kept?.people.size).toBe(kept?.memory.people);
    expect(await chunks(company)).toBe(3);
  });

  it('stays when an older list comes in late', async () => {
    const company = await aCompany();
    await remember(company.pipeline, 'hr', aList(7, 3));
    await remember(company.pipeline, 'hr', aList(5, 9));
    expect(await recall(company.pipeline, 'hr')).toMatchObject(aList(7, 3));
    expect(await chunks(company)).toBe(1);
  });
});
