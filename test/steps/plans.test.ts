// Held plans: two people, never the author, on the plan's hash; what moved drops out, nothing is added.
import { describe, expect, it } from 'vitest';
import { planEntriesOf } from '../../shared/steps/plans.ts';
import { publishPolicy } from '../../shared/steps/policies.ts';
import { approve, reviewPlans } from '../../shared/steps/release.ts';
import { aCompany, type Company } from '../builders/a-company.ts';
import { aPolicy } from '../builders/a-person.ts';
import { change, hire, leave } from '../builders/occasions.ts';

const DAY = 86_400_000;

/** Twelve people of whom five lost their job quietly: two went, three are held. */
async function threeHeld(): Promise<Company> {
  const company = await aCompany({ heads: 12 });
  for (let person = 1; person <= 12; person++)
    await company.say(String(person), hire(`hire-${person}`, { userName: `user${person}` }));
  await company.pass(2);
  for (const person of ['1', '2', '3', '4', '5'])
    await company.say(person, { ...leave(`leave-${person}`), leaves: false });
  return company;
}

async function thePlan({ pipeline }: Company) {
  const [plan, ...others] = await reviewPlans(pipeline)();
  if (!plan || others.length > 0) throw new Error('expected exactly one open plan');
  return plan;
}

const yes = ({ pipeline }: Company, hash: string, principal: string) => approve(pipeline)({ hash, principal });
const isActive = (company: Company, person: string) => company.target().accounts(`staff-${person}`)[0]?.active;

describe('a held plan', () => {
  it('lists who and what waits, pinned to their revision, under the hash of its content', async () => {
    const company = await threeHeld();
    const plan = await thePlan(company);
    expect(plan).toMatchObject({ kind: 'held', author: 'system', state: 'open', people: 3, approvals: [] });
    expect(plan.hash).toMatch(/^[0-9a-f]{64}$/);
    expect(await planEntriesOf(company.pipeline, plan.hash)).toEqual(
      ['3', '4', '5'].map((person) => ({ person: `staff-${person}`, revision: 2, targets: ['app'] })),
    );
    expect((await thePlan(company)).hash).toBe(plan.hash);
  });

  it('is released by two people, and then exactly its entries happen', async () => {
    const company = await threeHeld();
    const { hash } = await thePlan(company);
    expect(await yes(company, hash, 'alpha')).toMatchObject({ kind: 'counted', missing: 1 });
    expect(isActive(company, '3')).toBe(true);
    expect(await yes(company, hash, 'bravo')).toMatchObject({
      kind: 'released',
      plan: { state: 'released', applied: 3, moved: 0 },
    });
    await company.work();
    expect(['3', '4', '5', '6'].map((person) => isActive(company, person))).toEqual([false, false, false, true]);
    expect(company.rows('plan', hash).map(({ actor, act }) => [actor, act])).toEqual([
      ['system', 'held'],
      ['alpha', 'approved'],
      ['bravo', 'approved'],
      ['bravo', 'released'],
    ]);
    expect(company.rows('person', 'staff-3').find(({ act }) => act === 'released')).toMatchObject({ actor: 'bravo' });
    expect(await reviewPlans(company.pipeline)()).toEqual([]);
    expect(await company.audited()).toMatchObject({ ok: true });
  });

  it('does not count the same person twice, and nobody can approve what is not there', async () => {
    const company = await threeHeld();
    const { hash } = await thePlan(company);
    await yes(company, hash, 'alpha');
    expect(await yes(company, hash, 'alpha')).toEqual({ kind: 'refused', why: 'approved by you already' });
    expect(await yes(company, 'f'.repeat(64), 'bravo')).toEqual({ kind: 'refused', why: 'no such plan' });
  });

  it('two who approve at the same moment are two', async () => {
    const company = await threeHeld();
    const { hash } = await thePlan(company);
    const answers = await Promise.all([yes(company, hash, 'alpha'), yes(company, hash, 'bravo')]);
    expect(answers.map(({ kind }) => kind).sort()).toEqual(['counted', 'released']);
    expect(company.rows('plan', hash).filter(({ act }) => act === 'approved')).toHaveLength(2);
  });

  it('drops an entry whose person has moved since, applies the rest, and plans the moved one anew', async () => {
    const company = await threeHeld();
    const { hash } = await thePlan(company);
    await company.say('4', change('name', { displayName: 'New Name' }, { at: 9_000 }));
    await yes(company, hash, 'alpha');
    expect(await yes(company, hash, 'bravo')).toMatchObject({ plan: { applied: 2, moved: 1 } });
    await company.work();
    expect(['3', '4', '5'].map((person) => isActive(company, person))).toEqual([false, true, false]);
    const next = await thePlan(company);
    expect(await planEntriesOf(company.pipeline, next.hash)).toMatchObject([{ person: 'staff-4', revision: 3 }]);
    expect(await company.audited()).toMatchObject({ ok: true });
  });

  it('does not do what the reviewers never saw: a policy that takes more since then leaves the entry held', async () => {
    const company = await aCompany({ heads: 12 });
    for (const person of ['1', '2', '3'])
      await company.say(person, hire(`hire-${person}`, { userName: `user${person}` }));
    await company.pass(2);
    for (const person of ['1', '2', '3']) await company.say(person, change(`m-${person}`, { department: 'Sales' }));
    const { hash } = await thePlan(company);
    const without = aPolicy();
    await publishPolicy(company.pipeline, { ...without, rules: without.rules.slice(1) }, { actor: 'alpha' });
    await yes(company, hash, 'alpha');
    expect(await yes(company, hash, 'bravo')).toMatchObject({ plan: { applied: 0, moved: 1 } });
    await company.work();
    expect(company.target().accounts('staff-3')).toMatchObject([{ active: true, held: ['group:one', 'group:two'] }]);
    expect((await company.person('3')).standings.app?.held).toMatchObject({ wish: { account: 'suspended' } });
    expect(await company.audited()).toMatchObject({ ok: true });
  });

  it('expires after a day, cannot be approved any more, and is held anew under another hash', async () => {
    const company = await threeHeld();
    const { hash } = await thePlan(company);
    await yes(company, hash, 'alpha');
    company.clock.move(DAY);
    expect(await yes(company, hash, 'bravo')).toEqual({ kind: 'refused', why: 'expired' });
    const next = await thePlan(company);
    expect(next.hash).not.toBe(hash);
    expect(next).toMatchObject({ people: 3, approvals: [] });
    expect(isActive(company, '3')).toBe(true);
    expect(company.rows('plan', hash).at(-1)).toMatchObject({ act: 'expired' });
    expect(await company.audited()).toMatchObject({ ok: true });
  });

  it('gives way to a newer plan when other losses are held', async () => {
    const company = await threeHeld();
    const { hash } = await thePlan(company);
    await company.say('6', { ...leave('leave-6'), leaves: false });
    const next = await thePlan(company);
    expect(next).toMatchObject({ people: 4 });
    expect(await yes(company, hash, 'alpha')).toEqual({ kind: 'refused', why: 'not open' });
  });

  it('a release that was cut short is finished by the next yes, and happens once', async () => {
    const company = await threeHeld();
    const { hash } = await thePlan(company);
    await yes(company, hash, 'alpha');
    const { table } = company;
    const write = table.write.bind(table);
    let writes = 0;
    (table as { write: typeof write }).write = (all) =>
      ++writes === 3 ? Promise.reject(new Error('died')) : write(all);
    await expect(yes(company, hash, 'bravo')).rejects.toThrow('died');
    (table as { write: typeof write }).write = write;
    expect(await yes(company, hash, 'charlie')).toMatchObject({ kind: 'released', plan: { state: 'released' } });
    await company.work();
    expect(['3', '4', '5'].map((person) => isActive(company, person))).toEqual([false, false, false]);
    expect(await company.audited()).toMatchObject({ ok: true });
  });
});
