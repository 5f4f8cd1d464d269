// One operator alone cannot switch the guard off with the very change that it should stop, whichever way the change is put in force.
import { describe, expect, it } from 'vitest';
import { Policy } from '../../shared/model/policy/policy.ts';
import { TrialAsked } from '../../shared/model/policy/trial-asked.ts';
import { statusReport } from '../../shared/steps/operate/inquire.ts';
import { publishPolicy } from '../../shared/steps/policies.ts';
import { wakeStale } from '../../shared/steps/stale.ts';
import type { Company } from '../builders/a-company.ts';
import { aPolicy } from '../builders/a-person.ts';
import { anOffice, type Office } from '../builders/an-office.ts';
import { hire } from '../builders/occasions.ts';
import { applied, planned, savedPlan } from '../builders/planned.ts';

const SUBJECTS = ['1', '2', '3', '4', '5', '6'];
const HOUR = 3_600_000;
const OFF = { hourPercent: 99, dayPercent: 99 };
const USUAL = { hourPercent: 2, dayPercent: 5 };

/** As `aPolicy`, without what engineers get. */
function taking(limits: Policy['limits']): Policy {
  const { rules, ...policy } = aPolicy();
  return Policy.parse({ ...policy, rules: rules.filter(({ id }) => id !== 'engineering'), limits });
}

/** Six engineers in a company of forty: two may lose something within an hour, three within a day. */
async function engineers(): Promise<Office> {
  const office = await anOffice({ heads: 40 });
  for (const subject of SUBJECTS) await office.company.say(subject, hire('hire', { userName: `mara${subject}` }));
  await office.company.pass(3);
  return office;
}

const losers = (company: Company) =>
  SUBJECTS.filter((subject) => company.target().accounts(`staff-${subject}`)[0]?.held.join(' ') === 'group:one').length;

async function publish({ company }: Office, policy: Policy, trial?: object): Promise<void> {
  const asked = trial && { trial: TrialAsked.parse(trial) };
  const { refused } = await publishPolicy(company.pipeline, policy, { actor: 'alpha', ...asked });
  expect(refused).toBeUndefined();
  await wakeStale(company.pipeline);
  await company.work();
}

async function pass({ company }: Office, hours: number): Promise<void> {
  company.clock.move(hours * HOUR);
  await company.pass(3);
}

const status = ({ company }: Office) => statusReport(company.pipeline);
const remembered = async ({ company }: Office) => (await company.pipeline.activePolicy()).inForce.stricter;

describe('a version that takes from six and lets 99 % lose something', () => {
  it('is held after two when it is published, as it would be without its limits', async () => {
    const office = await engineers();
    await publish(office, taking(OFF));
    expect(losers(office.company)).toBe(2);
    const plain = await engineers();
    await publish(plain, taking(USUAL));
    expect(losers(plain.company)).toBe(2);
  });

  it('is held after two when it is tried on everybody, and when the trial has ended well', async () => {
    const office = await engineers();
    await publish(office, taking(OFF), { percent: 100, watch: 0 });
    expect(losers(office.company)).toBe(2);
    await office.company.pass(10);
    expect((await office.company.pipeline.activePolicy()).inForce.rollOut).toBeUndefined();
    expect(await remembered(office)).toMatchObject(USUAL);
    expect(losers(office.company)).toBe(2);
  });

  it('is held after two when it is a plan that is applied, and the plan said so', async () => {
    const office = await engineers();
    const { guard, head } = await planned(office, { policy: taking(OFF) });
    expect(head.limits).toEqual(USUAL);
    expect(guard).toMatchObject({ counted: 6, passes: 2, held: 4 });
    expect(await applied(office, await savedPlan(office, taking(OFF)))).toMatchObject({ applied: 6, held: 4 });
    await office.company.work();
    expect(losers(office.company)).toBe(2);
  });

  it('is held after two although the weaker limits alone were published just before', async () => {
    const office = await engineers();
    await publish(office, aPolicy(['app'], OFF));
    await pass(office, 23);
    await publish(office, taking(OFF));
    expect(losers(office.company)).toBe(2);
  });
});

describe('limits that are made weaker', () => {
  it('count a day later, in what status says too', async () => {
    const office = await engineers();
    const weakerFrom = new Date(office.company.clock.now() + 24 * HOUR).toISOString();
    await publish(office, aPolicy(['app'], OFF));
    expect(await status(office)).toMatchObject({ budget: { hour: 2, day: 3 }, weakerFrom });
    await pass(office, 25);
    expect(await status(office)).toMatchObject({ budget: { hour: 40, day: 40 } });
    expect(await status(office)).not.toHaveProperty('weakerFrom');
    expect((await planned(office, { policy: taking(OFF) })).guard).toMatchObject({ passes: 6, held: 0 });
    await publish(office, taking(OFF));
    expect(losers(office.company)).toBe(6);
  });

  it('count a day after the last time, where it is done in two steps', async () => {
    const office = await engineers();
    await publish(office, aPolicy(['app'], { hourPercent: 50, dayPercent: 50 }));
    await pass(office, 23);
    await publish(office, aPolicy(['app'], OFF));
    await pass(office, 2);
    expect(await remembered(office)).toMatchObject(USUAL);
    await publish(office, taking(OFF));
    expect(losers(office.company)).toBe(2);
  });
});

it('stricter limits count at once, by whichever of the two versions says them', async () => {
  const office = await engineers();
  await publish(office, aPolicy(['app'], OFF));
  await pass(office, 25);
  const none = { hourPercent: 0, dayPercent: 0 };
  expect((await planned(office, { policy: taking(none) })).guard).toMatchObject({ passes: 2, held: 4 });
  await publish(office, aPolicy(['app'], USUAL));
  expect(await remembered(office)).toBeUndefined();
  await publish(office, taking(OFF));
  expect(losers(office.company)).toBe(2);
});
