// The commonest slips, each with a sentence of its own at the place where somebody has to change something.
import { describe, expect, it } from 'vitest';
import { faultLine } from '../../../operator/policy-folder/fault.ts';
import { readPolicyText } from '../../../operator/policy-folder/read-text.ts';

const ROLE = 'everyone:\n  owner: it\n  risk: low\n  description: All\n';
const ruled = (when: string) => `- id: everybody\n  when:\n    ${when}\n  roles: [everyone]\n`;
const titled = (test: string) => ruled(`attributes: {title: ${test}}`);
const described = (text: string) => ROLE.replace('All', text);

function linesOf(file: string, text: string): readonly string[] {
  const base = { 'roles.yaml': ROLE, 'rules.yaml': titled('Lead'), 'mappings.yaml': `app: {userName: '{userName}'}\n` };
  const read = readPolicyText({ ...base, [file]: text });
  return read.kind === 'policy' ? [] : read.faults.map(faultLine);
}

const IN_QUOTES = "a text that begins with a brace goes in quotes: '{givenName}.{familyName}'";
const SPACE = 'a ":" between name and value has a space after it';
const TOO_MANY = 'a bracket too many: it closes nothing that is open; remove it, or add the one that opens it';
const MERGE = 'is what a merge leaves where two changes met; keep one of them, and remove the marks';
const QUOTE = "this quote ends the text, and more comes after it; a ' within '...' is written twice: ''";

const ONE: readonly (readonly [title: string, file: string, text: string, line: string])[] = [
  ['a template without quotes', 'mappings.yaml', 'app:\n  userName: {givenName}.{familyName}\n', `2:13: ${IN_QUOTES}`],
  ['the same with a space', 'mappings.yaml', 'app:\n  userName: {givenName} {familyName}\n', `2:13: ${IN_QUOTES}`],
  ['the same on one line', 'mappings.yaml', 'app: {userName: {givenName}.{familyName}}\n', `1:17: ${IN_QUOTES}`],
  [
    'one attribute without quotes',
    'mappings.yaml',
    'app:\n  userName: {userName}\n',
    "2:13: app.userName: must be a text; it is a map; braces that belong to a text go in quotes: '{userName}'",
  ],
  ['a tab', 'rules.yaml', '- id: a\n\twhen: {groups: [a]}\n  roles: [everyone]\n', '2:1: a tab; indent with spaces'],
  ['a quote within quotes', 'roles.yaml', described(`'It's all'`), `4:19: ${QUOTE}`],
  [
    'the same on one line',
    'roles.yaml',
    `everyone: {owner: it, risk: low, description: 'It's all'}\n`,
    `1:50: ${QUOTE}`,
  ],
  ['words after quotes', 'roles.yaml', described('"All" people'), '4:20: this quote ends the text, and more'],
  ['a brace too many', 'mappings.yaml', `app: {userName: '{userName}'}}\n`, `1:30: ${TOO_MANY}`],
  ['a bracket too many', 'rules.yaml', titled('Lead').replace(']', ']]'), `4:20: ${TOO_MANY}`],
  ['a comma too few', 'mappings.yaml', `app: {userName: 'a' email: 'b'}\n`, '1:21: a "," is missing before this'],
  ['no space after the name', 'roles.yaml', ROLE.replace('owner: it', 'owner:it'), `2:3: ${SPACE}`],
  [
    'the same in braces',
    'roles.yaml',
    'everyone: {owner:it, risk: low, description: x}\n',
    `1:12: everyone.owner:it: ${SPACE}`,
  ],
  [
    'no space after "-"',
    'rules.yaml',
    titled('Lead').replace('- ', '-'),
    '1:1: a "-" that begins an item has a space after it',
  ],
  [
    'a merge',
    'roles.yaml',
    ROLE.replace('  risk: low\n', '<<<<<<< a\n  risk: low\n=======\n  risk: high\n>>>>>>> b\n'),
    `3:1: ${MERGE}`,
  ],
  ['a bare star', 'rules.yaml', titled('{matches: * }'), '3:35: a text may not begin with "*"; put the text in quotes'],
  [
    'an alias',
    'rules.yaml',
    titled('{matches: *Lead* }'),
    `[0].when.attributes.title.matches: a text that begins with "*" goes in quotes: '*Lead*'`,
  ],
  [
    'a soft hyphen',
    'roles.yaml',
    described('Al\u00adl'),
    '4:16: everyone.description: has U+00AD as its character 3, which nobody sees; remove it',
  ],
  [
    'a joiner in a value',
    'rules.yaml',
    titled('"a\u200cb"'),
    'title: has U+200C as its character 2, which nobody sees; remove it',
  ],
  [
    'two lines',
    'roles.yaml',
    described('|\n    All\n    people'),
    '4:16: everyone.description: is more than one line; write it on one',
  ],
  [
    'a risk that is missing',
    'roles.yaml',
    ROLE.replace('  risk: low\n', ''),
    'everyone.risk: is missing: what could go wrong with it; approvals look at it',
  ],
  [
    'no number',
    'limits.yaml',
    'hourPercent: .nan\n',
    '1:14: hourPercent: must be a number; it is ".nan", which is no number',
  ],
  [
    'a short month',
    'rules.yaml',
    titled('{before: 2027-1-1}'),
    'must be a day such as 2027-01-31, or "today", "today+14d", "today-2w"; it is "2027-1-1"',
  ],
  [
    'another ending',
    'roles/x.yml',
    'a: b\n',
    'files of a policy end in ".yaml"; rename it; did you mean "roles/x.yaml"?',
  ],
  [
    'another spelling of userName',
    'mappings.yaml',
    'app: {username: x}\n',
    '1:7: app.username: needs "userName"; this is another name; did you mean "userName"?',
  ],
  ['another approver', 'approvals.yaml', 'risks: {low: {approvers: [{persn: hr-1}]}}\n', 'did you mean "person"?'],
];

describe('a slip is told by its own sentence, once', () => {
  it.each(ONE.map(([title, file, text, line]) => ({ title, file, text, line })))('$title', ({ file, text, line }) => {
    const lines = linesOf(file, text);
    expect(lines).toHaveLength(1);
    expect(lines[0]).toMatch(new RegExp(`^${file}:`));
    expect(lines[0]).toContain(line);
  });

  it.each([
    ['and: [{groups: [a]}]', 'all'],
    ['AND: [{groups: [a]}]', 'all'],
    ['or: [{groups: [a]}]', 'any'],
    ['attributes: {title: {contains: Lead}}', 'matches'],
    ['attributes: {title: {regex: Lead}}', 'matches'],
    ['attributes: {title: {ends_with: Lead}}', 'matches'],
    ['attributes: {title: {equals: Lead}}', 'is'],
    ['attributes: {title: {starts_with: Lead}}', 'startsWith'],
    ['attributes: {title: {one_of: [Lead]}}', 'in'],
  ])('%s: means %s', (when, name) => {
    const lines = linesOf('rules.yaml', ruled(when));
    expect(lines).toHaveLength(1);
    expect(lines[0]).toContain(`; did you mean "${name}"?`);
  });

  it('says that what is not so is written around the condition', () => {
    const [line, ...others] = linesOf('rules.yaml', titled('{not_in: [Lead]}'));
    expect(line).toContain('write the condition without it, within "not:"');
    expect(line).not.toContain('did you mean');
    expect(others).toEqual([]);
  });

  it('takes the joiners of a sign or script in what people read', () => {
    expect(linesOf('roles.yaml', described('👩\u200d💻 می\u200cخواهم'))).toEqual([]);
    expect(linesOf('roles.yaml', described(`${'x'.repeat(200)}\u200d`))[0]).toContain('must be one line of 1 to 200');
  });
});
