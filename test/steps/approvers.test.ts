// Who may say yes to a held plan: never the one whose policy, file or plan takes something away, also not by resuming it.
import { describe, expect, it } from 'vitest';
import { importSnapshot } from '../../shared/steps/import.ts';
import { changePlan, readPlan } from '../../shared/steps/plans.ts';
import { publishPolicy } from '../../shared/steps/policies.ts';
import { approve, reviewPlans } from '../../shared/steps/release.ts';
import { aCompany, type Company } from '../builders/a-company.ts';
import { aPolicy } from '../builders/a-person.ts';
import { change, hire } from '../builders/occasions.ts';

const DAY = 86_400_000;
const people = ['1', '2', '3', '4', '5'];
const yes = ({ pipeline }: Company, hash: string, principal: string) => approve(pipeline)({ hash, principal });
const never = { kind: 'refused', why: 'the author cannot approve' };

async function fiveEngineers(): Promise<Company> {
  const company = await aCompany({ heads: 12 });
  for (const person of people) await company.say(person, hire(`hire-${person}`, { userName: `user${person}` }));
  await company.pass(2);
  return company;
}

/** Everybody moves away from Engineering: three are over the budget. */
async function movesHeld(): Promise<Company> {
  const company = await fiveEngineers();
  for (const person of people) await company.say(person, change(`move-${person}`, { department: 'Sales' }));
  return company;
}

async function onlyPlan({ pipeline }: Company) {
  const [plan, ...others] = await reviewPlans(pipeline)();
  if (!plan || others.length > 0) throw new Error('expected exactly one open plan');
  return plan;
}

const withoutEngineers = () => ({ ...aPolicy(), rules: aPolicy().rules.filter(({ id }) => id !== 'engineering') });

describe('the two who approve', () => {
  it('are others than the one whose policy takes it away', async () => {
    const company = await fiveEngineers();
    await publishPolicy(company.pipeline, withoutEngineers(), { actor: 'alpha' });
    await company.pass(1);
    const { hash, causedBy, people: held } = await onlyPlan(company);
    expect({ causedBy, held }).toEqual({ causedBy: ['alpha'], held: 3 });
    expect(await yes(company, hash, 'alpha')).toEqual(never);
    await yes(company, hash, 'bravo');
    expect(await yes(company, hash, 'charlie')).toMatchObject({ kind: 'released', plan: { applied: 3 } });
  });

  it('are others than the one whose file takes it away', async () => {
    const company = await fiveEngineers();
    const rows = people.map((person) => `${person},user${person},Sales`);
    const file = new TextEncoder().encode(`id,userName,department\n${rows.join('\n')}\n`);
    await importSnapshot(company.pipeline)({ source: 'hr', file, actor: 'bravo' });
    await company.work();
    const { hash, causedBy } = await onlyPlan(company);
    expect(causedBy).toEqual(['bravo']);
    expect(await yes(company, hash, 'bravo')).toEqual(never);
  });

  it('find in one plan what the same people have caused, so that somebody is left who may say yes', async () => {
    const company = await fiveEngineers();
    await publishPolicy(company.pipeline, withoutEngineers(), { actor: 'alpha' });
    await company.pass(1);
    const file = new TextEncoder().encode('id,userName,department\n5,user5,Sales\n');
    await importSnapshot(company.pipeline)({ source: 'hr', file, actor: 'bravo' });
    await company.work();
    const plans = await reviewPlans(company.pipeline)();
    expect(plans.map(({ causedBy }) => causedBy.join(' ')).sort()).toEqual(['alpha', 'alpha bravo']);
  });

  it('are named when somebody else resumes the release, which the author cannot', async () => {
    const company = await movesHeld();
    const { hash } = await onlyPlan(company);
    await yes(company, hash, 'alpha');
    const head = await readPlan(company.pipeline, hash);
    if (!head) throw new Error('no plan');
    const approvals = [...head.approvals, { by: 'bravo', at: 1 }];
    const cutShort = { ...head, approvals, state: 'releasing' } as const;
    await changePlan(company.pipeline, cutShort, { actor: 'bravo', act: 'approved' });
    expect(await yes(company, hash, 'system')).toEqual(never);
    expect(await yes(company, hash, 'charlie')).toMatchObject({ kind: 'released' });
    expect(company.rows('plan', hash).at(-1)).toMatchObject({
      actor: 'bravo',
      act: 'released',
      cause: '3 applied, 0 moved; approved by alpha and bravo',
    });
    expect(await company.audited()).toMatchObject({ ok: true });
  });

  it('may list the plans at the same moment', async () => {
    const company = await movesHeld();
    const lists = await Promise.all([reviewPlans(company.pipeline)(), reviewPlans(company.pipeline)()]);
    expect(lists.map((plans) => plans.length)).toEqual([1, 1]);
  });
});

it('a plan that nobody approved in time is held anew by the sweep', async () => {
  const company = await movesHeld();
  const { hash } = await onlyPlan(company);
  company.clock.move(DAY);
  await company.pass(1);
  expect(company.rows('plan', hash).at(-1)).toMatchObject({ act: 'expired' });
  expect(company.rows('plan').filter(({ act }) => act === 'held')).toHaveLength(2);
});
