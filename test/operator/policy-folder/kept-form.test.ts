// Texts of a policy and its tests are held against values as facts keep them: what no fact can be is refused, with the form that can.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { faultLine } from '../../../operator/policy-folder/fault.ts';
import { readCases } from '../../../operator/policy-folder/read-cases.ts';
import { readPolicyText } from '../../../operator/policy-folder/read-text.ts';
import { factOf } from '../../../shared/core/fact.ts';
import { passes } from '../../../shared/core/policy/condition.ts';
import type { Test } from '../../../shared/model/policy/condition.ts';
import { Policy } from '../../../shared/model/policy/policy.ts';
import { policyTexts } from '../../builders/policy-texts.ts';

const NFD = 'Zu\u0308rich';
const authority = { source: 'hr', owns: ['*'], zone: 'UTC' };

function linesOf(when: unknown, cohort: unknown = { percent: 1 }): readonly string[] {
  const rules = `- ${JSON.stringify({ id: 'all', when, roles: ['employee'] })}\n`;
  const texts = policyTexts({ 'rules.yaml': rules, 'cohorts.yaml': `${JSON.stringify({ first: cohort })}\n` });
  const read = readPolicyText(texts);
  return read.kind === 'policy' ? [] : read.faults.map(faultLine);
}

const inSite = (test: unknown) => linesOf({ attributes: { site: test } });
const KEPT =
  'can never hold: values are kept without space around them, with single spaces, and with marks and letters in one';

describe('a condition in letters that no source sends', () => {
  it.each<[string, unknown, string]>([
    ['a mark beside its letter', NFD, '"Zürich" (its character 3 is U+0308)'],
    ['two spaces', 'Human  Resources', '"Human Resources"'],
    ['space around it', ' Oslo ', '"Oslo"'],
    ['a space that looks like one', 'New\u00a0York', '"New York" (its character 4 is U+00A0)'],
    ['one of a list', ['Oslo', 'Bergen '], '"Bergen"'],
    ['the text of is', { is: NFD }, '"Zürich" (its character 3 is U+0308)'],
    ['one of in', { in: ['Oslo', ' Bergen'] }, '"Bergen"'],
    ['a beginning', { startsWith: ' Os' }, '"Os"'],
    ['a pattern', { matches: '*  Lead' }, '"* Lead"'],
  ])('%s: is refused with the form to write', (_, test, form) => {
    const [line, ...others] = inSite(test);
    expect(line).toContain(`rules.yaml:1:`);
    expect(line).toContain(`all.when.attributes.site`);
    expect(line).toContain(`${KEPT}; write it as ${form}`);
    expect(others).toEqual([]);
  });

  it('is refused where it is a group, which is a name between two semicolons', () => {
    expect(linesOf({ groups: ['a;b'] })).toEqual([
      'rules.yaml:1:33: all.when.groups[0]: is no name of a group: a ";" stands between two groups; write each of them for itself',
    ]);
    expect(linesOf({ groups: [' a'] })[0]).toContain('write it as "a"');
  });

  it('is refused within all, any and not, and in cohorts', () => {
    for (const when of [{ all: [{ groups: ['a '] }] }, { any: [{ groups: ['a '] }] }, { not: { groups: ['a '] } }]) {
      expect(linesOf(when)[0]).toContain('write it as "a"');
      expect(linesOf({ groups: ['a'] }, { when })[0]).toMatch(/^cohorts.yaml:1:.*write it as "a"/);
    }
  });

  it('is told as nothing but space where nothing else is in it', () => {
    expect(inSite(' ')[0]).toContain('is nothing but space, and no value is');
  });

  it('may end in a space where more comes after it', () => {
    expect(inSite({ startsWith: 'Senior ' })).toEqual([]);
    expect(inSite({ startsWith: 'Senior  ' })[0]).toContain('write it as "Senior "');
    expect(inSite({ matches: '* Lead ?' })).toEqual([]);
  });

  it('is refused only where it can never hold: whatever a source sends passes as it is kept', () => {
    const piece = fc.constantFrom('a', 'u', '\u0308', ' ', '\u00a0', 'ü', 'é', '\u3000');
    const text = fc.array(piece, { minLength: 1, maxLength: 5 }).map((pieces) => pieces.join(''));
    fc.assert(
      fc.property(text, text, (written, sent) => {
        const { set } = factOf({ whole: false, attributes: { site: sent } }, '1', { authority, fallback: 0 });
        const tests: readonly Test[] = [written, { in: [written] }, { startsWith: written }, { matches: written }];
        for (const test of tests)
          if (passes(test, set.site ?? undefined, '2027-01-01')) expect(inSite(test)).toEqual([]);
      }),
      { seed: 5, numRuns: 150 },
    );
  });

  it('stays readable where it was published before', () => {
    const read = readPolicyText(policyTexts());
    if (read.kind === 'refused') throw new Error('is refused');
    const [rule] = read.written.policy.rules;
    const before = { ...read.written.policy, rules: [{ ...rule, when: { attributes: { site: NFD } } }] };
    expect(Policy.safeParse(before).success).toBe(true);
  });
});

describe('somebody in a test', () => {
  it('has the values that a fact would have, and none that is empty', () => {
    const given = { site: ` ${NFD} `, title: '  ', name: 'A\u00a0B' };
    const { cases, faults } = readCases({
      'tests/a.yaml': `- ${JSON.stringify({ name: 'One', given, expect: {} })}\n`,
    });
    expect(faults).toEqual([]);
    expect(cases[0]?.tested.given).toEqual({ site: 'Zürich', name: 'A B' });
  });
});
