// An event is found by the id in the vendor's delivery log, while it waits and when it was parked.
import { expect, it } from 'vitest';
import { vendorName } from '../../shared/core/trace.ts';
import { eventsNamed } from '../../shared/steps/operate/events-named.ts';
import { sourcesView } from '../../shared/steps/operate/sources-view.ts';
import { anOffice } from '../builders/an-office.ts';

const named = async ({ ask }: Awaited<ReturnType<typeof anOffice>>, name: string) =>
  (await ask('GET events', { query: `${new URLSearchParams({ named: name })}` })).json;

it('an event that waits is found, and of two people in one delivery both are', async () => {
  const office = await anOffice();
  for (const person of ['1', '2']) await office.company.say(person, { id: 'thin', thin: true });
  await office.company.pass(5);
  expect(await named(office, 'hr:thin')).toEqual(['hr:1:thin', 'hr:2:thin']);
  expect(await named(office, 'hr:thi')).toEqual([]);
  expect(await named(office, '')).toEqual([]);
});

it('a parked one is redriven by that id alone, and is found by it again', async () => {
  const office = await anOffice();
  const { company, ask } = office;
  for (const id of ['thin', 'other']) await company.say('1', { id, thin: true });
  await company.pass(60);
  expect(await named(office, 'hr:thin')).toEqual(['hr:1:thin']);
  expect((await ask('POST redrive', { query: 'event=hr:thin' })).json).toMatchObject({ operations: 0, events: 1 });
  expect(await named(office, 'hr:thin')).toEqual([expect.stringMatching(/^hr:1:thin~/)]);
  expect((await ask('POST redrive', { query: 'event=hr:thin' })).json).toMatchObject({ operations: 0, events: 0 });
  expect((await ask('POST redrive', { query: 'event=hr:nothing' })).status).toBe(404);
});

it('an id that fits into no key is looked for by its digest', async () => {
  const { ports, company } = await anOffice();
  const digest = `sha256-${ports.digest.sha256('a#b/c d')}`;
  await company.say('1', { id: digest, thin: true });
  expect(await eventsNamed(ports, 'hr:a#b/c d')).toEqual([`hr:1:${digest}`]);
});

it.each([
  ['hr:1:msg', 'hr:msg'],
  ['hr:1:msg~01ABCD', 'hr:msg'],
  ['hr:1:msg~01ABCD~02ABCD', 'hr:msg'],
  ['okta:1:uuid:1', 'okta:uuid:1'],
  ['hr:1', undefined],
])('%s is known to the vendor as %s', (event, name) => {
  expect(vendorName(event)).toBe(name);
});

it('a stage tells where each source posts to, and nothing of its secrets', async () => {
  const { ask } = await anOffice();
  expect((await ask('GET sources')).json).toEqual({ hr: { vendor: 'plain', path: 'hooks/hr' } });
  const sources = { a: { vendor: 'scim', secret: 'hidden' }, b: { vendor: 'csv' } };
  expect(sourcesView({ sources } as never)).toEqual({ a: { vendor: 'scim', path: 'scim/a/v2' }, b: { vendor: 'csv' } });
});
