import { describe, expect, it } from 'vitest';
import { ALARMS } from '../../infra/alarms.ts';
import { AWS_FAILURES } from './failures-aws.ts';
import { MACHINE_FAILURES } from './failures-machine.ts';
import { PEOPLE_FAILURES } from './failures-people.ts';
import { aWatchedCompany } from './watched-company.ts';

const FAILURES = [...PEOPLE_FAILURES, ...MACHINE_FAILURES, ...AWS_FAILURES];

describe('thirty failures and more', () => {
  it('are planted, at least one for every alarm', () => {
    expect(FAILURES.length).toBeGreaterThanOrEqual(30);
    expect([...new Set(FAILURES.map(({ alarm }) => alarm))].sort()).toEqual(ALARMS.map(({ name }) => name).sort());
  });

  it.each(FAILURES)('$what: $alarm within $within minutes', async ({ alarm, within, step = 1, plant }) => {
    const { options = {}, happen } = plant();
    const watched = await aWatchedCompany(options);
    expect(watched.firing()).toEqual([]);
    await happen(watched);
    expect(watched.firing()).not.toContain(alarm);
    let minutes = 0;
    while (minutes < within && !watched.firing().includes(alarm)) {
      await watched.pass(step, step);
      minutes += step;
    }
    expect(watched.firing()).toContain(alarm);
  });
});
