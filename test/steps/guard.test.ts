// The guard in the running pipeline: what is over budget waits whole, urgent leavers do not, protected accounts are never touched.
import { describe, expect, it } from 'vitest';
import { apply } from '../../shared/steps/apply.ts';
import { makePace } from '../../shared/steps/pace.ts';
import { aCompany, type Company, START } from '../builders/a-company.ts';
import { change, hire, leave } from '../builders/occasions.ts';

async function twelvePeople(options: Parameters<typeof aCompany>[0] = {}): Promise<Company> {
  const company = await aCompany({ heads: 12, ...options });
  for (let person = 1; person <= 12; person++)
    await company.say(String(person), hire(`hire-${person}`, { userName: `user${person}` }));
  await company.pass(2);
  return company;
}

/** A leave that the source states without calling it one: not urgent. */
const quietLeave = (id: string, at = 2_000) => ({ ...leave(id, { at }), leaves: false });

const active = (company: Company) => [...company.target().server.accounts.values()].filter((account) => account.active);

describe('a company of twelve', () => {
  it('loses two people in a day; the third is held whole and visible, and keeps everything', async () => {
    const company = await twelvePeople();
    for (const person of ['1', '2', '3']) await company.say(person, quietLeave(`leave-${person}`));
    expect(active(company)).toHaveLength(10);
    expect((await company.person('3')).standings.app).toMatchObject({ state: 'verified', held: { rev: 2 } });
    expect(company.rows('person', 'staff-3').at(-1)).toMatchObject({
      operations: [{ target: 'app', revision: 2, end: 'held' }],
      plan: [{ change: 'suspend (held)', why: 'over budget: 2 people an hour in all' }],
    });
    expect(await company.audited()).toMatchObject({ ok: true });
  });

  it('a tripped guard does not delay the firing of one person', async () => {
    const company = await twelvePeople();
    for (const person of ['1', '2', '3']) await company.say(person, quietLeave(`leave-${person}`));
    await company.say('4', leave('fired'));
    expect(company.target().accounts('staff-4')).toMatchObject([{ active: false }]);
    await company.say('5', leave('fired-too'));
    expect(company.target().accounts('staff-5')).toMatchObject([{ active: true }]);
  });

  it('nor the end of somebody whose last day has passed', async () => {
    const company = await twelvePeople();
    await company.say('4', { ...leave('dated'), turns: [{ status: 'left', at: { date: '2026-11-22' } }] });
    company.clock.move(Date.parse('2026-11-21T22:00:00Z') - company.clock.now());
    for (const person of ['1', '2', '3']) await company.say(person, quietLeave(`leave-${person}`));
    company.clock.move(Date.parse('2026-11-22T00:00:00Z') - company.clock.now());
    await company.pass(2);
    expect(company.target().accounts('staff-4')).toMatchObject([{ active: false }]);
    expect(company.target().accounts('staff-3')).toMatchObject([{ active: true }]);
    expect(await company.audited()).toMatchObject({ ok: true });
  });

  it('nor of somebody of whom a smaller loss is held already', async () => {
    const company = await twelvePeople();
    for (const person of ['1', '2', '3']) await company.say(person, change(`move-${person}`, { department: 'Sales' }));
    expect((await company.person('3')).standings.app?.held).toBeDefined();
    await company.say('3', leave('fired'));
    expect(company.target().accounts('staff-3')).toMatchObject([{ active: false, held: [] }]);
    expect((await company.person('3')).standings.app?.held).toBeUndefined();
    expect(await company.audited()).toMatchObject({ ok: true });
  });

  it('a leave said again is no news: what is held of somebody who had left before stays held', async () => {
    const company = await twelvePeople();
    for (const person of ['1', '2', '3']) await company.say(person, quietLeave(`leave-${person}`));
    await company.say('3', leave('again', { at: 60_000 }));
    expect(company.target().accounts('staff-3')).toMatchObject([{ active: true }]);
    expect((await company.person('3')).standings.app?.held).toBeDefined();
  });

  it('what is held stays held when the next day has room again, until somebody says yes', async () => {
    const company = await twelvePeople();
    for (const person of ['1', '2', '3']) await company.say(person, quietLeave(`leave-${person}`));
    company.clock.move(3 * 86_400_000);
    await company.say('3', change('phone', { phone: '1' }, { at: 3 * 86_400_000 }));
    await company.pass(2);
    expect(company.target().accounts('staff-3')).toMatchObject([{ active: true }]);
    expect((await company.person('3')).standings.app?.held).toBeDefined();
  });

  it('a held loss is dropped when its reason has gone', async () => {
    const company = await twelvePeople();
    for (const person of ['1', '2', '3']) await company.say(person, change(`m${person}`, { department: 'Sales' }));
    await company.say('3', change('back', { department: 'Engineering' }, { at: 5_000 }));
    expect((await company.person('3')).standings.app?.held).toBeUndefined();
    expect(company.target().accounts('staff-3')).toMatchObject([{ held: ['group:one', 'group:two'] }]);
    expect(await company.audited()).toMatchObject({ ok: true });
  });

  it('a gain that comes with a held loss waits with it: held whole, never in part', async () => {
    const company = await twelvePeople();
    for (const person of ['1', '2', '3']) await company.say(person, change(`m${person}`, { department: 'Sales' }));
    const before = company.target().calls.length;
    await company.say('3', change('name', { displayName: 'Mara L.' }, { at: 5_000 }));
    expect(company.target().calls.length).toBe(before);
    expect((await company.person('3')).standings.app?.held).toMatchObject({ rev: 3 });
  });
});

describe('a last day', () => {
  const left = (offset: number) =>
    ({ status: 'left', at: { instant: new Date(START + offset).toISOString() } }) as const;
  const contract = (id: string, { whole = false } = {}) => {
    const { turns = [], ...said } = hire(`contract-${id}`, { userName: `contractor${id}` });
    return { ...said, whole, turns: [...turns, left(300_000)] };
  };
  const contractors = ['21', '22', '23', '24'];
  const stillActive = (company: Company) =>
    contractors.filter((person) => company.target().accounts(`staff-${person}`)[0]?.active);

  it('that was named when they were hired ends access without counting, for as many as it comes', async () => {
    const company = await twelvePeople();
    for (const person of contractors) await company.say(person, contract(person));
    expect(stillActive(company)).toEqual(contractors);
    await company.pass(6);
    expect(stillActive(company)).toEqual([]);
    for (const person of ['1', '2', '3']) await company.say(person, quietLeave(`leave-${person}`));
    expect(['1', '2', '3'].map((person) => company.target().accounts(`staff-${person}`)[0]?.active)).toEqual([
      false,
      false,
      true,
    ]);
    expect(await company.audited()).toMatchObject({ ok: true });
  });

  it.each([
    {
      how: 'as a leave',
      later: (person: string) => ({ id: `later-${person}`, version: START, turns: [left(300_000)] }),
    },
    {
      how: 'by the hiring said again',
      later: (person: string) => ({ ...contract(person), id: `later-${person}`, version: START }),
    },
    {
      how: 'with a second employment that soon ends',
      later: (person: string) => {
        const begins = {
          status: 'active',
          at: { instant: new Date(START + 200_000).toISOString() },
          of: 'second',
        } as const;
        return { id: `later-${person}`, version: START, turns: [begins, { ...left(300_000), of: 'second' }] };
      },
    },
  ])('that was told later counts: $how', async ({ later }) => {
    const company = await twelvePeople();
    for (const person of contractors) await company.say(person, hire(`hire-${person}`, { userName: `user${person}` }));
    for (const person of contractors) await company.say(person, later(person));
    await company.pass(6);
    expect(stillActive(company)).toHaveLength(1);
  });

  it('in a whole record counts, since it may be news', async () => {
    const company = await twelvePeople();
    for (const person of contractors) await company.say(person, contract(person, { whole: true }));
    await company.pass(6);
    expect(stillActive(company)).toHaveLength(1);
  });
});

describe('a protected account', () => {
  it('is not taken over by a new person of the same name', async () => {
    const company = await twelvePeople({ protected: { app: ['USER1'] } });
    expect(company.target().server.accounts.size).toBe(11);
    expect(company.rows('person', 'staff-1').at(-1)).toMatchObject({
      operations: [{ target: 'app', end: 'refused' }],
      plan: [{ change: 'ensure (protected)', why: 'protected account' }],
    });
    expect(await company.audited()).toMatchObject({ ok: true });
  });

  it('is known by its immutable id, whatever it is called', async () => {
    const company = await twelvePeople();
    const id = (await company.person('1')).standings.app?.remoteId ?? '';
    (company.pipeline.settings.protected as { [target: string]: string[] }).app = [id];
    await company.say('1', leave());
    await company.pass(2);
    expect(company.target().accounts('staff-1')).toMatchObject([{ active: true }]);
    expect(company.rows('person', 'staff-1').at(-1)?.plan).toMatchObject([{ change: 'suspend (protected)' }]);
  });

  it('is not what an unfinished account of somebody becomes who takes its name meanwhile', async () => {
    const company = await aCompany({ heads: 12, protected: { app: ['root'] } });
    company.target().server.trouble = 'unavailable';
    await company.say('1', hire());
    await company.say('1', change('rename', { userName: 'root' }));
    company.target().server.trouble = undefined;
    await company.pass(30);
    expect(company.target().accounts('staff-1')).toEqual([]);
    expect((await company.person('1')).standings.app).toMatchObject({ state: 'refused', cause: 'protected account' });
    expect(company.rows('person', 'staff-1').at(-1)?.operations).toEqual([
      { target: 'app', revision: 1, end: 'superseded' },
      { target: 'app', revision: 2, end: 'refused' },
    ]);
    expect(await company.audited()).toMatchObject({ ok: true });
  });

  it('is not what an account becomes before the day was decided on which its person takes that name', async () => {
    const company = await aCompany({ heads: 12, protected: { app: ['root'] } });
    company.target().server.trouble = 'unavailable';
    await company.say('1', hire());
    await company.say('1', change('rename', { userName: 'root' }, { at: 90_000 }));
    company.clock.move(120_000);
    company.target().server.trouble = undefined;
    await apply(company.pipeline, makePace(company.pipeline))({ person: 'staff-1', only: 'app' });
    expect(company.target().accounts('staff-1')).toMatchObject([{ userName: 'mara' }]);
  });

  it('keeps its access although its person leaves', async () => {
    const company = await twelvePeople();
    (company.pipeline.settings.protected as { [target: string]: string[] }).app = ['user1'];
    await company.say('1', leave());
    await company.pass(2);
    expect(company.target().accounts('staff-1')).toMatchObject([{ active: true, held: ['group:one', 'group:two'] }]);
    expect(company.rows('person', 'staff-1').at(-1)?.plan).toMatchObject([{ change: 'suspend (protected)' }]);
  });

  it('cannot be unprotected by renaming its person in the same breath', async () => {
    const company = await twelvePeople();
    (company.pipeline.settings.protected as { [target: string]: string[] }).app = ['user1'];
    await company.say('1', {
      ...change('sly', { userName: 'other' }),
      turns: [{ status: 'left', at: { instant: new Date(START).toISOString() } }],
    });
    await company.pass(2);
    expect(company.target().accounts('staff-1')).toMatchObject([{ userName: 'user1', active: true }]);
  });
});
