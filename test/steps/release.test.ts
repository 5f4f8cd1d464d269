// A release decides what two people have read; what else has come about by then is neither done by it nor lost.
import { describe, expect, it } from 'vitest';
import { Policy } from '../../shared/model/policy/policy.ts';
import { viewPlan } from '../../shared/steps/operate/plan-view.ts';
import { readPlan } from '../../shared/steps/plans.ts';
import { publishPolicy } from '../../shared/steps/policies.ts';
import { approve, reviewPlans } from '../../shared/steps/release.ts';
import { wakeStale } from '../../shared/steps/stale.ts';
import { aCompany, type Company, START } from '../builders/a-company.ts';
import { change, hire } from '../builders/occasions.ts';

/** Everybody has an account at both; engineers are in a group of `app`. */
function twoTargets(wiki: readonly string[] = []): Policy {
  const role = { owner: 'it', risk: 'low', description: 'A role' } as const;
  return Policy.parse({
    roles: {
      employee: { ...role, entitlements: { app: [], wiki } },
      engineer: { ...role, entitlements: { app: ['group:two'] } },
    },
    rules: [
      { id: 'everybody', when: { attributes: { userName: { exists: true } } }, roles: ['employee'] },
      { id: 'engineering', when: { attributes: { department: 'Engineering' } }, roles: ['engineer'] },
    ],
    mappings: { app: { userName: '{userName}' }, wiki: { userName: '{userName}' } },
  });
}

/** Twelve people; three move to another department, and the third's loss is held. */
async function thirdHeld(): Promise<Company> {
  const company = await aCompany({ heads: 12, targets: ['app', 'wiki'], policy: twoTargets() });
  for (let person = 1; person <= 12; person++)
    await company.say(String(person), hire(`hire-${person}`, { userName: `user${person}` }));
  await company.pass(2);
  for (const person of ['1', '2', '3'])
    await company.say(person, change(`move-${person}`, { department: 'Sales' }, { at: 110_000 }));
  return company;
}

async function release({ pipeline }: Company) {
  const [plan] = await reviewPlans(pipeline)();
  if (!plan) throw new Error('no plan is open');
  return async () => {
    for (const principal of ['alpha', 'bravo']) await approve(pipeline)({ hash: plan.hash, principal });
  };
}

const accounts = (company: Company) =>
  ['app', 'wiki'].map((target) => company.target(target).accounts('staff-3')[0]?.active);

/** Another version that changes nobody. */
function otherWords(): Policy {
  const { roles, ...policy } = twoTargets();
  return Policy.parse({
    ...policy,
    roles: { ...roles, engineer: { ...roles.engineer, description: 'Builds things' } },
  });
}

async function published({ pipeline, pass }: Company, policy: Policy): Promise<void> {
  await publishPolicy(pipeline, policy, { actor: 'charlie' });
  await wakeStale(pipeline);
  await pass(3);
}

describe('approvals under way', () => {
  it('hold when a policy is published that changes nobody: everybody stands as they did', async () => {
    const company = await thirdHeld();
    const [plan] = await reviewPlans(company.pipeline)();
    const hash = plan?.hash ?? '';
    await approve(company.pipeline)({ hash, principal: 'alpha' });
    const { rev } = await company.person('3');
    await published(company, otherWords());
    expect((await company.person('3')).rev).toBe(rev + 1);
    expect((await reviewPlans(company.pipeline)()).map((one) => one.hash)).toEqual([hash]);
    const open = await readPlan(company.pipeline, hash);
    expect(open && (await viewPlan(company.pipeline, open))).toMatchObject({
      rows: [{ person: 'staff-3' }],
      moved: [],
    });
    const released = await approve(company.pipeline)({ hash, principal: 'bravo' });
    expect(released).toMatchObject({ kind: 'released', plan: { applied: 1, moved: 0 } });
    await company.work();
    expect(company.target('app').accounts('staff-3')[0]?.held).toEqual([]);
    expect((await company.person('3')).stood).toBeUndefined();
  });

  it.each([
    [
      'a policy gives the person something',
      async (company: Company) => published(company, twoTargets(['group:pages'])),
    ],
    [
      'a fact of the person changes',
      (company: Company) => company.say('3', change('again', { title: 'Lead' }, { at: 120_000 })),
    ],
  ])('are void when %s, before or after a policy that changes nobody', async (_, move) => {
    for (const order of [
      [move, otherWords],
      [otherWords, move],
    ]) {
      const company = await thirdHeld();
      const approved = await release(company);
      for (const step of order) {
        if (step === otherWords) await published(company, otherWords());
        else await move(company);
      }
      await approved();
      await company.work();
      expect(company.target('app').accounts('staff-3')[0]?.held).toEqual(['group:two']);
    }
  });
});

describe('a release', () => {
  it('does not swallow a leave whose moment came just before it', async () => {
    const company = await thirdHeld();
    const at = company.clock.now() - START + 90_000;
    const left = { status: 'left', at: { instant: new Date(START + at).toISOString() } } as const;
    await company.say('3', { id: 'leave-3', version: company.clock.now(), leaves: true, turns: [left] });
    const approved = await release(company);
    company.clock.move(91_000);
    await approved();
    await company.work();
    await company.pass(3);
    expect(accounts(company)).toEqual([false, false]);
    expect(await company.audited()).toMatchObject({ ok: true });
  });

  it('does not count as the decision of a policy that was published just before it', async () => {
    const company = await thirdHeld();
    const approved = await release(company);
    const { version } = await publishPolicy(company.pipeline, twoTargets(['group:one']), { actor: 'charlie' });
    await approved();
    expect(company.target('wiki').accounts('staff-3')).toMatchObject([{ held: [] }]);
    await wakeStale(company.pipeline);
    await company.work();
    expect(company.target('wiki').accounts('staff-3')).toMatchObject([{ held: ['group:one'] }]);
    expect((await company.person('3')).policy).toBe(version);
    expect(await company.audited()).toMatchObject({ ok: true });
  });

  it('brings about nothing at a target that its plan does not name', async () => {
    const company = await thirdHeld();
    const approved = await release(company);
    await publishPolicy(company.pipeline, twoTargets(['group:one']), { actor: 'charlie' });
    await approved();
    const released = company.rows('person', 'staff-3').findLast(({ act }) => act === 'released');
    expect(released?.plan?.map(({ target, what }) => [target, what])).toEqual([['app', '-group:two']]);
  });
});
