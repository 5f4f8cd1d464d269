import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { sloPage } from '../../infra/alarms/page.ts';
import { ALARMS } from '../../infra/alarms.ts';
import { METRICS } from '../../shared/model/metric.ts';

it('docs/slo.md is what the lists say; else: npm run docs:slo', () => {
  expect(readFileSync(new URL('../../docs/slo.md', import.meta.url), 'utf8')).toBe(sloPage());
});

it('the page names every alarm, metric and runbook', () => {
  const page = sloPage();
  for (const { name, runbook } of ALARMS) expect(page).toContain(`[${name}](${runbook.replace('docs/', '')})`);
  for (const name of Object.keys(METRICS)) expect(page).toContain(`\`${name}\` |`);
});
