// Reconciliation of one target: what drifted is found, what is missing comes back once, and nothing is ever taken away.
import { describe, expect, it } from 'vitest';
import type { Connection, ScannedAccount } from '../../shared/ports/adapter.ts';
import { aCompany, type Company, type CompanyOptions } from '../builders/a-company.ts';
import { aPolicy } from '../builders/a-person.ts';
import { hire, leave } from '../builders/occasions.ts';
import { reconciled, reportOf, sliceOf } from '../builders/reconciling.ts';

const people = ['1', '2', '3', '4', '5', '6'];

/** Six people with a verified account each, at a target whose lists come in pages of four. */
async function aSettledCompany(options: CompanyOptions = {}): Promise<Company> {
  const company = await aCompany(options);
  for (const subject of people) await company.say(subject, hire('hire', { userName: `user-${subject}` }));
  await company.pass(3);
  return company;
}

function accountOf(company: Company, subject: string) {
  const [account] = company.target().accounts(`staff-${subject}`);
  if (!account) throw new Error(`${subject} has no account`);
  return account;
}

const applies = (company: Company) => company.target().calls.filter(({ verb }) => verb === 'apply').length;
const none = { missing: 0, extra: 0, changed: 0, orphan: 0, duplicate: 0, foreign: 0 };

describe('a target that agrees', () => {
  it('shows no drift, and its certificate counts every account', async () => {
    const company = await aSettledCompany();
    const before = applies(company);
    expect(await reconciled(company)).toMatchObject({
      complete: true,
      accounts: 6,
      compared: 6,
      drift: none,
      repaired: 0,
    });
    expect(applies(company)).toBe(before);
    expect(company.table.contents('state').filter(({ pk }) => pk.includes('#seen#'))).toEqual([]);
  });

  it('has a row in the audit log for the beginning and the end, in the name of who asked', async () => {
    const company = await aSettledCompany();
    await reconciled(company);
    expect(company.rows('target', 'app')).toMatchObject([
      { number: 1, act: 'started', actor: 'alpha', cause: 'reconciliation: by hand' },
      {
        number: 2,
        act: 'reconciled',
        actor: 'alpha',
        cause: 'complete; 6 accounts, 6 people compared; no drift; 0 repaired',
      },
    ]);
    expect(await company.audited()).toMatchObject({ ok: true });
  });
});

describe('two executions at one target', () => {
  it('share one run, and repair nobody twice', async () => {
    const company = await aSettledCompany();
    company.target().server.accounts.delete(accountOf(company, '3').id);
    const [begun] = await Promise.all([sliceOf(company), sliceOf(company)]);
    const joined = await sliceOf(company);
    expect(joined.run).toBe(begun.run);
    await Promise.all([sliceOf(company, begun), sliceOf(company, joined)]);
    company.clock.move(2_000);
    await Promise.all([sliceOf(company, begun), sliceOf(company, joined)]);
    expect(await reportOf(company)).toMatchObject({ complete: true, drift: { ...none, missing: 1 }, repaired: 1 });
    expect(company.rows('target', 'app').map(({ act }) => act)).toEqual(['started', 'reconciled']);
    expect(company.rows('person', 'staff-3').filter(({ cause }) => cause?.startsWith('reconciliation'))).toHaveLength(
      1,
    );
    expect(await sliceOf(company, joined)).toMatchObject({ more: false });
  });
});

describe('missing access', () => {
  it('an account deleted by hand comes back with all it had, once, and the second run writes nothing', async () => {
    const company = await aSettledCompany();
    company.target().server.accounts.delete(accountOf(company, '3').id);
    const report = await reconciled(company);
    expect(report).toMatchObject({ complete: true, drift: { ...none, missing: 1 }, repaired: 1 });
    expect(report.examples).toEqual([{ class: 'missing', person: 'staff-3', what: 'account' }]);
    await company.work();
    await company.pass(3);
    expect(accountOf(company, '3')).toMatchObject({ active: true, held: ['group:one', 'group:two'] });
    const before = applies(company);
    expect(await reconciled(company)).toMatchObject({ drift: none, repaired: 0 });
    expect(applies(company)).toBe(before);
    expect(company.rows('person', 'staff-3').at(-2)).toMatchObject({
      act: 'decided',
      cause: 'reconciliation found access missing',
      wished: ['app'],
    });
    expect(await company.audited()).toMatchObject({ ok: true });
  });

  it('an entitlement taken away by hand comes back', async () => {
    const company = await aSettledCompany();
    company.target().server.edit(accountOf(company, '2').id, { held: ['group:two'] });
    expect(await reconciled(company)).toMatchObject({ drift: { ...none, missing: 1 }, repaired: 1 });
    await company.work();
    expect(accountOf(company, '2').held).toEqual(['group:two', 'group:one']);
  });

  it('at two targets at once comes back at both', async () => {
    const company = await aSettledCompany({ targets: ['app', 'wiki'] });
    for (const name of ['app', 'wiki']) {
      const { server, accounts } = company.target(name);
      for (const { id } of accounts('staff-3')) server.accounts.delete(id);
    }
    const reports = await Promise.all([reconciled(company, 'app'), reconciled(company, 'wiki')]);
    expect(reports.map(({ repaired }) => repaired)).toEqual([1, 1]);
    await company.work();
    for (const name of ['app', 'wiki']) expect(company.target(name).accounts('staff-3')).toHaveLength(1);
  });

  it('of somebody whose removal is held is not given back behind the guard', async () => {
    const company = await aSettledCompany();
    await company.count(5, ['app']);
    for (const subject of people) await company.say(subject, { ...leave(), leaves: false });
    const held = (await Promise.all(people.map((subject) => company.person(subject)))).filter(
      ({ standings }) => standings.app?.held,
    );
    expect(held.length).toBeGreaterThan(0);
    for (const { id } of held)
      for (const { id: account } of company.target().accounts(id)) company.target().server.accounts.delete(account);
    expect(await reconciled(company)).toMatchObject({ drift: none, repaired: 0, inFlight: held.length });
    await company.work();
    for (const { id } of held) expect(company.target().accounts(id)).toEqual([]);
  });

  it('is not made where another account has taken the name: that is for a person to look at', async () => {
    const company = await aSettledCompany();
    const { server } = company.target();
    server.accounts.delete(accountOf(company, '4').id);
    server.make({ userName: 'user-4', profile: { userName: 'user-4' } });
    const before = applies(company);
    expect(await reconciled(company)).toMatchObject({ drift: { ...none, missing: 1, foreign: 1 }, repaired: 0 });
    await company.work();
    expect(applies(company)).toBe(before);
  });
});

describe('whatever is there and not wished', () => {
  it('is reported by its class and its ids, and left as it is', async () => {
    const company = await aSettledCompany();
    const { server } = company.target();
    server.make({ userName: 'by-hand', profile: { userName: 'by-hand' } });
    server.make({ userName: 'nobody', person: 'staff-99', profile: { userName: 'nobody' } });
    server.make({ userName: 'second', person: 'staff-1', profile: { userName: 'second' } });
    server.edit(accountOf(company, '2').id, { held: ['group:one', 'group:two', 'group:three'] });
    server.edit(accountOf(company, '3').id, { active: false });
    server.edit(accountOf(company, '4').id, { userName: 'renamed', profile: { userName: 'renamed' } });
    const shown = JSON.stringify([...server.accounts]);
    const report = await reconciled(company);
    expect(report.drift).toEqual({ missing: 0, extra: 1, changed: 2, orphan: 1, duplicate: 1, foreign: 1 });
    expect(report.examples).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ class: 'extra', person: 'staff-2', what: 'group:three' }),
        expect.objectContaining({ class: 'changed', person: 'staff-3', what: 'suspended' }),
        expect.objectContaining({ class: 'changed', person: 'staff-4', what: 'user name' }),
        expect.objectContaining({ class: 'orphan', person: 'staff-99' }),
        expect.objectContaining({ class: 'duplicate', person: 'staff-1' }),
        expect.objectContaining({ class: 'foreign' }),
      ]),
    );
    expect(JSON.stringify(report)).not.toMatch(/by-hand|renamed|user-/);
    await company.work();
    await company.pass(3);
    expect(JSON.stringify([...server.accounts])).toBe(shown);
  });

  it('of a leaver who was switched on again by hand is extra', async () => {
    const company = await aSettledCompany();
    await company.say('5', leave());
    company.target().server.edit(accountOf(company, '5').id, { active: true });
    expect(await reconciled(company)).toMatchObject({ drift: { ...none, extra: 1 }, repaired: 0 });
  });

  it('under protection is nobody’s drift', async () => {
    const company = await aSettledCompany({ protected: { app: ['Break-Glass'] } });
    company.target().server.make({ userName: 'break-glass', profile: { userName: 'break-glass' } });
    expect(await reconciled(company)).toMatchObject({ drift: none });
  });
});

describe('a target that lists nobody', () => {
  it('is proven when we have never given anybody an account there', async () => {
    const company = await aCompany({ targets: ['app', 'wiki'], policy: aPolicy(['app']) });
    await company.say('1', hire('hire', { userName: 'user-1' }));
    const report = await reconciled(company, 'wiki');
    expect(report).toMatchObject({ complete: true, accounts: 0, compared: 0, drift: none, repaired: 0 });
  });

  it('is not when somebody has one, were it a leaver’s, or is to have one, and then nobody is given anything back', async () => {
    const left = await aCompany();
    await left.say('1', hire('hire', { userName: 'user-1' }));
    await left.pass(3);
    await left.say('1', leave());
    const waiting = await aCompany();
    waiting.target().server.trouble = 'unavailable';
    await waiting.say('1', hire('hire', { userName: 'user-1' }));
    waiting.target().server.trouble = undefined;
    for (const company of [left, waiting]) {
      company.target().server.accounts.clear();
      const before = applies(company);
      const report = await reconciled(company);
      expect(report).toMatchObject({ complete: false, why: 'the scan ended without a certificate', drift: none });
      expect(applies(company)).toBe(before);
    }
  });
});

describe('a list that cannot be trusted', () => {
  it.each(['list-truncated', 'list-wrong-count', 'list-repeated', 'list-empty', 'list-failing', 'list-gone'] as const)(
    'says nothing about who is not in it (%s)',
    async (trouble) => {
      const company = await aSettledCompany();
      company.target().server.accounts.delete(accountOf(company, '6').id);
      company.target().server.trouble = trouble;
      const before = applies(company);
      const report = await reconciled(company);
      expect(report).toMatchObject({ complete: false, why: expect.any(String), repaired: 0 });
      expect(report.drift.missing).toBe(0);
      await company.work();
      expect(applies(company)).toBe(before);
    },
  );

  it.each(['unauthenticated', 'forbidden'] as const)(
    'ends at once when we are denied (%s), and nobody is absent',
    async (trouble) => {
      const company = await aSettledCompany();
      company.target().server.trouble = trouble;
      expect(await reconciled(company)).toMatchObject({ complete: false, why: 'the target says: denied', drift: none });
    },
  );

  it('is asked again after a while when the target is away, and the run ends well once it is back', async () => {
    const company = await aSettledCompany();
    company.target().server.trouble = 'unavailable';
    const begun = await sliceOf(company);
    const away = await sliceOf(company, begun);
    expect(away).toMatchObject({ more: true, waitSeconds: 15 });
    company.target().server.trouble = undefined;
    expect(await sliceOf(company, away)).toMatchObject({ more: true, waitSeconds: 15 });
    expect(await reconciled(company)).toMatchObject({ complete: true, accounts: 6 });
    expect(company.rows('target', 'app')).toHaveLength(2);
  });

  it('with one account twice and another one not at all proves nothing, though every count agrees', async () => {
    const company = await aSettledCompany({ target: { app: { bend: withOneTwice } } });
    expect(await reconciled(company)).toMatchObject({
      complete: false,
      why: 'an account was listed twice',
      drift: none,
    });
  });

  it('stale by somebody just made: the account is found by a read, and not made twice', async () => {
    const company = await aSettledCompany({ target: { app: { bend: withoutNewest } } });
    const report = await reconciled(company);
    expect(report).toMatchObject({ complete: true, drift: none, repaired: 0 });
    await company.work();
    expect(company.target().accounts('staff-6')).toHaveLength(1);
  });
});

/** Somebody is listed once more in place of another one, on a page that came from another process: the counts agree. */
function withOneTwice(connection: Connection): Connection {
  let first: ScannedAccount | undefined;
  return {
    ...connection,
    scan: async (request) => {
      const page = await connection.scan(request);
      if (page.kind === 'fault') return page;
      if (request.checkpoint === undefined) [first] = page.accounts;
      else if (first) return { ...page, accounts: [first, ...page.accounts.slice(1)] };
      return page;
    },
  };
}

/** Lists lag behind reads: the newest account is in none of them, and the count agrees with that. */
function withoutNewest(connection: Connection): Connection {
  return {
    ...connection,
    scan: async (request) => {
      const page = await connection.scan(request);
      if (page.kind === 'fault') return page;
      const { certificate, ...rest } = page;
      const accounts = page.accounts.filter(({ person }) => person !== 'staff-6');
      return { ...rest, accounts, ...(certificate && { certificate: { ...certificate, accounts: 5 } }) };
    },
  };
}
