// An event's way, told whole: however long ago it was, and where it ended without a decision about its person.
import { expect, it } from 'vitest';
import { traceEvent } from '../../shared/steps/operate/trace-event.ts';
import { redrive } from '../../shared/steps/redrive.ts';
import { aCompany } from '../builders/a-company.ts';
import { change, hire } from '../builders/occasions.ts';

const told = async ({ pipeline }: Awaited<ReturnType<typeof aCompany>>, event: string) =>
  (await traceEvent(pipeline, event))?.rows.map(({ noun, act }) => `${noun} ${act}`);

it('an event is traced after many others, with the read-back of what it brought about', async () => {
  const company = await aCompany();
  await company.say('1', hire());
  for (let event = 0; event < 12; event++) {
    await company.pass(3);
    await company.say('1', change(`title-${event}`, { displayName: `Mara ${event}` }, { at: 2_000 + event }));
  }
  expect(company.rows('person', 'staff-1').length).toBeGreaterThan(20);
  expect(await told(company, 'hr:1:hire')).toEqual(['person decided', 'person verified']);
});

it('an event of a source that is not there any more is refused, and its trace says so', async () => {
  const company = await aCompany();
  await company.deliver('1', hire());
  const sources = company.pipeline.settings.sources as { hr?: object };
  delete sources.hr;
  await company.work();
  expect(await traceEvent(company.pipeline, 'hr:1:hire')).toMatchObject({
    end: 'refused',
    cause: 'source removed from the settings',
    rows: [{ noun: 'source', id: 'hr', act: 'ended', events: [{ id: 'hr:1:hire', end: 'refused' }] }],
  });
  expect(await company.audited()).toMatchObject({ ok: true });
});

it('an event that was redriven is traced to that', async () => {
  const company = await aCompany();
  await company.say('1', { id: 'thin', thin: true });
  await company.pass(60);
  await redrive(company.pipeline)({ actor: 'alpha' });
  expect(await told(company, 'hr:1:thin')).toEqual(['person decided', 'source redriven']);
});
