// Access that nobody wished and somebody gave by hand: said where the account is read back, and where the person is looked at.
import { describe, expect, it } from 'vitest';
import { moreThanWished } from '../../shared/core/verify.ts';
import { personReport } from '../../shared/steps/operate/inquire.ts';
import { aCompany } from '../builders/a-company.ts';
import { aWish } from '../builders/a-person.ts';
import { hire } from '../builders/occasions.ts';
import { reconciled } from '../builders/reconciling.ts';

describe('access that was given by hand', () => {
  it('is in the log with the read-back that saw it, and is left as it is', async () => {
    const company = await aCompany();
    await company.say('1', hire('hire', { userName: 'user-1' }));
    const [account] = company.target().accounts('staff-1');
    const held = [...(account?.held ?? []), 'group:three'];
    company.target().server.edit(account?.id ?? '', { held });
    await company.pass(3);
    expect(company.rows('person', 'staff-1').at(-1)).toMatchObject({
      ...{ act: 'verified', cause: 'app: not wished: group:three' },
      operations: [{ target: 'app', end: 'applied' }],
    });
    expect(company.target().accounts('staff-1')).toMatchObject([{ held }]);
  });

  it('is shown with the person once a comparison has found it, and no more once one finds it gone', async () => {
    const company = await aCompany({ targets: ['app', 'wiki'] });
    await company.say('1', hire('hire', { userName: 'user-1' }));
    await company.pass(3);
    const [account] = company.target('app').accounts('staff-1');
    const held = account?.held ?? [];
    const shown = async () => {
      await reconciled(company, 'app');
      return (await personReport(company.pipeline, 'staff-1'))?.targets.map(({ drift }) => drift?.found);
    };
    company.target('app').server.edit(account?.id ?? '', { held: [...held, 'group:three'] });
    expect(await shown()).toEqual([['extra group:three'], undefined]);
    company.target('app').server.edit(account?.id ?? '', { held });
    expect(await shown()).toEqual([undefined, undefined]);
  });
});

it('names a few of many, and nothing of an account that is not ours', () => {
  const held = ['group:one', 'a', 'b', 'c', 'd', 'e', 'f', 'g'];
  const reading = { remoteId: 'r1', account: 'active', entitlements: held, profile: {} } as const;
  expect(moreThanWished(aWish(), { kind: 'found', ours: true, ...reading })).toBe(
    'not wished: a, b, c, d, e and 2 more',
  );
  expect(moreThanWished(aWish(), { kind: 'found', ours: false, ...reading })).toBeUndefined();
  expect(moreThanWished(aWish(), { kind: 'absent' })).toBeUndefined();
});
