// What the comparisons of all targets say to the service levels: one that is never proven, and an orphan, hide behind no other target.
import { describe, expect, it } from 'vitest';
import { census } from '../../shared/steps/census.ts';
import { aCompany, type Company } from '../builders/a-company.ts';
import { hire } from '../builders/occasions.ts';
import { reconciled } from '../builders/reconciling.ts';
import { measured } from './measured.ts';

const HOUR = 3_600_000;

/** Two people with an account at both targets, counted once. */
async function aSettledCompany(): Promise<Company> {
  const company = await aCompany({ targets: ['app', 'wiki'] });
  for (const subject of ['1', '2']) await company.say(subject, hire('hire', { userName: `user-${subject}` }));
  await company.pass(3);
  await census(company.pipeline)();
  return company;
}

function leaveOver(company: Company, target: string): string {
  const left = { userName: 'nobody', person: 'staff-99', profile: { userName: 'nobody' } };
  return company.target(target).server.make(left).id;
}

/** What the next census says of the metric. */
async function said(company: Company, name: 'ComparisonSeconds' | 'DriftPercent' | 'Orphans') {
  company.metrics.flush();
  await census(company.pipeline)();
  return measured(company, name).at(-1);
}

describe('a target that is never proven', () => {
  it('is as old as we have known it, however young the comparison of another one is', async () => {
    const company = await aSettledCompany();
    company.target('wiki').server.trouble = 'list-wrong-count';
    const known = company.clock.now();
    company.clock.move(27 * HOUR);
    expect(await reconciled(company, 'wiki')).toMatchObject({ complete: false });
    expect(await reconciled(company, 'app')).toMatchObject({ complete: true });
    expect(await said(company, 'ComparisonSeconds')).toBe(Math.round((company.clock.now() - known) / 1_000));
    company.target('wiki').server.trouble = undefined;
    await reconciled(company, 'wiki');
    expect(await said(company, 'ComparisonSeconds')).toBeLessThan(60);
  });

  it('says nothing about drift and orphans before anybody looked', async () => {
    const company = await aSettledCompany();
    expect(await said(company, 'Orphans')).toBeUndefined();
    expect(await said(company, 'DriftPercent')).toBeUndefined();
  });
});

describe('orphans', () => {
  it('are summed over all targets, whichever was compared last', async () => {
    const company = await aSettledCompany();
    leaveOver(company, 'app');
    await reconciled(company, 'app');
    await reconciled(company, 'wiki');
    company.metrics.flush();
    expect(measured(company, 'Orphans').at(-1)).toBe(1);
    leaveOver(company, 'wiki');
    await reconciled(company, 'wiki');
    expect(await said(company, 'Orphans')).toBe(2);
  });

  it('are not forgotten by a look that proved nothing, and gone once a proven one finds none', async () => {
    const company = await aSettledCompany();
    const left = leaveOver(company, 'app');
    await reconciled(company, 'app');
    company.target('app').server.trouble = 'unauthenticated';
    await reconciled(company, 'app');
    expect(await said(company, 'Orphans')).toBe(1);
    company.target('app').server.trouble = undefined;
    company.target('app').server.accounts.delete(left);
    await reconciled(company, 'app');
    expect(await said(company, 'Orphans')).toBe(0);
  });
});

it('drift is the share of all people compared, at the last proven comparison of each target', async () => {
  const company = await aSettledCompany();
  const [account] = company.target('app').accounts('staff-1');
  company.target('app').server.edit(account?.id ?? '', { active: false });
  await reconciled(company, 'app');
  await reconciled(company, 'wiki');
  expect(await said(company, 'DriftPercent')).toBe(25);
});
