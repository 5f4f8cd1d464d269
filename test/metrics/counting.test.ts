import { describe, expect, it } from 'vitest';
import { census } from '../../shared/steps/census.ts';
import { publishPolicy } from '../../shared/steps/policies.ts';
import { redrive } from '../../shared/steps/redrive.ts';
import { approve, reviewPlans } from '../../shared/steps/release.ts';
import { aCompany, type Company } from '../builders/a-company.ts';
import { aPolicy } from '../builders/a-person.ts';
import { hire, leave } from '../builders/occasions.ts';
import { stubbornTarget } from '../builders/stubborn-target.ts';
import { measured, total } from './measured.ts';

const EIGHT = ['app', 'wiki', 'mail', 'chat', 'code', 'desk', 'vault', 'warehouse'];
const HOUR = 3_600_000;

describe('an operation counts once', () => {
  it('a hire at eight targets is eight operations, however often each is tried', async () => {
    const company = await aCompany({ targets: EIGHT });
    for (const name of EIGHT) company.target(name).server.trouble = 'unavailable';
    await company.say('1', hire());
    await company.pass(12);
    expect(total(company, 'TargetCallsFailed')).toBeGreaterThan(EIGHT.length);
    expect(total(company, 'OperationsSucceeded') + total(company, 'OperationsFailed')).toBe(0);
    for (const name of EIGHT) company.target(name).server.trouble = undefined;
    await company.pass(20);
    expect([total(company, 'OperationsSucceeded'), total(company, 'OperationsFailed')]).toEqual([8, 0]);
    expect(measured(company, 'ProvisionSeconds')).toHaveLength(8);
    expect(Math.min(...measured(company, 'ProvisionSeconds'))).toBeGreaterThanOrEqual(12 * 60);
    expect(total(company, 'TargetCalls')).toBe(total(company, 'TargetCallsFailed') + 8);
  });

  it('messages that come twice count nothing twice', async () => {
    const company = await aCompany({ targets: EIGHT, fate: () => 'twice' });
    await company.say('1', hire());
    await company.say('1', hire());
    await company.pass(5);
    await company.say('1', leave());
    await company.pass(5);
    expect(total(company, 'OperationsSucceeded')).toBe(16);
    expect(measured(company, 'ProvisionSeconds')).toHaveLength(8);
    expect(measured(company, 'RevokeSeconds')).toHaveLength(8);
  });

  it('what is given up fails once; the redrive is another operation', async () => {
    const stubborn = stubbornTarget();
    const company = await aCompany({ target: { app: stubborn.options } });
    await company.say('1', hire());
    expect([total(company, 'OperationsSucceeded'), total(company, 'OperationsFailed')]).toEqual([0, 1]);
    stubborn.refuses = false;
    await redrive(company.pipeline)({ actor: 'alpha' });
    await company.work();
    await company.pass(3);
    expect([total(company, 'OperationsSucceeded'), total(company, 'OperationsFailed')]).toEqual([1, 1]);
  });
});

describe('the clock of an operation', () => {
  it('starts when the event came, and ends with usable access or a revocation that was read back', async () => {
    const company = await aCompany();
    await company.deliver('1', hire());
    company.clock.move(40_000);
    await company.work();
    await company.pass(3);
    await company.deliver('1', leave());
    company.clock.move(25_000);
    await company.work();
    expect(measured(company, 'ProvisionSeconds')).toEqual([40]);
    expect(measured(company, 'RevokeSeconds')).toEqual([25]);
  });

  it('of a hire that lies ahead starts on the day itself', async () => {
    const company = await aCompany();
    const { turns: _, ...said } = hire();
    await company.say('1', { ...said, turns: [{ status: 'active', at: { date: '2026-11-25' } }] });
    company.clock.move(Date.parse('2026-11-24T23:59:00Z') - company.clock.now());
    await company.pass(4);
    expect(measured(company, 'ProvisionSeconds')).toHaveLength(1);
    expect(measured(company, 'ProvisionSeconds')[0]).toBeLessThanOrEqual(120);
  });

  it('does not run while a loss waits for approvals, whose time is told apart', async () => {
    const company = await aCompany({ heads: 12 });
    for (const subject of ['1', '2', '3']) await company.say(subject, hire(`h${subject}`, { userName: `u${subject}` }));
    await company.pass(2);
    for (const subject of ['1', '2', '3']) await company.say(subject, { ...leave(`l${subject}`), leaves: false });
    expect(measured(company, 'RevokeSeconds')).toEqual([0, 0]);
    company.clock.move(5 * HOUR);
    const [plan] = await reviewPlans(company.pipeline)();
    for (const principal of ['alpha', 'bravo']) await approve(company.pipeline)({ hash: plan?.hash ?? '', principal });
    await company.work();
    expect(measured(company, 'ApprovalWaitSeconds')).toEqual([5 * 3_600]);
    expect(measured(company, 'RevokeSeconds')).toEqual([0, 0, 0]);
  });
});

async function minuteReads(company: Company): Promise<number> {
  const { readCalls } = company.table.meter;
  await company.sweepOnly();
  return company.table.meter.readCalls - readCalls;
}

describe('the gauges', () => {
  it('are all said each minute, and cost the same reads with a hundred parked people as with none', async () => {
    const company = await aCompany({ target: { app: stubbornTarget().options } });
    const before = await minuteReads(company);
    for (let person = 1; person <= 100; person++)
      await company.say(String(person), hire(`hire-${person}`, { userName: `user${person}` }));
    company.clock.move(HOUR);
    expect(await minuteReads(company)).toBe(before);
    expect(measured(company, 'ParkedSeconds').at(-1)).toBe(3_600);
    for (const name of ['WaitingEventSeconds', 'OpenGrantSeconds', 'OpenRemovalSeconds', 'HeldSeconds'] as const)
      expect(measured(company, name), name).toEqual([0, 0]);
    expect(measured(company, 'ApprovalQueue')).toEqual([0, 0]);
  });

  it('forget what was redriven', async () => {
    const stubborn = stubbornTarget();
    const company = await aCompany({ target: { app: stubborn.options } });
    await company.say('1', hire());
    company.clock.move(HOUR);
    await company.pass(1);
    expect(measured(company, 'ParkedSeconds')).toEqual([3_660]);
    stubborn.refuses = false;
    await redrive(company.pipeline)({ actor: 'alpha' });
    await company.pass(3);
    expect(measured(company, 'ParkedSeconds').at(-1)).toBe(0);
  });

  it('call it a waiting event when a policy has not reached somebody after twenty minutes', async () => {
    let isLost = false;
    const company = await aCompany({ fate: () => (isLost ? 'lose' : 'deliver') });
    await company.say('1', hire());
    await company.pass(3);
    isLost = true;
    const policy = aPolicy();
    await publishPolicy(company.pipeline, { ...policy, rules: policy.rules.slice(0, 1) }, { actor: 'alpha' });
    await company.pass(20);
    expect(measured(company, 'WaitingEventSeconds').at(-1)).toBe(0);
    await company.pass(5);
    expect(measured(company, 'WaitingEventSeconds').at(-1)).toBe(300);
    isLost = false;
    await company.pass(5);
    expect(measured(company, 'WaitingEventSeconds').at(-1)).toBe(0);
  });

  it('say nothing of an audit head before there is one', async () => {
    const company = await aCompany();
    await company.pass(1);
    expect(measured(company, 'AuditHeadSeconds')).toEqual([]);
  });

  it('tell of an event that ended an hour ago and is in no sealed head, and of none where inbox and log agree', async () => {
    const sealed = await aCompany();
    await sealed.say('1', hire());
    await sealed.audited();
    const unsealed = await aCompany();
    await unsealed.say('1', hire());
    for (const company of [sealed, unsealed]) {
      await census(company.pipeline)();
      expect(measured(company, 'AuditResidue')).toEqual([0]);
      company.clock.move(HOUR);
      await census(company.pipeline)();
    }
    expect(measured(sealed, 'AuditResidue')).toEqual([0, 0]);
    expect(measured(unsealed, 'AuditResidue')).toEqual([0, 1]);
  });

  it('tell how long the most silent source has been silent, also of one that never said anything', async () => {
    const company = await aCompany();
    for (let hour = 0; hour < 3; hour++) {
      await census(company.pipeline)();
      company.metrics.flush();
      company.clock.move(HOUR);
    }
    await company.say('1', hire());
    company.clock.move(HOUR / 2);
    await census(company.pipeline)();
    expect(measured(company, 'SourceSilentSeconds')).toEqual([0, 3_600, 7_200, 1_800]);
  });
});
