// Targets, queues and sources in trouble: what was asked happens once, as soon as it can, and delays nobody else.
import { describe, expect, it } from 'vitest';
import { attention } from '../../shared/steps/attention.ts';
import { redrive } from '../../shared/steps/redrive.ts';
import { aCompany, type Company, START } from '../builders/a-company.ts';
import { change, hire, leave } from '../builders/occasions.ts';
import { aRecord } from '../builders/plain-source.ts';

const stateAt = async (company: Company, person = '1', target = 'app') =>
  (await company.person(person)).standings[target]?.state;

describe('messages', () => {
  it('all lost: every event and every read-back still happens, by the sweep', async () => {
    const company = await aCompany({ fate: () => 'lose' });
    await company.say('1', hire());
    await company.pass(1);
    expect(company.target().accounts('staff-1')).toEqual([]);
    let lost = true;
    const heard = await aCompany({ fate: () => (lost ? 'lose' : 'deliver') });
    await heard.say('1', hire());
    lost = false;
    await heard.pass(4);
    expect(await stateAt(heard)).toBe('verified');
    expect(await heard.audited()).toMatchObject({ ok: true });
  });

  it('not taken by the queue: the sender is told yes, for the event is safe, and the sweep brings it back', async () => {
    let down = true;
    const company = await aCompany({ fate: () => (down ? 'fail' : 'deliver') });
    expect(await company.deliver('1', hire())).toMatchObject({ status: 202 });
    await company.work();
    expect(company.log.has('wake-up-not-sent')).toBe(true);
    down = false;
    await company.pass(4);
    expect(await stateAt(company)).toBe('verified');
  });

  it('that come twice, or again a week later, change nothing', async () => {
    const company = await aCompany({ fate: () => 'twice' });
    await company.say('1', hire());
    await company.say('1', hire());
    company.clock.move(7 * 86_400_000);
    await company.say('1', hire());
    await company.pass(3);
    expect((await company.person('1')).rev).toBe(1);
    expect(company.target().accounts('staff-1')).toHaveLength(1);
    expect(company.rows('person', 'staff-1').flatMap(({ events }) => events ?? [])).toHaveLength(1);
  });

  it('the same fact under another id is a duplicate by name, and wishes nothing', async () => {
    const company = await aCompany();
    await company.say('1', hire());
    await company.say('1', { ...hire(), id: 'again', version: START - 5 });
    const [row] = company.rows('person', 'staff-1').filter(({ events }) => events?.[0]?.id === 'hr:1:again');
    expect(row).toMatchObject({ events: [{ end: 'duplicate' }] });
    expect(row?.wished).toBeUndefined();
  });

  it('an older fact that comes late is superseded and takes nothing back', async () => {
    const company = await aCompany();
    await company.say('1', hire());
    await company.say('1', change('new', { department: 'Sales' }, { at: -5_000 }));
    await company.say('1', change('old', { department: 'Engineering' }, { at: -9_000 }));
    expect(company.rows('person', 'staff-1').at(-1)).toMatchObject({ events: [{ id: 'hr:1:old', end: 'superseded' }] });
    expect(company.target().accounts('staff-1')).toMatchObject([{ held: ['group:one'] }]);
  });
});

describe('a source that only says that something happened', () => {
  const thin = { id: 'thin', thin: true };

  it('is asked for the record, and what it answers counts', async () => {
    const company = await aCompany();
    const { attributes, turns } = hire();
    company.source.records.set('1', aRecord('1', { attributes, turns }));
    await company.say('1', thin);
    expect(company.target().accounts('staff-1')).toMatchObject([{ active: true }]);
  });

  it('and does not answer: the event waits, parks with its cause, is visible, and is redriven by one command', async () => {
    const company = await aCompany();
    company.source.records.set('1', { kind: 'fault', fault: { kind: 'unavailable' } });
    await company.say('1', thin);
    expect(company.rows('person')).toEqual([]);
    await company.pass(8 * 60);
    expect((await attention(company.pipeline)).events).toEqual([
      { source: 'hr', subject: '1', event: 'hr:1:thin', state: 'parked', cause: 'fetch: unavailable' },
    ]);
    const { attributes, turns } = hire();
    company.source.records.set('1', aRecord('1', { attributes, turns }));
    expect(await redrive(company.pipeline)({ actor: 'alpha', event: 'hr:1:thin' })).toMatchObject({
      operations: 0,
      events: 1,
    });
    await company.work();
    await company.pass(2);
    expect(await stateAt(company)).toBe('verified');
    expect((await attention(company.pipeline)).events).toEqual([]);
    expect(company.rows('source', 'hr')).toMatchObject([{ act: 'redriven', actor: 'alpha', cause: 'hr:1:thin' }]);
    expect(await company.audited()).toMatchObject({ ok: true });
  });

  it('and answers with a record that nobody can read: the event is listed at once, and goes from the list with it', async () => {
    const company = await aCompany();
    company.source.records.set('1', { kind: 'fault', fault: { kind: 'contractBreach' } });
    await company.say('1', thin);
    expect((await attention(company.pipeline)).events).toMatchObject([
      { event: 'hr:1:thin', state: 'waiting', cause: 'fetch: contractBreach' },
    ]);
    const { attributes, turns } = hire();
    company.source.records.set('1', aRecord('1', { attributes, turns }));
    await company.pass(3);
    expect((await attention(company.pipeline)).events).toEqual([]);
    expect(company.target().accounts('staff-1')).toMatchObject([{ active: true }]);
  });

  it('and answers within the hour: nobody notices', async () => {
    const company = await aCompany();
    company.source.records.set('1', { kind: 'fault', fault: { kind: 'throttled' } });
    await company.say('1', thin);
    await company.pass(5);
    const { attributes, turns } = hire();
    company.source.records.set('1', aRecord('1', { attributes, turns }));
    await company.pass(12);
    expect(await stateAt(company)).toBe('verified');
    expect(company.rows('person', 'staff-1')[0]).toMatchObject({ events: [{ id: 'hr:1:thin', end: 'folded' }] });
  });

  it('and has no such record: absence from an API is no leave', async () => {
    const company = await aCompany();
    await company.say('1', hire());
    await company.say('1', { ...thin, leaves: true });
    await company.pass(60);
    expect(company.target().accounts('staff-1')).toMatchObject([{ active: true }]);
    expect((await attention(company.pipeline)).events).toMatchObject([{ cause: 'record missing at the source' }]);
    expect(await company.audited()).toMatchObject({ ok: true });
  });
});

describe('a target that is down', () => {
  it('delays nobody at the others, and catches up by itself when it is back', async () => {
    const company = await aCompany({ targets: ['app', 'wiki'] });
    company.target('app').server.trouble = 'unavailable';
    for (let person = 1; person <= 15; person++)
      await company.say(String(person), hire(`h${person}`, { userName: `user${person}` }));
    expect(company.target('wiki').server.accounts.size).toBe(15);
    await company.pass(30);
    expect(company.target('app').server.accounts.size).toBe(0);
    company.target('app').server.trouble = undefined;
    await company.pass(12);
    expect(company.target('app').server.accounts.size).toBe(15);
    for (let person = 1; person <= 15; person++) expect(await stateAt(company, String(person))).toBe('verified');
    expect(await company.audited()).toMatchObject({ ok: true });
  });

  it('is not hammered by everybody who waits for it', async () => {
    const company = await aCompany();
    company.target().server.trouble = 'unavailable';
    for (let person = 1; person <= 40; person++)
      await company.say(String(person), hire(`h${person}`, { userName: `user${person}` }));
    const before = company.target().calls.length;
    await company.pass(60);
    expect(company.target().calls.length - before).toBeLessThan(120);
  });

  it('for hours, with a leave among hires: the leave is first when it is back', async () => {
    const company = await aCompany();
    await company.say('0', hire('h0', { userName: 'leaver' }));
    await company.pass(2);
    company.target().server.trouble = 'unavailable';
    for (let person = 1; person <= 12; person++)
      await company.say(String(person), hire(`h${person}`, { userName: `user${person}` }));
    await company.say('0', leave());
    await company.pass(120);
    company.target().server.trouble = undefined;
    const before = company.target().calls.length;
    await company.pass(12);
    const done = company
      .target()
      .calls.slice(before)
      .filter(({ verb }) => verb === 'apply')
      .map(({ person }) => person);
    expect(company.target().accounts('staff-0')).toMatchObject([{ active: false }]);
    expect(done.indexOf('staff-0')).toBeLessThanOrEqual(2);
    expect(company.target().server.accounts.size).toBe(13);
  });

  it('whose credential was taken away is tried now and then, never taken for empty, and goes on with a new one', async () => {
    const company = await aCompany();
    await company.say('1', hire());
    await company.pass(2);
    company.target().server.trouble = 'unauthenticated';
    await company.say('2', hire('h2', { userName: 'two' }));
    await company.say('1', leave());
    await company.pass(30);
    expect((await company.person('1')).standings.app).toMatchObject({ state: 'open', cause: 'denied' });
    company.target().server.trouble = undefined;
    await company.pass(12);
    expect([await stateAt(company, '1'), await stateAt(company, '2')]).toEqual(['verified', 'verified']);
    expect(company.target().accounts('staff-1')).toMatchObject([{ active: false }]);
  });
});

describe('a target that throttles', () => {
  it('is left alone for as long as it asks', async () => {
    const company = await aCompany();
    company.target().server.trouble = 'throttled-seconds';
    await company.say('1', hire());
    const [{ at: asked } = { at: 0 }] = company.target().calls;
    company.target().server.trouble = undefined;
    await company.pass(6);
    const next = company.target().calls.find(({ at }) => at > asked);
    expect((next?.at ?? 0) - asked).toBeGreaterThanOrEqual(7_000);
    expect(await stateAt(company)).toBe('verified');
  });
});

describe('an answer that never came', () => {
  it('after the effect: the account is found by reading, and there is one', async () => {
    const company = await aCompany({ target: { app: { capabilities: { landingMs: 30_000 } } } });
    company.target().server.trouble = 'lost-reply';
    await company.say('1', hire());
    expect((await company.person('1')).standings.app).toMatchObject({ state: 'open', cause: 'unknownOutcome' });
    expect((await company.person('1')).standings.app?.doubt).toBeGreaterThanOrEqual(company.clock.now() + 30_000);
    company.target().server.trouble = undefined;
    await company.pass(6);
    expect(company.target().server.accounts.size).toBe(1);
    expect(company.target().accounts('staff-1')).toMatchObject([{ active: true, held: ['group:one', 'group:two'] }]);
    expect(await stateAt(company)).toBe('verified');
    expect(await company.audited()).toMatchObject({ ok: true });
  });

  it('is no end state: nothing of it is in the log until the target was read', async () => {
    const company = await aCompany();
    company.target().server.trouble = 'lost-reply';
    await company.say('1', hire());
    expect(company.rows('person', 'staff-1').flatMap(({ operations }) => operations ?? [])).toEqual([]);
  });

  it('to a leave: the leave is repeated at once, not waited out', async () => {
    const company = await aCompany({ target: { app: { capabilities: { landingMs: 600_000 } } } });
    await company.say('1', hire());
    await company.pass(2);
    company.target().server.trouble = 'lost-reply';
    await company.say('1', leave());
    company.target().server.trouble = undefined;
    await company.pass(2);
    expect(company.target().accounts('staff-1')).toMatchObject([{ active: false, held: [] }]);
    expect(await stateAt(company)).toBe('verified');
    await company.pass(15);
    expect((await company.person('1')).standings.app).not.toHaveProperty('look');
    expect(await company.audited()).toMatchObject({ ok: true });
  });
});

describe('a target that says yes and does nothing', () => {
  it('to a hire: is found out by reading, asked again at the next revision, and parks after three times', async () => {
    const company = await aCompany();
    company.target().server.trouble = 'lying-writes';
    await company.say('1', hire());
    expect(await stateAt(company)).toBe('applied');
    await company.pass(1);
    expect((await company.person('1')).standings.app).toMatchObject({ rev: 2, misses: 1 });
    await company.pass(10);
    expect((await company.person('1')).standings.app).toMatchObject({
      state: 'parked',
      cause: 'read back: no account',
    });
    expect((await attention(company.pipeline)).people).toMatchObject([{ person: 'staff-1' }]);
    company.target().server.trouble = undefined;
    await redrive(company.pipeline)({ actor: 'alpha' });
    await company.work();
    await company.pass(2);
    expect(await stateAt(company)).toBe('verified');
    expect(company.rows('person', 'staff-1').find(({ act }) => act === 'redriven')).toMatchObject({ actor: 'alpha' });
    expect((await attention(company.pipeline)).people).toEqual([]);
    expect(await company.audited()).toMatchObject({ ok: true });
  });

  it('to a leave: never counts as done, is repeated, parks, and is redriven', async () => {
    const company = await aCompany();
    await company.say('1', hire());
    await company.pass(2);
    company.target().server.trouble = 'lying-writes';
    await company.say('1', leave());
    expect(await stateAt(company)).not.toBe('verified');
    await company.pass(30);
    expect(await stateAt(company)).toBe('parked');
    company.target().server.trouble = undefined;
    await redrive(company.pipeline)({ actor: 'alpha', person: 'staff-1' });
    await company.work();
    expect(company.target().accounts('staff-1')).toMatchObject([{ active: false }]);
    expect(await stateAt(company)).toBe('verified');
    expect(await company.audited()).toMatchObject({ ok: true });
  });
});

describe('somebody who changes a target by hand', () => {
  it('between a hire and its read-back: it is put right', async () => {
    const company = await aCompany();
    await company.say('1', hire());
    const [account] = company.target().accounts('staff-1');
    company.target().server.edit(account?.id ?? '', { active: false });
    await company.pass(4);
    expect(company.target().accounts('staff-1')).toMatchObject([{ active: true }]);
    expect(await stateAt(company)).toBe('verified');
    expect(await company.audited()).toMatchObject({ ok: true });
  });

  it('has an account of the same name there already: it is not taken over, and somebody is told', async () => {
    const company = await aCompany();
    company.target().server.make({ userName: 'mara', profile: { userName: 'mara', email: 'other@acme.example' } });
    await company.say('1', hire());
    await company.pass(60);
    expect(await stateAt(company)).toBe('parked');
    expect([...company.target().server.accounts.values()]).toMatchObject([
      { profile: { email: 'other@acme.example' } },
    ]);
  });
});
