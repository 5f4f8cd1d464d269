import { describe, expect, it } from 'vitest';
import { faultLine } from '../../../operator/policy-folder/fault.ts';
import { readPolicyText } from '../../../operator/policy-folder/read-text.ts';
import { policyTexts, policyTextsWith } from '../../builders/policy-texts.ts';

const linesOf = (texts: ReturnType<typeof policyTexts>) => {
  const read = readPolicyText(texts);
  return read.kind === 'policy' ? [] : read.faults.map(faultLine);
};

describe('a policy folder', () => {
  it('is one policy, and every piece of it knows its line', () => {
    const read = readPolicyText(policyTexts());
    if (read.kind === 'refused') throw new Error(read.faults.map(faultLine).join('\n'));
    expect(read.written.policy.limits).toEqual({ hourPercent: 1, dayPercent: 3 });
    expect(read.written.origin.places).toMatchObject({
      'role engineer': 'roles.yaml:7',
      'rule finance': 'rules.yaml:10',
      'duty payments': 'duties.yaml:1',
      'mapping warehouse': 'mappings.yaml:4',
      'flag early-audit': 'flags.yaml:1',
      'cohort first': 'cohorts.yaml:1',
      'limits hourPercent': 'limits.yaml:1',
      'limits dayPercent': 'limits.yaml:2',
    });
  });

  it('may spread a part over a folder of files, and is the same policy', () => {
    const [roles = '', rules = ''] = [policyTexts()['roles.yaml'], policyTexts()['rules.yaml']];
    const at = roles.indexOf('payer:');
    const inRules = rules.indexOf('- id: finance');
    const spread = policyTexts({
      'roles.yaml': undefined,
      'roles/work.yaml': roles.slice(0, at),
      'roles/money/payments.yaml': roles.slice(at),
      'rules.yaml': rules.slice(inRules),
      'rules/work.yaml': rules.slice(0, inRules),
    });
    const [whole, apart] = [readPolicyText(policyTexts()), readPolicyText(spread)];
    if (whole.kind === 'refused' || apart.kind === 'refused') throw new Error('is refused');
    expect(apart.written.policy.roles).toEqual(whole.written.policy.roles);
    expect(apart.written.policy.rules.map(({ id }) => id).sort()).toEqual([
      'audit',
      'engineering',
      'everybody',
      'finance',
    ]);
    expect(apart.written.origin.places).toMatchObject({
      'role auditor': 'roles/money/payments.yaml:8',
      'rule audit': 'rules.yaml:7',
      'rule everybody': 'rules/work.yaml:1',
    });
  });

  it('needs roles, rules and mappings, and no other part', () => {
    const { 'roles.yaml': roles, 'mappings.yaml': mappings } = policyTexts();
    const rules = '- { id: all, when: { attributes: {} }, roles: [employee] }\n';
    const small = { 'roles.yaml': roles ?? '', 'rules.yaml': rules, 'mappings.yaml': mappings ?? '' };
    expect(linesOf(small)).toEqual([]);
    expect(linesOf({ 'rules.yaml': rules })).toEqual([
      'mappings.yaml:1:1: is missing: a policy has roles.yaml, rules.yaml, mappings.yaml at least',
      'roles.yaml:1:1: is missing: a policy has roles.yaml, rules.yaml, mappings.yaml at least',
    ]);
  });
});

describe('one fault is one line: file, line, column, where, what, and what was meant', () => {
  const cases: readonly (readonly [title: string, file: string, from: string, to: string, line: string])[] = [
    [
      'a misspelled key',
      'roles.yaml',
      'owner: finance',
      'ownr: finance',
      'roles.yaml:16:3: payer.ownr: nothing of this name can stand here; known are owner, risk, description, entitlements, includes, requestable; did you mean "owner"?',
    ],
    [
      'a misspelled test',
      'rules.yaml',
      'startsWith',
      'startWith',
      'rules.yaml:17:53: audit.when.attributes.title.startWith: nothing of this name can stand here; known are is, in, startsWith, matches, before, after, exists; did you mean "startsWith"?',
    ],
    [
      'a misspelled risk',
      'roles.yaml',
      'risk: medium',
      'risk: medum',
      'roles.yaml:9:9: engineer.risk: must be one of "low", "medium", "high"; it is "medum"; did you mean "medium"?',
    ],
    [
      'a misspelled approver',
      'approvals.yaml',
      'person: hr-1',
      'persn: hr-1',
      'approvals.yaml:9:19: roles.payer.approvers[0].persn: nothing of this name can stand here; known are person; did you mean "person"?',
    ],
    [
      'a missing key',
      'roles.yaml',
      '  owner: finance\n',
      '',
      'roles.yaml:16:3: payer.owner: is missing: who answers for the role',
    ],
    [
      'a number for a text',
      'rules.yaml',
      'department: Engineering',
      'department: 4711',
      'rules.yaml:7:19: engineering.when.attributes.department: must be a text, or a list, or a map ("name: value"); it is the number 4711; put it in quotes',
    ],
    [
      'a text for a list',
      'rules.yaml',
      'roles: [payer]',
      'roles: payer',
      'rules.yaml:15:10: finance.roles: must be a list; it is "payer"; write [ ] around it',
    ],
    [
      'a day that is none',
      'duties.yaml',
      '2027-01-31',
      '2027-02-30',
      'duties.yaml:9:30: payments.waivers[0].until: must be a day such as 2027-01-31; it is "2027-02-30"',
    ],
    [
      'an offset that is none',
      'rules.yaml',
      'today+14d',
      'today+14m',
      'rules.yaml:8:28: engineering.when.attributes.startDate.before: must be a day such as 2027-01-31, or "today", "today+14d", "today-2w"; it is "today+14m"',
    ],
    [
      'an entitlement without a kind',
      'roles.yaml',
      'group:engineering',
      'engineering',
      'roles.yaml:13:11: engineer.entitlements.app[0]: must be "kind:name" as the target calls it, such as "group:engineering"; it is "engineering"',
    ],
    [
      'a brace too few',
      'mappings.yaml',
      '{givenName} ',
      '{givenName ',
      'mappings.yaml:3:16: app.displayName: has a brace that belongs to no attribute; write "{givenName}", with a known name in it',
    ],
    [
      'a role that is not there',
      'rules.yaml',
      'roles: [payer]',
      'roles: [paier]',
      'rules.yaml:15:11: finance.roles[0]: rule "finance" names role "paier", which is not in roles; did you mean "payer"?',
    ],
    [
      'a target that is not there',
      'roles.yaml',
      "    app: ['group:everyone']",
      "    ap: ['group:everyone']",
      'roles.yaml:6:5: employee.entitlements.ap: target "ap" has no mapping; did you mean "app"?',
    ],
    [
      'a flag that is not there',
      'rules.yaml',
      'flag: early-audit',
      'flag: early-audits',
      'rules.yaml:17:17: audit.when.flag: flag "early-audits" is not in flags; did you mean "early-audit"?',
    ],
    [
      'a cohort that is not there',
      'flags.yaml',
      'cohort: first',
      'cohort: frist',
      'flags.yaml:4:11: early-audit.cohort: flag "early-audit" names cohort "frist", which is not in cohorts; did you mean "first"?',
    ],
    [
      'a role in a duty that is not there',
      'duties.yaml',
      'role: auditor',
      'role: auditors',
      'duties.yaml:5:13: payments.exclude[0].role: duty "payments" names role "auditors", which is not in roles; did you mean "auditor"?',
    ],
    [
      'a side of a duty that nobody gives',
      'duties.yaml',
      'role:payments_rw',
      'role:payment_rw',
      'duties.yaml:7:20: payments.exclude[1].entitlement: duty "payments" names "role:payment_rw", which no role gives at "warehouse" and the catalogue does not know; did you mean "role:payments_rw"?',
    ],
    [
      'a lease of a role that is not there',
      'leases.yaml',
      'payer:',
      'payers:',
      'leases.yaml:1:1: payers: a lease names role "payers", which is not in roles; did you mean "payer"?',
    ],
    [
      'the same rule twice',
      'rules.yaml',
      'id: audit',
      'id: finance',
      'rules.yaml:16:7: finance.id: rule "finance" is there twice; it is also at rules.yaml:10',
    ],
    [
      'the same role twice',
      'roles.yaml',
      'auditor:',
      'payer:',
      'roles.yaml:22:1: payer: "payer" is there twice; it is also at roles.yaml:15',
    ],
    [
      'a quote that is never closed',
      'rules.yaml',
      'id: finance',
      'id: "finance',
      'rules.yaml:10:7: is never closed; add the " that belongs to it',
    ],
    ['a tab', 'roles.yaml', '  owner: finance', '\towner: finance', 'roles.yaml:16:1: a tab; indent with spaces'],
    [
      'a copy by anchor',
      'leases.yaml',
      'payer: {',
      'payer: &a {',
      'leases.yaml:1:11: payer: a text that begins with "&" goes in quotes; names for copies are not taken, so that every value has one place',
    ],
    [
      'a second document',
      'leases.yaml',
      'payer',
      '---\npayer: { hours: 1 }\n---\npayer',
      'leases.yaml:3:1: a file holds one document; remove the line "---" and what is a file of its own',
    ],
    [
      'a file that broke off',
      'limits.yaml',
      'dayPercent: 3\n',
      'dayPercent: 3',
      'limits.yaml:2:14: ends within a line, as a copy that broke off does; if the file is whole, end its last line',
    ],
    [
      'a list where names belong',
      'flags.yaml',
      'early-audit:',
      '- early-audit:',
      'flags.yaml:1:1: must be a map of names, each line beginning with one and ":"',
    ],
    [
      'a unique name without room for a number',
      'mappings.yaml',
      'maxLength: 30',
      'maxLength: 2',
      'mappings.yaml:5:73: warehouse.userName.maxLength: leaves no room for a name and its number; of what is unique it must be at least 3',
    ],
    [
      'a unique name without digits',
      'mappings.yaml',
      "'a-z0-9_'",
      "'a-z1-9_'",
      'mappings.yaml:5:51: warehouse.userName.characters: has no 0, and the second one of a unique name gets a number; add 0-9',
    ],
    [
      'the prototype of every object',
      'leases.yaml',
      'payer:',
      '__proto__:',
      'leases.yaml:1:1: __proto__: is no name that can be used',
    ],
  ];
  for (const [title, file, from, to, line] of cases)
    it(title, () => {
      expect(linesOf(policyTextsWith(file, from, to))).toContain(line);
    });

  it.each([
    [
      'rule.yaml',
      'rule.yaml:1:1: is no part of a policy; known are roles, rules, mappings, limits, entitlements, duties, approvals, leases, flags, cohorts, tests; did you mean "rules.yaml"?',
    ],
    [
      'roels/berlin.yaml',
      'roels/berlin.yaml:1:1: is no part of a policy; known are roles, rules, mappings, limits, entitlements, duties, approvals, leases, flags, cohorts, tests; did you mean "roles.yaml"?',
    ],
    ['duties.yml', 'duties.yml:1:1: files of a policy end in ".yaml"; rename it; did you mean "duties.yaml"?'],
    ['rules.yaml~', 'rules.yaml~:1:1: is no file of a policy; move it out of the folder'],
  ])('%s is not passed over', (file, line) => {
    expect(linesOf(policyTexts({ [file]: '{}\n' }))).toEqual([line]);
  });

  it('leaves README.md, tests and hidden files alone', () => {
    expect(linesOf(policyTexts({ 'README.md': '# Who gets what\n', 'tests/a.yaml': 'x', '.git/x': '' }))).toEqual([]);
  });

  it('names a thing that two files have, with both places', () => {
    const twice = policyTexts({ 'approvals/more.yaml': 'risks:\n  high: automatic\n' });
    expect(linesOf(twice)).toEqual([
      'approvals/more.yaml:2:3: risks.high: "high" is there twice; it is also at approvals.yaml:2',
    ]);
  });
});

describe('all faults of all files are told at once', () => {
  it('also where some of them keep others from being seen', () => {
    const lines = linesOf(
      policyTexts({
        'roles.yaml': (policyTexts()['roles.yaml'] ?? '').replace('risk: low', 'risk: lo'),
        'flags.yaml': 'early-audit: {\n',
        'leases.yaml': 'paier: { hours: 8 }\nauditor: { hours: "8" }\n',
      }),
    );
    expect(lines).toEqual([
      'flags.yaml:1:14: is never closed; add the } that belongs to it',
      'leases.yaml:1:1: paier: a lease names role "paier", which is not in roles; did you mean "payer"?',
      'leases.yaml:2:19: auditor.hours: must be a number; it is "8"; take its quotes away',
      'roles.yaml:3:9: employee.risk: must be one of "low", "medium", "high"; it is "lo"; did you mean "low"?',
    ]);
  });

  it('below a name that is none, beside braces, duties and the catalogue', () => {
    const { 'roles.yaml': roles = '', 'mappings.yaml': mappings = '', 'duties.yaml': duties = '' } = policyTexts();
    const lines = linesOf(
      policyTexts({
        'roles.yaml': roles.replace('risk: low', 'risk: lo').concat('X y:\n  owner: it\n  risk: extreme\n'),
        'mappings.yaml': mappings.replace('{givenName} ', '{givenName '),
        'duties.yaml': duties.replace('role:payments_rw', 'role:payment_rw'),
        'entitlements.yaml': 'ap: { group:x: { owner: it } }\n',
      }),
    );
    expect(lines.map((line) => line.replace(/(:\d+:\d+: [^:]+).*/, '$1'))).toEqual([
      'duties.yaml:7:20: payments.exclude[1].entitlement',
      'entitlements.yaml:1:1: ap',
      'mappings.yaml:3:16: app.displayName',
      'roles.yaml:3:9: employee.risk',
      'roles.yaml:28:1: X y',
      'roles.yaml:29:3: X y.description',
      'roles.yaml:30:9: X y.risk',
    ]);
  });

  it('calls nothing unheard of that stands in what is faulty', () => {
    const { 'roles.yaml': roles = '' } = policyTexts();
    const faulty = roles
      .replace('  description: Releases payments\n', '')
      .replace("['role:payments_rw']", "['role:payments_rw', x]");
    const lines = linesOf(policyTexts({ 'roles.yaml': faulty }));
    expect(lines.filter((line) => line.startsWith('duties'))).toEqual([]);
    expect(lines).toHaveLength(2);
  });

  it('names nothing as missing that a file has which cannot be read', () => {
    const { 'roles.yaml': _, ...others } = policyTexts();
    const read = readPolicyText(others, ['roles.yaml']);
    expect(read).toEqual({ kind: 'refused', faults: [] });
    const spread = readPolicyText(policyTextsWith('roles.yaml', 'payments_rw', 'payments_all'), ['roles/more.yaml']);
    expect(spread).toEqual({ kind: 'refused', faults: [] });
  });
});
