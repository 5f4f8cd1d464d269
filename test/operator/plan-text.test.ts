// What a plan says of the parts of a policy that are others: all that change somebody, and a few of those that change nobody.
import { describe, expect, it } from 'vitest';
import { planText } from '../../operator/plan-text.ts';
import { planTally } from '../../shared/core/plan-report.ts';
import type { PreviewPart } from '../../shared/model/preview.ts';

const head = {
  ...{ tenant: 'demo', instance: '0123456789abcdef', at: 0, by: 'alpha', version: 'aaaaaaaaaaaa' },
  ...{ inForce: 'bbbbbbbbbbbb', tallies: '[[],[],[],[],[]]', limits: { hourPercent: 2, dayPercent: 5 }, msPerCall: {} },
};

function textOf(parts: readonly PreviewPart[], limit = 0): string {
  const tally = planTally();
  tally.add({ head, looked: 40, previews: [], parts, unfinished: {} });
  return planText(tally.report(), { limit, saved: undefined, data: '.data', as: 'alpha' });
}

const changed = (part: string): PreviewPart => ({ part, change: 'changed' });

describe('a plan of a policy of which much is another', () => {
  const rules = Array.from({ length: 129 }, (_, at) => changed(`rule ${at}`));

  it('shows ten parts that change nobody, those that protect people first, and counts the others', () => {
    const text = textOf([...rules, changed('limits dayPercent')]);
    const rows = text.split('\n').filter((line) => / changed /.test(line));
    expect(rows).toHaveLength(10);
    expect(rows[0]).toMatch(/^limits dayPercent +changed +0 +0 +0/);
    expect(text).toContain('... and 120 more parts that change nobody');
  });

  it('says nothing of parts that are as before and change nobody', () => {
    expect(textOf([{ part: 'facts' }, { part: 'role employee' }])).not.toContain('BECAUSE OF');
  });
});
