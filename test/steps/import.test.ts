// Files of people: who is in them, who is not, and when that may be believed.
import { describe, expect, it } from 'vitest';
import { importSnapshot } from '../../shared/steps/import.ts';
import { planEntriesOf } from '../../shared/steps/plans.ts';
import { approve, reviewPlans } from '../../shared/steps/release.ts';
import { aCompany, type Company } from '../builders/a-company.ts';
import { change } from '../builders/occasions.ts';

const HOUR = 3_600_000;

interface Row {
  readonly id: number;
  readonly department?: string;
}

function fileOf(rows: readonly Row[], { columns = ['id', 'userName', 'department'], whole = true } = {}): Uint8Array {
  const lines = rows.map((row) =>
    columns
      .map((name) => (name === 'id' ? row.id : name === 'userName' ? `user${row.id}` : (row.department ?? 'Sales')))
      .join(','),
  );
  return new TextEncoder().encode(
    [columns.join(','), ...lines].join('\n') + (whole ? `\n#rows,${lines.length}\n` : ''),
  );
}

const people = (count: number): Row[] => Array.from({ length: count }, (_, id) => ({ id: id + 1 }));

async function take(company: Company, file: Uint8Array) {
  const imported = await importSnapshot(company.pipeline)({ source: 'hr', file, actor: 'alpha' });
  await company.work();
  return imported;
}

async function imported(count = 40, options: Parameters<typeof aCompany>[0] = {}): Promise<Company> {
  const company = await aCompany({ heads: 5_000, ...options });
  await take(company, fileOf(people(count)));
  await company.pass(2);
  return company;
}

const active = (company: Company) => [...company.target().server.accounts.values()].filter((account) => account.active);

describe('a file of people', () => {
  it('gives everybody in it an account, and says so in the log in the name of who took it in', async () => {
    const company = await imported(40);
    expect(active(company)).toHaveLength(40);
    expect(company.rows('source', 'hr')).toMatchObject([
      { actor: 'alpha', act: 'imported', cause: '40 people, 40 changed, 0 missing' },
    ]);
    expect(await company.audited()).toMatchObject({ ok: true });
  });

  it('taken in twice changes nothing', async () => {
    const company = await imported(40);
    const calls = company.target().calls.length;
    expect(await take(company, fileOf(people(40)))).toMatchObject({
      changed: 40,
      fresh: 40,
      left: 0,
      repeats: '2026-11-21T10:00:00.000Z',
    });
    await company.pass(2);
    expect(company.target().calls).toHaveLength(calls);
    expect((await company.person('1')).rev).toBe(1);
  });

  it('changes only whom it says something new of', async () => {
    const company = await imported(40);
    const file = fileOf(people(40).map((row) => (row.id === 7 ? { ...row, department: 'Engineering' } : row)));
    expect(await take(company, file)).toMatchObject({ changed: 1 });
    expect(company.target().accounts('staff-7')).toMatchObject([{ held: ['group:one', 'group:two'] }]);
    expect((await company.person('8')).rev).toBe(1);
  });

  it('of which a few are missing ends their access', async () => {
    const company = await imported(40);
    expect(await take(company, fileOf(people(40).slice(2)))).toMatchObject({
      missing: 2,
      left: 2,
      sanity: { kind: 'sane' },
    });
    expect(active(company)).toHaveLength(38);
    expect(await company.audited()).toMatchObject({ ok: true });
  });

  it('of which more are missing than the guard lets go in an hour loses no more than that', async () => {
    const company = await imported(40);
    expect(await take(company, fileOf(people(40).slice(5)))).toMatchObject({ missing: 5, left: 5 });
    expect(active(company)).toHaveLength(38);
    expect(await reviewPlans(company.pipeline)()).toMatchObject([{ kind: 'held', people: 3 }]);
  });

  it('somebody who is in it again has everything again', async () => {
    const company = await imported(40);
    await take(company, fileOf(people(40).slice(3)));
    company.clock.move(HOUR);
    await take(company, fileOf(people(40)));
    await company.pass(2);
    expect(active(company)).toHaveLength(40);
  });

  it('that lost 40 % of its people removes nobody, adds and changes others, and holds a plan of the missing', async () => {
    const company = await imported(40);
    const rows = [...people(24).map((row) => (row.id === 1 ? { ...row, department: 'Engineering' } : row)), { id: 99 }];
    const answer = await take(company, fileOf(rows));
    expect(answer).toMatchObject({ missing: 16, left: 0, held: { kind: 'absence', people: 16 } });
    expect(active(company)).toHaveLength(41);
    expect(company.target().accounts('staff-1')).toMatchObject([{ held: ['group:one', 'group:two'] }]);
    expect(await reviewPlans(company.pipeline)()).toMatchObject([
      { kind: 'absence', author: 'alpha', people: 16, why: '16 of 40 people are missing, 10 are tolerated' },
    ]);
    expect(await company.audited()).toMatchObject({ ok: true });
  });

  it('whose answer was lost is answered again as the first time: nobody takes it for "nothing changed"', async () => {
    const company = await imported(40);
    const shorter = fileOf(people(40).slice(5));
    const first = await take(company, shorter);
    const { repeats, ...again } = { repeats: undefined, ...(await take(company, shorter)) };
    expect(again).toEqual(first);
    expect(again).toMatchObject({ missing: 5, left: 5 });
    expect(repeats).toBeDefined();
    expect(company.rows('source', 'hr').filter(({ act }) => act === 'imported')).toHaveLength(2);
    expect(await take(company, fileOf(people(40)))).not.toHaveProperty('repeats');
  });

  it('that is not whole removes nobody, however few are missing', async () => {
    const company = await imported(40);
    const answer = await take(company, fileOf(people(40).slice(1), { whole: false }));
    expect(answer).toMatchObject({
      left: 0,
      sanity: { what: 'removals', why: 'the snapshot does not prove that it is whole' },
    });
    expect(active(company)).toHaveLength(40);
  });

  it('that is not whole offers nobody to be removed either: two people who say yes are no proof', async () => {
    const company = await imported(40);
    for (const kept of [39, 20]) {
      const answer = await take(company, fileOf(people(kept), { whole: false }));
      expect(answer).toMatchObject({ missing: 40 - kept, left: 0 });
      expect(answer).not.toHaveProperty('held');
    }
    expect(await reviewPlans(company.pipeline)()).toEqual([]);
    company.clock.move(HOUR);
    expect(await take(company, fileOf(people(38)))).toMatchObject({ missing: 2, left: 2 });
  });

  it('that lost a column is refused: nothing of it is used', async () => {
    const company = await imported(40);
    const file = fileOf([...people(40), { id: 99 }], { columns: ['id', 'userName'] });
    expect(await take(company, file)).toMatchObject({
      kind: 'refused',
      what: 'nothing was imported: columns are gone: department',
    });
    expect(active(company)).toHaveLength(40);
  });

  it('that lost a column on purpose is taken in when an operator says so, which stands in the log under their name', async () => {
    const company = await imported(40);
    const file = fileOf(people(40), { columns: ['id', 'userName'] });
    const accepted = { source: 'hr', file, actor: 'bravo', acceptColumns: true };
    expect(await importSnapshot(company.pipeline)(accepted)).toMatchObject({ kind: 'imported', changed: 40, fresh: 0 });
    expect(company.rows('source', 'hr').at(-1)).toMatchObject({
      actor: 'bravo',
      cause: '40 people, 40 changed, 0 missing; columns given up: department',
    });
    await company.work();
    expect(await take(company, fileOf([...people(40), { id: 99 }], { columns: ['id', 'userName'] }))).toMatchObject({
      changed: 1,
    });
  });

  it('in which the ids have changed is refused', async () => {
    const company = await imported(40);
    const file = fileOf(people(40).map(({ id }) => ({ id: id + 1_000 })));
    expect(await take(company, file)).toMatchObject({ kind: 'refused' });
    expect(active(company)).toHaveLength(40);
  });

  it('that is empty, or no file of people at all, removes nobody', async () => {
    const company = await imported(40);
    expect(await take(company, new Uint8Array())).toMatchObject({ kind: 'refused' });
    expect(await take(company, fileOf([]))).toMatchObject({ left: 0 });
    expect(active(company)).toHaveLength(40);
  });

  it('taken in after the clock went back removes nobody, and what it changes is not lost', async () => {
    const company = await imported(40);
    company.clock.move(-HOUR);
    const rows = people(40)
      .slice(1)
      .map((row) => (row.id === 7 ? { ...row, department: 'Engineering' } : row));
    expect(await take(company, fileOf(rows))).toMatchObject({
      left: 0,
      sanity: { why: 'the clock went back since the last snapshot' },
    });
    expect(active(company)).toHaveLength(40);
    expect(company.target().accounts('staff-7')).toMatchObject([{ held: ['group:one', 'group:two'] }]);
    company.clock.move(2 * HOUR);
    await take(company, fileOf(people(40).map((row) => (row.id === 7 ? { ...row, department: 'Support' } : row))));
    expect(company.target().accounts('staff-7')).toMatchObject([{ held: ['group:one'] }]);
    expect(await company.audited()).toMatchObject({ ok: true });
  });
});

describe('a plan of people missing from a file', () => {
  async function held(): Promise<{ company: Company; hash: string }> {
    const company = await imported(40);
    await take(company, fileOf(people(24)));
    const [plan] = await reviewPlans(company.pipeline)();
    return { company, hash: plan?.hash ?? '' };
  }

  const yes = ({ pipeline }: Company, hash: string, principal: string) => approve(pipeline)({ hash, principal });

  it('cannot be approved by who took the file in, and is released by two others', async () => {
    const { company, hash } = await held();
    expect(await yes(company, hash, 'alpha')).toEqual({ kind: 'refused', why: 'the author cannot approve' });
    await yes(company, hash, 'bravo');
    expect(await yes(company, hash, 'charlie')).toMatchObject({ plan: { applied: 16, moved: 0 } });
    await company.work();
    expect(active(company)).toHaveLength(24);
    expect(await company.audited()).toMatchObject({ ok: true });
  });

  it('drops whoever moved since: their absence is not found later by another way', async () => {
    const { company, hash } = await held();
    await company.say('40', change('moved', { department: 'Engineering' }, { at: 500_000 }));
    await yes(company, hash, 'bravo');
    expect(await yes(company, hash, 'charlie')).toMatchObject({ plan: { applied: 15, moved: 1 } });
    await company.pass(10);
    expect(company.target().accounts('staff-40')).toMatchObject([{ active: true }]);
    expect((await planEntriesOf(company.pipeline, hash)).length).toBe(16);
    expect(await company.audited()).toMatchObject({ ok: true });
  });

  it('is no longer open once a newer file lists them again', async () => {
    const { company, hash } = await held();
    company.clock.move(HOUR);
    expect(await take(company, fileOf(people(40)))).toMatchObject({ missing: 0 });
    expect(await yes(company, hash, 'bravo')).toEqual({ kind: 'refused', why: 'not open' });
    expect(await reviewPlans(company.pipeline)()).toEqual([]);
    expect(active(company)).toHaveLength(40);
  });

  it('the same short file again holds the same people in one plan, not in two', async () => {
    const { company, hash } = await held();
    company.clock.move(HOUR);
    await take(company, fileOf(people(24)));
    const open = await reviewPlans(company.pipeline)();
    expect(open).toMatchObject([{ kind: 'absence', people: 16, hash }]);
  });

  it('that nobody approved in time is made anew by the same file', async () => {
    const { company, hash } = await held();
    company.clock.move(25 * HOUR);
    expect(await take(company, fileOf(people(24)))).toMatchObject({ missing: 16, held: { people: 16 } });
    const open = await reviewPlans(company.pipeline)();
    expect(open).toMatchObject([{ kind: 'absence', people: 16 }]);
    expect(open[0]?.hash).not.toBe(hash);
  });
});
