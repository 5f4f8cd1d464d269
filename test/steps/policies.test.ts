// A new policy reaches everybody, and the guard sees what it would take away.
import { describe, expect, it } from 'vitest';
import { publishPolicy, wakeStale } from '../../shared/steps/policies.ts';
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
    expect(await publishPolicy(company.pipeline, aPolicy(), 'alpha')).toMatchObject({ changed: false });
    expect(await wakeStale(company.pipeline)).toEqual({ woken: 0 });
  });

  it('takes away what its rules no longer give, from people of whom no event comes', async () => {
    const company = await aCompany();
    await company.say('1', hire());
    await company.pass(2);
    await publishPolicy(company.pipeline, withoutEngineers(), 'alpha');
    expect(await wakeStale(company.pipeline)).toEqual({ woken: 1 });
    await company.work();
    expect(company.target().accounts('staff-1')).toMatchObject([{ active: true, held: ['group:one'] }]);
    expect(await wakeStale(company.pipeline)).toEqual({ woken: 0 });
    expect(await company.audited()).toMatchObject({ ok: true });
  });

  it('is held where it would take something from more people than the budget allows', async () => {
    const company = await aCompany({ heads: 4 });
    for (const subject of ['1', '2', '3', '4']) await company.say(subject, hire());
    await company.pass(2);
    await publishPolicy(company.pipeline, withoutEngineers(), 'alpha');
    await wakeStale(company.pipeline);
    await company.work();
    const people = await Promise.all(['1', '2', '3', '4'].map((subject) => company.person(subject)));
    expect(people.filter(({ standings }) => standings.app?.held)).toHaveLength(2);
  });
});
