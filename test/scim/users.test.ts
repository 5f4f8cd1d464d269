// The life of a user resource at our SCIM server: made, found, changed, deleted, and what the pipeline hears of it.
import { describe, expect, it } from 'vitest';
import { anEndpoint, aStoredUser, aUser, base, coreUser, enterpriseUser } from './endpoint.ts';

describe('a user at the SCIM server', () => {
  it('is created with an id, a version and an address of its own', async () => {
    const answer = await anEndpoint().ask('POST', '/Users', { body: aUser('mara@example.com') });
    expect(answer.status).toBe(201);
    expect(answer.headers['content-type']).toBe('application/scim+json');
    expect(answer.json.meta).toMatchObject({ resourceType: 'User', version: 'W/"1"' });
    expect(answer.headers.etag).toBe('W/"1"');
    expect(answer.headers.location).toBe(`${base}/Users/${answer.json.id}`);
    expect(answer.json.meta.location).toBe(answer.headers.location);
    expect(answer.json.meta.created).toBe(answer.json.meta.lastModified);
    expect(answer.json.schemas).toEqual([coreUser]);
  });

  it('keeps no id, meta, groups or password that the client sends', async () => {
    const endpoint = anEndpoint();
    const sent = {
      id: 'mine',
      meta: { version: 'x' },
      groups: [{ value: 'g' }],
      password: 'hunter2-canary',
      custom: 1,
    };
    const { json } = await endpoint.ask('POST', '/Users', { body: aUser('mara@example.com', sent) });
    expect(json.id).not.toBe('mine');
    expect(json).not.toHaveProperty('groups');
    expect(json).not.toHaveProperty('password');
    expect(json).not.toHaveProperty('custom');
    const asked = await endpoint.ask('GET', `/Users/${json.id}`, { query: 'attributes=password,userName' });
    expect(asked.json).toEqual({ schemas: [coreUser], id: json.id, userName: 'mara@example.com' });
  });

  it('has no NUL character in its name, which no database could hold', async () => {
    const endpoint = anEndpoint();
    const { status, json } = await endpoint.ask('POST', '/Users', { body: aUser('ma\u0000ra@example.com') });
    expect({ status, scimType: json.scimType }).toEqual({ status: 400, scimType: 'invalidValue' });
    expect(await endpoint.inbox()).toEqual([]);
  });

  it('is read back at once, by id and by name in any case', async () => {
    const endpoint = anEndpoint();
    const id = await aStoredUser(endpoint, 'Mara@Example.com', { externalId: 'Ext-1' });
    expect((await endpoint.ask('GET', `/Users/${id}`)).json.userName).toBe('Mara@Example.com');
    for (const filter of [
      'userName eq "mara@example.COM"',
      'USERNAME EQ "MARA@example.com"',
      'externalId eq "Ext-1"',
      // As Entra ID's documentation spells it: an empty list would make the client create a double.
      'userName eq Mara@example.com',
      'externalId eq Ext-1',
      `id eq "${id}"`,
    ]) {
      const { json } = await endpoint.ask('GET', '/Users', { query: `filter=${encodeURIComponent(filter)}` });
      expect([filter, json.totalResults, json.Resources[0]?.id]).toEqual([filter, 1, id]);
    }
    const other = await endpoint.ask('GET', '/Users', {
      query: `filter=${encodeURIComponent('externalId eq "ext-1"')}`,
    });
    expect(other.json.totalResults).toBe(0);
  });

  it('cannot take a name that another has in another case', async () => {
    const endpoint = anEndpoint();
    await aStoredUser(endpoint, 'mara@example.com');
    const second = await endpoint.ask('POST', '/Users', { body: aUser('MARA@EXAMPLE.COM') });
    expect([second.status, second.json.scimType, second.json.status]).toEqual([409, 'uniqueness', '409']);
    const id = await aStoredUser(endpoint, 'noor@example.com');
    const renamed = await endpoint.patch(id, [{ op: 'replace', path: 'userName', value: 'Mara@example.com' }]);
    expect(renamed.status).toBe(409);
    expect((await endpoint.inbox()).length).toBe(2);
  });

  it('may change the case of its own name, and gives the old name free when renamed', async () => {
    const endpoint = anEndpoint();
    const id = await aStoredUser(endpoint, 'mara@example.com');
    expect(
      (await endpoint.patch(id, [{ op: 'replace', path: 'userName', value: 'Mara@example.com' }])).json.userName,
    ).toBe('Mara@example.com');
    expect(
      (await endpoint.patch(id, [{ op: 'replace', path: 'userName', value: 'mara.lind@example.com' }])).status,
    ).toBe(200);
    expect((await endpoint.ask('POST', '/Users', { body: aUser('mara@example.com') })).status).toBe(201);
  });

  it('is gone once deleted, from lists and look-ups too, and its name is free again', async () => {
    const endpoint = anEndpoint();
    const id = await aStoredUser(endpoint, 'mara@example.com', { externalId: 'e1' });
    expect((await endpoint.ask('DELETE', `/Users/${id}`)).status).toBe(204);
    expect((await endpoint.ask('DELETE', `/Users/${id}`)).status).toBe(404);
    expect((await endpoint.ask('GET', `/Users/${id}`)).status).toBe(404);
    expect((await endpoint.patch(id, [{ op: 'replace', value: { active: true } }])).status).toBe(404);
    for (const query of ['', 'filter=userName+eq+"mara@example.com"', 'filter=externalId+eq+"e1"'])
      expect((await endpoint.ask('GET', '/Users', { query })).json.totalResults).toBe(0);
    expect((await endpoint.ask('POST', '/Users', { body: aUser('mara@example.com') })).status).toBe(201);
  });

  it('leaves no row behind but the directory count, the inbox and the key when deleted', async () => {
    const endpoint = anEndpoint();
    const id = await aStoredUser(endpoint, 'mara@example.com', { externalId: 'e1' });
    await endpoint.ask('DELETE', `/Users/${id}`);
    const rest = endpoint.table.contents('state').map(({ pk }) => pk.split('#').slice(1, 4).join('#'));
    expect(rest.filter((pk) => pk.startsWith('scim'))).toEqual(['scim#idp#count']);
    expect(rest.filter((pk) => pk.startsWith('in'))).toHaveLength(2);
  });

  it('stays, disabled, when it is set inactive', async () => {
    const endpoint = anEndpoint();
    const id = await aStoredUser(endpoint, 'mara@example.com');
    await endpoint.patch(id, [{ op: 'Replace', path: 'active', value: 'False' }]);
    const { json } = await endpoint.ask('GET', '/Users', { query: 'filter=userName+eq+"mara@example.com"' });
    expect(json.Resources[0]?.active).toBe(false);
  });

  it('is replaced by PUT without being enabled or disabled by an omission', async () => {
    const endpoint = anEndpoint();
    const id = await aStoredUser(endpoint, 'mara@example.com', { title: 'Engineer', active: false });
    const { json, status } = await endpoint.ask('PUT', `/Users/${id}`, {
      body: { schemas: [coreUser], id: 'other', userName: 'mara@example.com', displayName: 'Mara' },
    });
    expect(status).toBe(200);
    expect(json).toMatchObject({ id, active: false, displayName: 'Mara' });
    expect(json).not.toHaveProperty('title');
    const nobody = await endpoint.ask('PUT', '/Users/nobody', { body: aUser('new@example.com') });
    expect(nobody.status).toBe(404);
  });

  it('shows the extension only when it has something in it', async () => {
    const endpoint = anEndpoint();
    const id = await aStoredUser(endpoint, 'mara@example.com', { [enterpriseUser]: { department: 'Sales' } });
    expect((await endpoint.ask('GET', `/Users/${id}`)).json.schemas).toEqual([coreUser, enterpriseUser]);
    const { json } = await endpoint.patch(id, [{ op: 'remove', path: `${enterpriseUser}:department` }]);
    expect(json.schemas).toEqual([coreUser]);
  });

  it('is never stored in clear', async () => {
    const endpoint = anEndpoint();
    await aStoredUser(endpoint, 'mara-canary@example.com', { title: 'canary-title', externalId: 'canary-ext' });
    const stored = JSON.stringify([...endpoint.table.contents('state'), ...endpoint.table.contents('keys')]);
    expect(stored).not.toContain('canary');
    expect(JSON.stringify(endpoint.sent) + endpoint.logged.join()).not.toContain('canary');
  });

  it('can be created anew by the same name after its person was erased', async () => {
    const endpoint = anEndpoint();
    const id = await aStoredUser(endpoint, 'mara@example.com');
    await endpoint.pipeline.vault.erase('acme', `person:staff-${id}`);
    expect((await endpoint.ask('GET', `/Users/${id}`)).status).toBe(404);
    expect((await endpoint.ask('GET', '/Users')).json.Resources).toEqual([]);
    const again = await endpoint.ask('POST', '/Users', { body: aUser('mara@example.com') });
    expect(again.status).toBe(201);
    expect((await endpoint.ask('GET', '/Users')).json.totalResults).toBe(1);
  });

  it('cannot grow larger than what can be kept, however it grows', async () => {
    const endpoint = anEndpoint();
    const id = await aStoredUser(endpoint, 'mara@example.com');
    const growing = async (value: string) =>
      endpoint.patch(id, [{ op: 'add', path: 'x509Certificates', value: [{ value }] }]);
    const answers: number[] = [];
    for (let at = 0; at < 12; at++) answers.push((await growing(`${at}${'語'.repeat(7_000)}`)).status);
    expect(answers.slice(0, 9)).toEqual(Array(9).fill(200));
    expect(answers.slice(9)).toEqual([413, 413, 413]);
    const many = Array.from({ length: 21 }, (_, at) => ({ value: `${at}@x` }));
    expect((await endpoint.patch(id, [{ op: 'add', path: 'emails', value: many }])).json.scimType).toBe('invalidValue');
    expect((await endpoint.patch(id, [{ op: 'replace', path: 'emails', value: many.slice(0, 20) }])).status).toBe(200);
    expect((await endpoint.ask('DELETE', `/Users/${id}`)).status).toBe(204);
  });
});
