// A person's life from joining to leaving, through the real steps, as an operator would watch it.
import { describe, expect, it } from 'vitest';
import { aCompany, START } from '../builders/a-company.ts';
import { change, hire, leave, pause } from '../builders/occasions.ts';

const DAY = 86_400_000;

describe('a person who joins, moves, pauses, leaves and comes back', () => {
  it('a hire becomes an account with its groups, and is read back within two minutes', async () => {
    const company = await aCompany();
    await company.say('1', hire());
    expect(company.target().accounts('staff-1')).toMatchObject([
      { userName: 'mara', active: true, held: ['group:one', 'group:two'] },
    ]);
    expect((await company.person('1')).standings.app).toMatchObject({ state: 'applied' });
    await company.pass(2);
    expect((await company.person('1')).standings.app).toMatchObject({ state: 'verified' });
    expect(company.failures).toEqual([]);
    expect(await company.audited()).toMatchObject({ ok: true });
  });

  it('a mover loses the old group, keeps the account, and the loss is read back before it counts', async () => {
    const company = await aCompany();
    await company.say('1', hire());
    await company.pass(2);
    await company.say('1', change('move', { department: 'Sales' }));
    expect(company.target().accounts('staff-1')).toMatchObject([{ active: true, held: ['group:one'] }]);
    expect((await company.person('1')).standings.app).toMatchObject({ state: 'verified', had: [] });
    expect(company.rows('person').at(-1)).toMatchObject({
      act: 'settled',
      operations: [{ target: 'app', revision: 2, end: 'applied' }],
    });
    expect(await company.audited()).toMatchObject({ ok: true });
  });

  it('a leaver is suspended, loses every group, keeps the data, and that is read back at once', async () => {
    const company = await aCompany();
    await company.say('1', hire());
    await company.pass(2);
    await company.say('1', leave());
    expect(company.target().accounts('staff-1')).toMatchObject([{ userName: 'mara', active: false, held: [] }]);
    expect((await company.person('1')).standings.app).toMatchObject({ state: 'verified' });
    expect(await company.audited()).toMatchObject({ ok: true });
  });

  it('a leaver of whom nobody has applied anything yet gets no account at all that works', async () => {
    const company = await aCompany();
    await company.deliver('1', hire());
    await company.deliver('1', leave());
    await company.work();
    await company.pass(3);
    expect(
      company
        .target()
        .accounts('staff-1')
        .filter(({ active }) => active),
    ).toEqual([]);
    expect(await company.audited()).toMatchObject({ ok: true });
  });

  it('a rehire gets the same account back, in a new employment epoch', async () => {
    const company = await aCompany();
    await company.say('1', hire());
    await company.pass(2);
    await company.say('1', leave());
    company.clock.move(2 * DAY);
    await company.say('1', hire('rehire', { at: company.clock.now() - START }));
    await company.pass(2);
    expect(company.target().accounts('staff-1')).toMatchObject([{ active: true, held: ['group:one', 'group:two'] }]);
    expect((await company.person('1')).standings.app).toMatchObject({ state: 'verified' });
    expect(await company.audited()).toMatchObject({ ok: true });
  });

  it('a leave of absence suspends the account and keeps its groups for the return', async () => {
    const company = await aCompany();
    await company.say('1', hire());
    await company.pass(2);
    await company.say('1', pause());
    expect(company.target().accounts('staff-1')).toMatchObject([{ active: false, held: ['group:one', 'group:two'] }]);
    company.clock.move(DAY);
    await company.say('1', change('back', {}, { turns: [{ status: 'active', at: company.clock.now() - START }] }));
    await company.pass(2);
    expect(company.target().accounts('staff-1')).toMatchObject([{ active: true, held: ['group:one', 'group:two'] }]);
    expect(await company.audited()).toMatchObject({ ok: true });
  });

  it('whoever goes on leave is suspended even when the user name has gone from the record', async () => {
    const company = await aCompany();
    await company.say('1', hire());
    await company.pass(2);
    await company.say('1', change('gone', { userName: null, manager: 'x' }, { turns: [{ status: 'paused', at: 0 }] }));
    await company.pass(2);
    expect(company.target().accounts('staff-1')).toMatchObject([{ active: false }]);
  });
});

describe('days that lie ahead', () => {
  it.each([
    ['Pacific/Pago_Pago', '2026-11-25T11:00:00Z'],
    ['America/New_York', '2026-11-25T05:00:00Z'],
    ['UTC', '2026-11-25T00:00:00Z'],
    ['Asia/Kathmandu', '2026-11-24T18:15:00Z'],
    ['Pacific/Kiritimati', '2026-11-24T10:00:00Z'],
  ])('a hire of 25 November in %s is an account at %s, not a minute earlier', async (zone, first) => {
    const company = await aCompany({ zone });
    const { turns: _, ...said } = hire();
    await company.say('1', { ...said, turns: [{ status: 'active', at: { date: '2026-11-25' } }] });
    await company.pass(2);
    expect(company.target().accounts('staff-1')).toEqual([]);
    company.clock.move(Date.parse(first) - 61_000 - company.clock.now());
    await company.pass(1);
    expect(company.target().accounts('staff-1')).toEqual([]);
    await company.pass(2);
    expect(company.target().accounts('staff-1')).toMatchObject([{ active: true }]);
    expect(company.clock.now() - Date.parse(first)).toBeLessThanOrEqual(2 * 60_000);
  });

  it('hire, move and leave that all lie ahead happen each on its own day', async () => {
    const company = await aCompany();
    const { turns: _, ...said } = hire();
    await company.say('1', {
      ...said,
      turns: [
        { status: 'active', at: { date: '2026-11-23' } },
        { status: 'left', at: { date: '2026-11-27' } },
      ],
    });
    await company.say('1', { ...change('move', { department: 'Sales' }), at: { date: '2026-11-25' } });
    const seen: (readonly string[] | undefined)[] = [];
    for (const day of ['22', '23', '24', '25', '26', '27']) {
      company.clock.move(Date.parse(`2026-11-${day}T12:00:00Z`) - company.clock.now());
      await company.pass(3);
      const [account] = company.target().accounts('staff-1');
      seen.push(account?.active ? account.held : undefined);
    }
    const both = ['group:one', 'group:two'];
    expect(seen).toEqual([undefined, both, both, ['group:one'], ['group:one'], undefined]);
    expect(await company.audited()).toMatchObject({ ok: true });
  });

  it('a hire that is taken back before its day never becomes an account', async () => {
    const company = await aCompany();
    const { turns: _, ...said } = hire();
    await company.say('1', { ...said, turns: [{ status: 'active', at: { date: '2026-11-23' } }] });
    await company.say('1', { id: 'never-mind', version: START + 1, rescinds: 'hire', leaves: true });
    company.clock.move(4 * DAY);
    await company.pass(3);
    expect(company.target().accounts('staff-1')).toEqual([]);
    expect(await company.audited()).toMatchObject({ ok: true });
  });

  it('a leave that is taken back before its day never happens', async () => {
    const company = await aCompany();
    await company.say('1', hire());
    await company.say('1', { ...leave(), turns: [{ status: 'left', at: { date: '2026-11-23' } }] });
    await company.say('1', { id: 'stays', version: START + 2_000, rescinds: 'leave' });
    company.clock.move(4 * DAY);
    await company.pass(3);
    expect(company.target().accounts('staff-1')).toMatchObject([{ active: true }]);
  });

  it('a leave found out late, with a last day that has passed, ends access at once', async () => {
    const company = await aCompany();
    await company.say('1', hire());
    await company.pass(2);
    await company.say('1', { ...leave(), turns: [{ status: 'left', at: { date: '2026-11-21' } }] });
    expect(company.target().accounts('staff-1')).toMatchObject([{ active: false }]);
  });
});
