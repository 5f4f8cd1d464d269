// Lists: true totals, a stable order, pages that neither overlap nor lose anybody.
import { expect, it } from 'vitest';
import { directoryPage } from '../../shared/steps/scim-directory.ts';
import { directoryKey } from '../../shared/steps/scim-records.ts';
import { memoryTable } from '../memory/memory-table.ts';
import { anEndpoint, aStoredUser, coreUser, type TestEndpoint } from './endpoint.ts';

async function aCompany(count: number): Promise<{ endpoint: TestEndpoint; ids: readonly string[] }> {
  const endpoint = anEndpoint();
  const ids: string[] = [];
  for (let at = 0; at < count; at++)
    ids.push(await aStoredUser(endpoint, `p${at}@example.com`, { externalId: `e${at % 3}` }));
  return { endpoint, ids };
}

async function page(endpoint: TestEndpoint, query: string) {
  const { status, json } = await endpoint.ask('GET', '/Users', { query });
  expect(status).toBe(200);
  return { ...json, ids: json.Resources.map(({ id }: { id: string }) => id) };
}

it('the pages of a list together are everybody once, in the order of creation', async () => {
  const { endpoint, ids } = await aCompany(57);
  for (const size of [1, 7, 56, 57, 100]) {
    const seen: string[] = [];
    for (let startIndex = 1; startIndex <= 57; startIndex += size) {
      const found = await page(endpoint, `startIndex=${startIndex}&count=${size}`);
      expect([found.totalResults, found.startIndex, found.itemsPerPage]).toEqual([57, startIndex, found.ids.length]);
      seen.push(...found.ids);
    }
    expect(seen).toEqual(ids);
  }
});

it('the bounds of a page are read as the RFC says', async () => {
  const { endpoint, ids } = await aCompany(5);
  expect((await page(endpoint, 'startIndex=0&count=2')).ids).toEqual(ids.slice(0, 2));
  expect((await page(endpoint, 'startIndex=-3&count=2')).ids).toEqual(ids.slice(0, 2));
  expect(await page(endpoint, 'count=0')).toMatchObject({ totalResults: 5, itemsPerPage: 0, Resources: [] });
  expect(await page(endpoint, 'count=-1')).toMatchObject({ totalResults: 5, itemsPerPage: 0 });
  expect(await page(endpoint, 'startIndex=6')).toMatchObject({ totalResults: 5, itemsPerPage: 0, startIndex: 6 });
  expect((await page(endpoint, 'startIndex=4&count=100000')).ids).toEqual(ids.slice(3));
  for (const query of ['startIndex=x', 'count=1.5', 'count=', 'startIndex=1e3', 'count=99999999999999999999'])
    expect((await endpoint.ask('GET', '/Users', { query })).status).toBe(400);
});

it('numbers are numbers, as Okta wants them', async () => {
  const { endpoint } = await aCompany(1);
  const { text } = await endpoint.ask('GET', '/Users', { query: 'startIndex=1&count=2' });
  expect(text).toContain('"totalResults":1,"startIndex":1,"itemsPerPage":1');
});

it('totals follow creations and deletions', async () => {
  const { endpoint, ids } = await aCompany(6);
  await endpoint.ask('DELETE', `/Users/${ids[2]}`);
  await endpoint.ask('DELETE', `/Users/${ids[2]}`);
  expect(await page(endpoint, '')).toMatchObject({ totalResults: 5, ids: ids.filter((id) => id !== ids[2]) });
});

it('users with one external id are all found, page by page', async () => {
  const { endpoint, ids } = await aCompany(9);
  const of = ids.filter((_, at) => at % 3 === 1);
  expect(await page(endpoint, 'filter=externalId+eq+"e1"')).toMatchObject({ totalResults: 3, ids: of });
  expect(await page(endpoint, 'filter=externalId+eq+"e1"&startIndex=2&count=1')).toMatchObject({
    totalResults: 3,
    ids: [of[1]],
  });
  const narrowed = encodeURIComponent('externalId eq "e1" and userName sw "p4"');
  expect((await page(endpoint, `filter=${narrowed}`)).ids).toEqual([ids[4]]);
});

it('users are found by their e-mail address as Entra ID asks for it, whatever its case', async () => {
  const endpoint = anEndpoint();
  const shared = [
    { value: 'Team@Example.com', type: 'work' },
    { value: 'own@home.example', type: 'home' },
  ];
  const first = await aStoredUser(endpoint, 'a@example.com', { emails: shared });
  const second = await aStoredUser(endpoint, 'b@example.com', {
    emails: [{ value: 'team@example.com', type: 'home' }],
  });
  const found = async (filter: string) => (await page(endpoint, `filter=${encodeURIComponent(filter)}`)).ids;
  expect(await found('emails.value eq "TEAM@example.com"')).toEqual([first, second]);
  expect(await found('emails[type eq "work"].value eq "team@example.com"')).toEqual([first]);
  expect(await found('emails[type eq "work" and value eq "own@home.example"]')).toEqual([]);
  await endpoint.patch(first, [{ op: 'Replace', path: 'emails[type eq "work"].value', value: 'a@example.com' }]);
  expect(await found('emails eq "team@example.com"')).toEqual([second]);
  expect(await found('emails[type eq "work"].value eq "a@example.com"')).toEqual([first]);
});

it('a filter that finds more than a thousand users is refused, not cut short', async () => {
  const endpoint = anEndpoint();
  const id = await aStoredUser(endpoint, 'a@example.com', { externalId: 'crowd' });
  const one = endpoint.table.contents('state').find(({ pk, sk }) => pk.includes('#externalId#') && sk === id);
  if (!one) throw new Error('no row finds the external id');
  for (let at = 0; at < 1_000; at++)
    await endpoint.table.write([{ kind: 'put', item: { ...one, sk: `x${at}`, fields: { id: `x${at}` } } }]);
  const { status, json } = await endpoint.ask('GET', '/Users', { query: 'filter=externalId+eq+"crowd"' });
  expect([status, json.scimType]).toEqual([400, 'tooMany']);
});

it('a filter that is truncated or cannot be answered is refused, never answered with nobody', async () => {
  const { endpoint } = await aCompany(1);
  for (const filter of [
    'userName eq',
    'userName',
    'userName eq "p0',
    '',
    'title eq "x"',
    'emails.value co "p0"',
    'userName sw "p"',
  ]) {
    const { status, json } = await endpoint.ask('GET', '/Users', { query: `filter=${encodeURIComponent(filter)}` });
    expect([filter, status, json.scimType]).toEqual([filter, 400, 'invalidFilter']);
  }
});

it('only what is asked for is shown, but always id and schemas', async () => {
  const { endpoint, ids } = await aCompany(1);
  const [id] = ids;
  const only = await endpoint.ask('GET', `/Users/${id}`, { query: 'attributes=name.givenName,emails.value,nothing' });
  expect(only.json).toEqual({
    schemas: [coreUser],
    id,
    name: { givenName: 'Mara' },
    emails: [{ value: 'p0@example.com' }],
  });
  const without = await page(endpoint, 'excludedAttributes=emails,name.givenName,meta,id');
  expect(without.Resources[0]).toEqual({
    schemas: [coreUser],
    id,
    externalId: 'e0',
    userName: 'p0@example.com',
    name: { familyName: 'Lind' },
    active: true,
  });
});

it('a total costs the same for a few users and for many, and a page reads no user outside it', async () => {
  const { endpoint } = await aCompany(300);
  const { meter } = endpoint.table;
  const before = meter.readUnits;
  await page(endpoint, 'startIndex=1&count=2');
  const small = meter.readUnits - before;
  await page(endpoint, 'startIndex=299&count=2');
  const far = meter.readUnits - before - small;
  expect(small).toBeLessThan(40);
  expect(far - small).toBeLessThan(20);
});

it('a page far down a long directory begins where the one before ended', async () => {
  const table = memoryTable();
  const endpoint = { tenant: 'acme', source: 'idp', people: 'staff' };
  const ids = Array.from({ length: 2_500 }, (_, at) => `u${String(at).padStart(25, '0')}`);
  for (const id of ids) await table.write([{ kind: 'put', item: { ...directoryKey(endpoint, id), fields: {} } }]);
  for (const startIndex of [1, 900, 999, 1_000, 1_001, 1_950, 2_400, 2_499, 2_501])
    expect(await directoryPage({ table }, endpoint, { startIndex, count: 200 })).toEqual(
      ids.slice(startIndex - 1, startIndex + 199),
    );
});
