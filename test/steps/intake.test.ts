// What a row says, read with what is known of its person: days in their zone, records newer than what was said before.
import { describe, expect, it } from 'vitest';
import { fold } from '../../shared/core/fold.ts';
import { WriteRefused } from '../../shared/ports/table.ts';
import { attention } from '../../shared/steps/attention.ts';
import { importSnapshot } from '../../shared/steps/import.ts';
import { aCompany, START } from '../builders/a-company.ts';
import type { Said } from '../builders/company-workers.ts';
import { change, hire, leave } from '../builders/occasions.ts';
import { aRecord } from '../builders/plain-source.ts';
import type { TableCall } from '../memory/memory-table.ts';

const DAY = 86_400_000;

const leaveOn = (date: string): Said => ({
  id: 'leave',
  version: START,
  leaves: true,
  turns: [{ status: 'left', at: { date } }],
});

describe('a day', () => {
  it.each([
    { zone: 'Pacific/Auckland', begins: '2026-11-22T11:00:00.000Z' },
    { zone: 'no zone at all', begins: '2026-11-22T23:00:00.000Z' },
  ])('without a zone begins where the person is, if that is known: $zone', async ({ zone, begins }) => {
    const company = await aCompany({ zone: 'Europe/Oslo' });
    await company.say('1', hire('hire', { zone }));
    await company.say('1', leaveOn('2026-11-23'));
    expect((await company.person('1')).nextFact).toBe(Date.parse(begins));
  });

  it('that names its zone begins there, wherever the person is', async () => {
    const company = await aCompany();
    await company.say('1', hire('hire', { zone: 'Pacific/Auckland' }));
    const at = { date: '2026-11-23', zone: 'America/Phoenix' };
    await company.say('1', { ...leaveOn('2026-11-23'), turns: [{ status: 'left', at }] });
    expect((await company.person('1')).nextFact).toBe(Date.parse('2026-11-23T07:00:00.000Z'));
  });
});

describe('a person of whom too much is said', () => {
  const big = (name: string) =>
    Object.fromEntries(Array.from({ length: 90 }, (_, attribute) => [`${name}x${attribute}`, 'x'.repeat(400)]));

  it('keeps 64 facts that lie ahead; the next one waits among the failures, the leave does not', async () => {
    const company = await aCompany();
    await company.say('1', hire());
    for (let day = 1; day <= 65; day++)
      await company.say('1', change(`title-${day}`, { title: `Title ${day}` }, { at: day * DAY }));
    await company.say('1', leaveOn('2026-11-23'));
    expect((await company.person('1')).facts).toHaveLength(1 + 64 + 1);
    expect((await attention(company.pipeline)).events).toMatchObject([
      { event: 'hr:1:title-65', cause: 'more than 64 facts of this person lie ahead' },
    ]);
    expect(await company.audited()).toMatchObject({ ok: true });
  });

  it('has no room for more, but for the leave', async () => {
    const company = await aCompany();
    await company.say('1', hire());
    await company.pass(2);
    for (let event = 1; event <= 12; event++)
      await company.say('1', change(`big-${event}`, big(`a${event}`), { at: 2_000 + event }));
    await company.say('1', leave('leave', { at: 100_000 }));
    expect(company.target().accounts('staff-1')).toMatchObject([{ active: false }]);
    const { events } = await attention(company.pipeline);
    expect(events[0]).toMatchObject({ cause: 'more than 300 KB of facts of this person' });
    expect(company.failures).toEqual([]);
    expect(await company.audited()).toMatchObject({ ok: true });
  });

  it('parks at once what no store can take', async () => {
    const company = await aCompany({ hooks: { before: refusePerson('staff-1') } });
    await company.say('1', hire());
    expect((await attention(company.pipeline)).events).toMatchObject([
      { event: 'hr:1:hire', cause: 'decision failed: too large' },
    ]);
    expect(company.failures).toEqual([]);
  });
});

describe('what a source says', () => {
  it('of employment counts only where it owns it: no badge reader hires or fires', async () => {
    const company = await aCompany();
    const hr = company.pipeline.settings.sources.hr as { owns: string[] };
    hr.owns = ['userName', 'department', 'title'];
    await company.say('1', hire());
    expect(company.target().accounts('staff-1')).toEqual([]);
    hr.owns = ['employment', 'userName', 'department'];
    await company.say('1', hire('really', { at: 0 }));
    hr.owns = ['title'];
    await company.say('1', leave());
    await company.pass(2);
    expect(company.target().accounts('staff-1')).toMatchObject([{ active: true }]);
  });

  it('when it is asked is newer than what another said that shares its truth, whatever the clock says', async () => {
    const company = await aCompany();
    const sources = company.pipeline.settings.sources as { [name: string]: object };
    sources.file = { ...sources.hr, shares: ['hr'] };
    sources.hr = { ...sources.hr, shares: ['file'] };
    const file = new TextEncoder().encode('id,userName,department\n1,mara,Sales\n');
    await importSnapshot(company.pipeline)({ source: 'file', file, actor: 'alpha' });
    await company.work();
    company.clock.move(-3_600_000);
    const { attributes } = hire();
    company.source.records.set('1', aRecord('1', { attributes }));
    await company.say('1', { id: 'thin', thin: true });
    expect(fold((await company.person('1')).facts, company.clock.now() + DAY).attributes).toMatchObject({
      department: 'Engineering',
    });
  });
});

/** A store that finds this person's item too large. */
function refusePerson(id: string) {
  return ({ writes = [] }: TableCall) => {
    if (writes.some((write) => write.kind === 'put' && write.item.pk.endsWith(`#p#${id}`)))
      throw new WriteRefused('too-large');
  };
}
