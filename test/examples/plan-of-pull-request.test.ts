import { expect, test } from 'vitest';
import { reportOf } from '../../examples/pull-request/report.ts';
import { planJson } from '../../operator/plan-text.ts';
import type { Policy } from '../../shared/model/policy/policy.ts';
import { aPolicy } from '../builders/a-person.ts';
import { anOffice } from '../builders/an-office.ts';
import { hire } from '../builders/occasions.ts';
import { planned } from '../builders/planned.ts';

function withoutEngineers(): Policy {
  const policy = aPolicy();
  return { ...policy, rules: policy.rules.filter(({ id }) => id !== 'engineering') };
}

test('the comment reads a plan as "frontdesk plan --json" prints it', async () => {
  const office = await anOffice();
  for (const subject of ['1', '2']) await office.company.say(subject, hire());
  await office.company.pass(2);
  const plan = async (policy: Policy) => JSON.parse(JSON.stringify(planJson(await planned(office, { policy }))));
  const given = { check: [], tests: { passed: true, tests: [], coveredPercent: 100 }, mostLosing: 1 };

  const { markdown, passes } = reportOf({ ...given, plan: await plan(withoutEngineers()) });
  expect(passes).toBe(false);
  expect(markdown).toContain('2 of 2 people change, **2 lose something**. That is more than 1');
  expect(markdown).toContain('| `rule engineering` | removed |');
  expect(markdown).toContain('| `app` | 2 | 0 | 2 |');
  expect(markdown).toContain('| `staff-1` | 0 | 1 |');
  expect(markdown).not.toContain('undefined');

  expect(reportOf({ ...given, plan: await plan(aPolicy()) }).markdown).toContain('nothing changes for any of 2 people');
});
