// A new policy reaches everybody, and the guard sees what it would take away.
import { describe, expect, it } from 'vitest';
import { DecideWakeup } from '../../shared/model/wakeup.ts';
import type { Key } from '../../shared/ports/table.ts';
import { decideWoken } from '../../shared/steps/decide.ts';
import { inForceKey } from '../../shared/steps/in-force.ts';
import { personWrite } from '../../shared/steps/people.ts';
import { publishPolicy } from '../../shared/steps/policies.ts';
import { wakeStale } from '../../shared/steps/stale.ts';
import { policyReader } from '../../shared/wire/policies.ts';
import { aCompany } from '../builders/a-company.ts';
import { aPolicy } from '../builders/a-person.ts';
import { hire } from '../builders/occasions.ts';

/** The policy of `aPolicy`, under which engineers get nothing of their own. */
function withoutEngineers() {
  const policy = aPolicy();
  return { ...policy, rules: policy.rules.filter(({ id }) => id !== 'engineering') };
}

describe('a published policy', () => {
  it('changes nothing when it is published again', async () => {
    const company = await aCompany();
    expect(await publishPolicy(company.pipeline, aPolicy(), { actor: 'alpha' })).toMatchObject({ changed: false });
    expect(await wakeStale(company.pipeline)).toBe(0);
  });

  it('takes away what its rules no longer give, from people of whom no event comes', async () => {
    const company = await aCompany();
    await company.say('1', hire());
    await company.pass(2);
    await publishPolicy(company.pipeline, withoutEngineers(), { actor: 'alpha' });
    expect(await wakeStale(company.pipeline)).toBe(1);
    await company.work();
    expect(company.target().accounts('staff-1')).toMatchObject([{ active: true, held: ['group:one'] }]);
    expect(await wakeStale(company.pipeline)).toBe(0);
    expect(await company.audited()).toMatchObject({ ok: true });
  });

  it('is held where it would take something from more people than the budget allows', async () => {
    const company = await aCompany({ heads: 4 });
    for (const subject of ['1', '2', '3', '4']) await company.say(subject, hire());
    await company.pass(2);
    await publishPolicy(company.pipeline, withoutEngineers(), { actor: 'alpha' });
    await wakeStale(company.pipeline);
    await company.work();
    const people = await Promise.all(['1', '2', '3', '4'].map((subject) => company.person(subject)));
    expect(people.filter(({ standings }) => standings.app?.held)).toHaveLength(2);
  });

  it('reaches everybody although every wake-up is lost, or is taken by a worker that knows the version before', async () => {
    let isLost = false;
    const company = await aCompany({ fate: () => (isLost ? 'lose' : 'deliver') });
    for (const subject of ['1', '2', '3']) await company.say(subject, hire());
    await company.pass(2);
    const { version } = await publishPolicy(company.pipeline, withoutEngineers(), { actor: 'alpha' });
    isLost = true;
    await wakeStale(company.pipeline);
    isLost = false;
    await company.pass(2);
    const people = await Promise.all(['1', '2', '3'].map((subject) => company.person(subject)));
    expect(people.map(({ policy }) => policy)).toEqual([version, version, version]);
  });

  it('is decided by at the wake-up, also by a worker that has just read the version before', async () => {
    const company = await aCompany();
    let reads = 0;
    const { table, settings, clock } = company.pipeline;
    const row = inForceKey(company.pipeline).pk;
    const counted = { ...table, get: (key: Key) => table.get(key).finally(() => void (key.pk === row && reads++)) };
    const warm = { ...company.pipeline, ...policyReader({ table: counted, settings, clock }) };
    for (const subject of ['1', '2', '3']) await company.say(subject, hire());
    await warm.activePolicy();
    const { version } = await publishPolicy(company.pipeline, withoutEngineers(), { actor: 'alpha' });
    await wakeStale(company.pipeline);
    reads = 0;
    const woken = company.queues.receive('events', 10);
    for (const { message } of woken) await decideWoken(warm)(DecideWakeup.parse(message.body));
    const people = await Promise.all(['1', '2', '3'].map((subject) => company.person(subject)));
    expect(people.map(({ policy }) => policy)).toEqual([version, version, version]);
    expect(reads).toBe(1);
  });

  it('reaches everybody each time, however often the same two versions follow each other', async () => {
    const company = await aCompany();
    await company.say('1', hire());
    for (const policy of [withoutEngineers(), aPolicy(), withoutEngineers()]) {
      const { version } = await publishPolicy(company.pipeline, policy, { actor: 'alpha' });
      await wakeStale(company.pipeline);
      await company.work();
      expect((await company.person('1')).policy).toBe(version);
    }
  });

  it('reaches somebody whom a slow worker decides under the version before, after the first round', async () => {
    const company = await aCompany();
    await company.say('1', hire());
    const { version } = await publishPolicy(company.pipeline, withoutEngineers(), { actor: 'alpha' });
    await company.pass(1);
    const before = await company.person('1');
    const slow = { ...before, v: before.v + 1, rev: before.rev + 1, policy: 'another' };
    await company.table.write([personWrite(slow, company.pipeline)]);
    await company.pass(2);
    expect((await company.person('1')).policy).toBe(version);
  });

  it('is walked a few minutes, and then the sweep reads nobody any more', async () => {
    const scans: string[] = [];
    const company = await aCompany({ hooks: { before: ({ op }) => void scans.push(op) } });
    for (const subject of ['1', '2', '3']) await company.say(subject, hire());
    await company.pass(3);
    const during = async (minutes: number) => {
      scans.length = 0;
      await company.pass(minutes);
      return scans.filter((op) => op === 'scan').length;
    };
    expect(await during(5)).toBe(0);
    await publishPolicy(company.pipeline, withoutEngineers(), { actor: 'alpha' });
    expect(await during(5)).toBe(3);
    expect(await during(30)).toBe(0);
  });
});
