// Parked events, taken up again: only those that were meant, and as the same fact.
import { expect, it } from 'vitest';
import type { Fault } from '../../shared/model/fault.ts';
import { attention } from '../../shared/steps/attention.ts';
import { redrive } from '../../shared/steps/redrive.ts';
import { aCompany, type Company, START } from '../builders/a-company.ts';
import { hire } from '../builders/occasions.ts';
import { aRecord } from '../builders/plain-source.ts';
import type { TableCall } from '../memory/memory-table.ts';

const waiting = async ({ pipeline }: Company) => (await attention(pipeline)).events.map(({ event }) => event);
const unavailable = { kind: 'fault', fault: { kind: 'unavailable' } satisfies Fault } as const;

/** A store that fails each decision in a way that nobody has foreseen. */
function brokenWrites(isBroken: () => boolean) {
  return ({ writes = [] }: TableCall) => {
    if (isBroken() && writes.some((write) => write.kind === 'put' && write.item.sk === 'person'))
      throw new TypeError('nobody has foreseen this');
  };
}

it('redriving one person leaves the events of others where they are', async () => {
  const company = await aCompany();
  for (const person of ['1', '2']) await company.say(person, { id: 'thin', thin: true });
  await company.pass(60);
  expect(await waiting(company)).toEqual(['hr:1:thin', 'hr:2:thin']);
  expect(await redrive(company.pipeline)({ actor: 'alpha', person: 'staff-1' })).toMatchObject({
    operations: 0,
    events: 1,
  });
  expect(await waiting(company)).toEqual(['hr:2:thin']);
});

it('an event whose decision fails each time parks within hours, with the cause', async () => {
  const company = await aCompany({ hooks: { before: brokenWrites(() => true) } });
  await company.say('1', hire());
  await company.pass(4 * 60);
  expect((await attention(company.pipeline)).events).toMatchObject([
    { event: 'hr:1:hire', cause: 'decision failed: TypeError' },
  ]);
  expect(company.failures).toEqual([]);
});

it('an event whose decision failed is listed at once, goes from the list when it is decided, and one command tries it now', async () => {
  let isBroken = true;
  const company = await aCompany({ hooks: { before: brokenWrites(() => isBroken) } });
  await company.say('1', hire());
  const listed = [{ event: 'hr:1:hire', state: 'waiting', cause: 'decision failed: TypeError' }];
  expect((await attention(company.pipeline)).events).toMatchObject(listed);
  expect(await redrive(company.pipeline)({ actor: 'alpha' })).toMatchObject({ operations: 0, events: 1 });
  await company.work();
  expect((await attention(company.pipeline)).events).toMatchObject(listed);
  isBroken = false;
  await redrive(company.pipeline)({ actor: 'alpha' });
  await company.work();
  expect((await attention(company.pipeline)).events).toEqual([]);
  expect(company.target().accounts('staff-1')).toMatchObject([{ active: true }]);
  expect(company.rows('person', 'staff-1')[0]).toMatchObject({ events: [{ id: 'hr:1:hire', end: 'folded' }] });
  expect(await company.audited()).toMatchObject({ ok: true });
});

it('an event that was redriven is taken back by the same word as before', async () => {
  let isBroken = true;
  const company = await aCompany({ hooks: { before: brokenWrites(() => isBroken) } });
  await company.say('1', hire());
  await company.pass(4 * 60);
  isBroken = false;
  await redrive(company.pipeline)({ actor: 'alpha' });
  await company.work();
  expect(company.target().accounts('staff-1')).toMatchObject([{ active: true }]);
  await company.say('1', { id: 'never-mind', version: START, rescinds: 'hire', leaves: true });
  expect(company.target().accounts('staff-1')).toMatchObject([{ active: false }]);
});

it('an outage of the source does not count when the record is missing once', async () => {
  const company = await aCompany();
  company.source.records.set('1', unavailable);
  await company.say('1', { id: 'thin', thin: true });
  await company.pass(60);
  company.source.records.delete('1');
  await company.pass(16);
  expect(await waiting(company)).toEqual([]);
  const { attributes, turns } = hire();
  company.source.records.set('1', aRecord('1', { attributes, turns }));
  await company.pass(30);
  expect(company.target().accounts('staff-1')).toMatchObject([{ active: true }]);
});
