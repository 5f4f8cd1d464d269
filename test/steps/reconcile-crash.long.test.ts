// A reconciliation that dies at any point goes on where it was: the same report, and nobody repaired twice.
import { describe, expect, it } from 'vitest';
import type { ReconcileTask } from '../../shared/model/reconcile-run.ts';
import { aCompany, type Company } from '../builders/a-company.ts';
import { hire } from '../builders/occasions.ts';
import { reconciled, reportOf, sliceOf } from '../builders/reconciling.ts';

interface Reaper {
  /** The store call at which the process dies; nothing before the test says so. */
  at: number;
  calls: number;
  moment: 'before' | 'after';
  isDead: boolean;
}

/** Six people; one account deleted, one without a group, one orphan, one account made by hand. */
async function aDamagedCompany(reaper: Reaper): Promise<Company> {
  const die = () => {
    reaper.isDead = true;
    throw new Error('killed');
  };
  const company = await aCompany({
    hooks: {
      before: () => {
        reaper.calls += 1;
        if (reaper.isDead || (reaper.calls === reaper.at && reaper.moment === 'before')) die();
      },
      after: () => {
        if (reaper.calls === reaper.at && reaper.moment === 'after') die();
      },
    },
  });
  for (const subject of ['1', '2', '3', '4', '5', '6'])
    await company.say(subject, hire('hire', { userName: `user-${subject}` }));
  await company.pass(3);
  const { server } = company.target();
  const idOf = (subject: string) => company.target().accounts(`staff-${subject}`)[0]?.id ?? '';
  server.accounts.delete(idOf('3'));
  server.edit(idOf('5'), { held: ['group:one'] });
  server.make({ userName: 'nobody', person: 'staff-99', profile: { userName: 'nobody' } });
  server.make({ userName: 'by-hand', profile: { userName: 'by-hand' } });
  return company;
}

/** Slice after slice, as the workflow's states call them; a dead process is replaced by another one. */
async function worked(company: Company, reaper: Reaper): Promise<boolean> {
  let task: Partial<ReconcileTask> = {};
  let hasDied = false;
  for (;;) {
    const sliced = await sliceOf(company, task).catch(() => undefined);
    hasDied ||= reaper.isDead;
    if (reaper.isDead) Object.assign(reaper, { at: 0, isDead: false });
    if (sliced?.more === false) return hasDied;
    task = sliced ?? task;
  }
}

async function survives(at: number, moment: Reaper['moment']): Promise<boolean> {
  const reaper: Reaper = { at: 0, calls: 0, moment, isDead: false };
  const company = await aDamagedCompany(reaper);
  Object.assign(reaper, { at, calls: 0 });
  const died = await worked(company, reaper);
  reaper.at = 0;
  const where = `killed ${moment} call ${at}`;
  expect(await reportOf(company), where).toMatchObject({
    complete: true,
    drift: { missing: 2, extra: 0, changed: 0, orphan: 1, duplicate: 0, foreign: 1 },
    repaired: 2,
  });
  await company.work();
  await company.pass(3);
  for (const subject of ['1', '2', '3', '4', '5', '6'])
    expect(company.target().accounts(`staff-${subject}`), where).toMatchObject([{ held: ['group:one', 'group:two'] }]);
  for (const subject of ['3', '5'])
    expect(
      company.rows('person', `staff-${subject}`).filter(({ cause }) => cause?.startsWith('reconciliation')),
      where,
    ).toHaveLength(1);
  expect(company.rows('target', 'app'), where).toMatchObject([{ act: 'started' }, { act: 'reconciled' }]);
  expect(await reconciled(company), where).toMatchObject({ drift: { missing: 0 }, repaired: 0 });
  expect(
    company.table.contents('state').filter(({ pk }) => pk.includes('#seen#')),
    where,
  ).toEqual([]);
  return died;
}

describe('a reconciliation killed', () => {
  it.each(['before', 'after'] as const)('%s any of its calls of the store, one after the other', async (moment) => {
    let points = 0;
    while (await survives(points + 1, moment)) points += 1;
    expect(points).toBeGreaterThan(30);
  });
});
