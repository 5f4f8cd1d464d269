// Workers that freeze, die or meet: the late one's completion is refused, and what it did is found and put right.
import { describe, expect, it } from 'vitest';
import { inboxItem, inboxPayload } from '../../shared/core/inbox.ts';
import { apply } from '../../shared/steps/apply.ts';
import { decidePerson } from '../../shared/steps/decide.ts';
import { makePace } from '../../shared/steps/pace.ts';
import { aCompany, type Company, START } from '../builders/a-company.ts';
import type { Said } from '../builders/company-workers.ts';
import { change, hire, leave } from '../builders/occasions.ts';

const active = (company: Company) =>
  company
    .target()
    .accounts('staff-1')
    .filter((account) => account.active);

/** A company whose first change at the target is frozen on its way until `thaw`. */
async function withFrozenCall(capabilities = {}) {
  let thaw = () => {};
  const thawed = new Promise<void>((resolve) => {
    thaw = resolve;
  });
  let isFirst = true;
  const company = await aCompany({
    target: {
      app: {
        capabilities: { landingMs: 30_000, ...capabilities },
        bend: (connection) => ({
          ...connection,
          apply: async (request) => {
            if (isFirst) {
              isFirst = false;
              await thawed;
            }
            return connection.apply(request);
          },
        }),
      },
    },
  });
  return { company, thaw };
}

async function untilCalled(company: Company): Promise<void> {
  while (company.target().calls.length === 0) await new Promise((resolve) => setImmediate(resolve));
}

describe('a worker that freezes before its call is sent', () => {
  it.each([
    ['none', {}],
    ['etag', { concurrency: 'etag' }],
  ] as const)(
    'while its person leaves (target checks %s): the account that lands afterwards is found and ended',
    async (_, can) => {
      const { company, thaw } = await withFrozenCall(can);
      await company.deliver('1', hire());
      const frozen = company.work();
      await untilCalled(company);
      await company.deliver('1', leave());
      await company.work();
      expect((await company.person('1')).standings.app).toMatchObject({ state: 'verified', noop: true });
      expect((await company.person('1')).standings.app?.look).toBeGreaterThan(company.clock.now());
      thaw();
      await frozen;
      expect(active(company)).toHaveLength(1);
      await company.pass(4);
      expect(active(company)).toEqual([]);
      expect((await company.person('1')).standings.app).toMatchObject({ state: 'verified' });
      expect(await company.audited()).toMatchObject({ ok: true });
    },
  );

  it('past its claim: another worker does it once, and the late one counts nothing', async () => {
    const { company, thaw } = await withFrozenCall();
    await company.deliver('1', hire());
    const frozen = company.work();
    await untilCalled(company);
    await company.pass(4);
    thaw();
    await frozen;
    await company.pass(5);
    expect(company.target().server.accounts.size).toBe(1);
    expect(active(company)).toHaveLength(1);
    expect((await company.person('1')).standings.app).toMatchObject({ state: 'verified' });
    expect(await company.audited()).toMatchObject({ ok: true });
  });

  it('while its person moves: the completion of the old wish does not count for the new one', async () => {
    const { company, thaw } = await withFrozenCall();
    await company.deliver('1', hire());
    const frozen = company.work();
    await untilCalled(company);
    await company.deliver('1', change('move', { department: 'Sales' }, { at: -500 }));
    await company.work();
    thaw();
    await frozen;
    const ends = company.rows('person', 'staff-1').flatMap(({ operations }) => operations ?? []);
    expect(ends).toMatchObject([
      { revision: 1, end: 'superseded' },
      { revision: 2, end: 'applied' },
    ]);
    await company.pass(6);
    expect(active(company)).toMatchObject([{ held: ['group:one'] }]);
    expect(await company.audited()).toMatchObject({ ok: true });
  });

  it('while its person moves, but is heard of again: nobody waits for what cannot land any more', async () => {
    const { company, thaw } = await withFrozenCall({ landingMs: 600_000 });
    await company.deliver('1', hire());
    const frozen = company.work();
    await untilCalled(company);
    await company.deliver('1', change('move', { department: 'Sales' }, { at: -500 }));
    await company.work();
    expect((await company.person('1')).standings.app?.next).toBeGreaterThan(company.clock.now() + 600_000);
    thaw();
    await frozen;
    await company.work();
    expect(active(company)).toMatchObject([{ held: ['group:one'] }]);
    await company.pass(3);
    expect((await company.person('1')).standings.app).toMatchObject({ state: 'verified' });
    expect(await company.audited()).toMatchObject({ ok: true });
  });
});

describe('workers that meet', () => {
  it('two that apply the same person at the same moment make one account', async () => {
    const company = await aCompany({ fate: ({ queue }) => (queue === 'apply' ? 'lose' : 'deliver') });
    await company.say('1', hire());
    const pace = makePace(company.pipeline);
    const both = [
      apply(company.pipeline, pace)({ person: 'staff-1' }),
      apply(company.pipeline, pace)({ person: 'staff-1' }),
    ];
    await Promise.all(both);
    expect(company.target().calls.filter(({ verb }) => verb === 'apply')).toHaveLength(1);
  });

  it('a claim that lost to a new decision forgets its plan and works what is wished now', async () => {
    let isArmed = false;
    const company: Company = await aCompany({
      fate: ({ queue }) => (queue.startsWith('apply') ? 'lose' : 'deliver'),
      hooks: {
        before: async ({ op, writes = [] }) => {
          if (!isArmed || op !== 'write' || writes.length !== 1) return;
          isArmed = false;
          await company.say('1', leave());
        },
      },
    });
    await company.say('1', hire());
    isArmed = true;
    await apply(company.pipeline, makePace(company.pipeline))({ person: 'staff-1' });
    expect(active(company)).toEqual([]);
    await company.pass(4);
    expect(company.target().calls.filter(({ verb }) => verb === 'apply')).toHaveLength(1);
    expect(await company.audited()).toMatchObject({ ok: true });
  });

  it('ten decisions about one person at once are ten revisions, none lost', async () => {
    const company = await aCompany();
    await company.say('1', hire());
    const said = Array.from({ length: 8 }, (_, at) => change(`c${at}`, { [`note${at}`]: 'x' }, { at: -500 + at }));
    await Promise.all(said.map((one) => company.deliver('1', one)));
    await Promise.all([company.work(), company.work(), company.work()]);
    await company.pass(3);
    const person = await company.person('1');
    expect(person.facts.filter(({ id }) => id.startsWith('c'))).toHaveLength(8);
    expect(company.rows('person', 'staff-1').filter(({ act }) => act === 'decided')).toHaveLength(9);
    expect(await company.audited()).toMatchObject({ ok: true });
  });
});

describe('an event whose row was written long after it was received', () => {
  it('is not lost: a row has its own end, there is no watermark', async () => {
    const company = await aCompany();
    await company.say('1', hire());
    await company.say('1', change('later', { title: 'Lead' }));
    const event = { vendorId: 'late', subject: '1', leaves: false };
    const { id: _, leaves: __, thin: ___, ...statement } = change('late', { department: 'Sales' }, { at: -50_000 });
    const said = { ...event, statement: { whole: false, ...statement } };
    const sealed = await company.pipeline.vault.seal('acme', 'source:hr', inboxPayload(said));
    const about = { tenant: 'acme', source: 'hr', receivedAt: START - 3_600_000, sealed };
    await company.table.write([{ kind: 'put', item: inboxItem(said, about, company.pipeline.digest.sha256) }]);
    await company.pass(3);
    expect(company.target().accounts('staff-1')).toMatchObject([{ held: ['group:one'] }]);
  });
});

describe('the sweep', () => {
  it('is heard although its messages say what others said within five minutes', async () => {
    let lost = true;
    const company = await aCompany({ fate: () => (lost ? 'lose' : 'deliver') });
    await company.deliver('1', hire());
    company.clock.move(61_000);
    await company.sweepOnly();
    lost = false;
    company.clock.move(61_000);
    await company.sweepOnly();
    await company.work();
    expect(company.rows('person', 'staff-1')).toHaveLength(1);
  });

  it('finds nothing to do where all is done', async () => {
    const company = await aCompany();
    await company.say('1', hire());
    await company.pass(3);
    const sent = company.queues.meter.messages;
    await company.pass(30);
    expect(company.queues.meter.messages).toBe(sent);
  });
});

/** Each write of the event's whole way, refused by a crash before it or after it; then everything heals. */
async function crashedAt(
  said: Said,
  before: readonly Said[],
  crash: { readonly write: number; readonly after: boolean },
) {
  let writes = Number.NEGATIVE_INFINITY;
  const die = () => {
    throw new Error('died');
  };
  const company = await aCompany({
    heads: 5_000,
    hooks: {
      before: ({ op }) => {
        if (op === 'write' && ++writes === crash.write && !crash.after) die();
      },
      after: ({ op }) => {
        if (op === 'write' && writes === crash.write && crash.after) die();
      },
    },
  });
  for (const one of before) await company.say('1', one);
  await company.pass(3);
  writes = 0;
  const reply = await company.deliver('1', said);
  if (reply.status !== 202) await company.deliver('1', said);
  await company.work();
  await company.pass(8);
  return { company, writes };
}

describe('a crash before or after any single write', () => {
  const ways: readonly {
    readonly what: string;
    readonly said: Said;
    readonly before: readonly Said[];
    readonly held: number;
  }[] = [
    { what: 'hire', said: hire(), before: [], held: 2 },
    { what: 'move', said: change('m', { department: 'Sales' }), before: [hire()], held: 1 },
    { what: 'leave', said: leave(), before: [hire()], held: 0 },
    {
      what: 'rehire',
      said: hire('again', { at: -1_000 }),
      before: [hire(), { ...leave(), version: START - 5_000_000 }],
      held: 2,
    },
  ];

  it.each(ways)('of a $what loses nothing and doubles nothing', async ({ said, before, held }) => {
    const { writes } = await crashedAt(said, before, { write: -1, after: false });
    expect(writes).toBeGreaterThanOrEqual(4);
    for (let write = 1; write <= writes; write++)
      for (const after of [false, true]) {
        const { company } = await crashedAt(said, before, { write, after });
        const at = `${after ? 'after' : 'before'} write ${write}`;
        expect(
          active(company).map((account) => account.held.length),
          at,
        ).toEqual(held > 0 ? [held] : []);
        expect(company.target().server.accounts.size, at).toBe(1);
        expect((await company.person('1')).standings.app?.state, at).toBe('verified');
        expect(await company.audited(), at).toMatchObject({ ok: true });
      }
  });
});

describe('a decision without cause', () => {
  it('changes nothing', async () => {
    const company = await aCompany();
    await company.say('1', hire());
    expect(await decidePerson(company.pipeline)({ person: 'staff-1' })).toEqual({ kind: 'nothing' });
    expect((await company.person('1')).rev).toBe(1);
  });
});
