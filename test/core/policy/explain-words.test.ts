// Every kind of condition, passed and failed, in the words that an operator reads.
import { expect, it } from 'vitest';
import { explain } from '../../../shared/core/policy/explain.ts';
import { explanationWords } from '../../../shared/core/policy/explain-words.ts';
import type { Stands } from '../../../shared/core/stands.ts';
import { Policy, type WrittenPolicy } from '../../../shared/model/policy/policy.ts';

const AT = Date.parse('2026-11-21T10:00:00Z');
const role = { owner: 'it', risk: 'low', description: 'r' } as const;

function aPolicyWith(more: Partial<WrittenPolicy>): Policy {
  return Policy.parse({
    roles: { base: { ...role, entitlements: { app: ['group:one'] } } },
    rules: [],
    mappings: { app: { userName: '{userName}' } },
    flags: { new: { owner: 'it', description: 'A flag', cohort: 'early' } },
    cohorts: { early: { percent: 0 } },
    ...more,
  });
}

const mara = {
  userName: 'mara',
  department: 'Engineering',
  title: 'Engineer',
  groups: 'builders;night shift',
  endDate: '2026-11-30',
};

type When = WrittenPolicy['rules'][number]['when'];

function told(
  more: Partial<WrittenPolicy>,
  {
    status = 'active',
    stands,
    isSupposed,
  }: { status?: 'active' | 'left' | 'expected' | 'paused'; stands?: Stands; isSupposed?: boolean } = {},
) {
  const subject = { person: 'hr-1', status, attributes: mara };
  const explanation = explain({
    policy: aPolicyWith(more),
    origin: { places: { 'rule r': 'rules.yaml:4', 'role base': 'roles.yaml:2', 'duty d': 'duties.yaml:1' } },
    ...{ subject, at: AT, target: 'app', entitlement: 'group:one' },
  });
  const dates = { since: AT - 86_400_000, startsAt: AT + 86_400_000 };
  return explanationWords({ explanation, dates, stands, nearest: [], ...(isSupposed && { isSupposed }) });
}

const ruleWith = (when: When) => ({ rules: [{ id: 'r', when, roles: ['base'] }] });
const said = (when: When, more: Partial<WrittenPolicy> = {}) =>
  told({ ...ruleWith(when), ...more })[1]?.replace(
    /^Rule "r" \(rules.yaml:4\) (?:gives|would give) role "base"(?: \(roles.yaml:2\))?: /,
    '',
  );

it.each<[When, string]>([
  [{ attributes: { department: 'Sales' } }, 'department is "Engineering", the rule wants "Sales".'],
  [{ attributes: { site: 'Oslo' } }, 'site is missing, the rule wants "Oslo".'],
  [{ attributes: { title: ['Lead', 'Head'] } }, 'title is "Engineer", the rule wants one of "Lead", "Head".'],
  [{ attributes: { title: { startsWith: 'Lead' } } }, 'title is "Engineer", the rule wants it to begin with "Lead".'],
  [{ attributes: { title: { matches: '*Lead' } } }, 'title is "Engineer", the rule wants it to match "*Lead".'],
  [{ attributes: { site: { exists: true } } }, 'site is missing, the rule wants it to be there.'],
  [{ attributes: { title: { exists: false } } }, 'title is "Engineer", the rule wants it to be missing.'],
  [
    { attributes: { endDate: { before: 'today+3d' } } },
    'endDate is "2026-11-30", the rule wants a day before today+3d (today is 2026-11-21).',
  ],
  [
    { attributes: { endDate: { after: '2026-12-01' } } },
    'endDate is "2026-11-30", the rule wants a day after 2026-12-01.',
  ],
  [{ groups: ['sellers'] }, 'they are in "builders", "night shift", the rule wants somebody in "sellers".'],
  [{ flag: 'new' }, 'flag "new" is off: they are not among the 0 % of cohort "early"; the rule wants it on.'],
  [
    { not: { attributes: { department: 'Engineering' } } },
    'department is "Engineering", the rule wants anything but "Engineering".',
  ],
  [
    { not: { attributes: { title: ['Engineer', 'Lead'] } } },
    'title is "Engineer", the rule wants none of "Engineer", "Lead".',
  ],
  [{ not: { groups: ['builders'] } }, 'they are in "builders", "night shift", the rule wants nobody in "builders".'],
  [
    { any: [{ attributes: { site: 'Oslo' } }, { attributes: { site: 'Bergen' } }] },
    'site is missing, the rule wants "Oslo", and its other alternative fails too.',
  ],
  [
    { all: [{ attributes: { department: 'Sales' } }, { attributes: { site: 'Oslo' } }] },
    'department is "Engineering", the rule wants "Sales"; 1 more of its tests fails.',
  ],
  [{ not: { attributes: {} } }, 'its condition can never hold.'],
])('%j fails with its value', (when, words) => {
  expect(said(when)).toBe(words);
});

it.each<[When, string]>([
  [{ attributes: { department: 'Engineering' } }, 'department is "Engineering", as the rule wants.'],
  [
    { attributes: { title: ['Engineer', 'Lead'] } },
    'title is "Engineer", and the rule wants one of "Engineer", "Lead".',
  ],
  [
    { not: { attributes: { department: 'Sales' } } },
    'department is "Engineering", and the rule wants anything but "Sales".',
  ],
  [{ attributes: {} }, 'it asks for nothing.'],
  [
    { any: [{ attributes: { site: 'Oslo' } }, { groups: ['builders'] }], attributes: { userName: { exists: true } } },
    'they are in "builders", "night shift", and the rule wants somebody in "builders"; userName is "mara", and the rule wants it to be there.',
  ],
])('%j holds, and says what it saw', (when, words) => {
  expect(said(when)).toBe(words);
});

it('says by which cohort a flag is on', () => {
  const when = { flag: 'new' };
  expect(
    said(when, { cohorts: { early: { percent: 100, when: { attributes: { department: 'Engineering' } } } } }),
  ).toBe(
    'flag "new" is on: they are among the 100 % of cohort "early", department is "Engineering", as cohort "early" wants.',
  );
  expect(said(when, { cohorts: { early: { when: { attributes: { department: 'Sales' } } } } })).toBe(
    'flag "new" is off: department is "Engineering", cohort "early" wants "Sales"; the rule wants it on.',
  );
});

it('names the duty that withholds it and the side that is kept, and the duty that was waived', () => {
  const roles = {
    base: { ...role, entitlements: { app: ['group:one'] } },
    lead: { ...role, includes: ['base'] },
    other: role,
  };
  const waivers = [{ person: 'hr-1', until: '2026-12-31', reason: 'cover', approvedBy: 'audit' }];
  const duty = { id: 'd', owner: 'it', description: 'd', exclude: [{ role: 'other' }, { role: 'base' }] };
  const rules = [{ id: 'r', when: { attributes: {} }, roles: ['lead', 'other'] }];
  expect(told({ roles, rules, duties: [duty] })).toEqual([
    'No: the policy does not give hr-1 group:one at app.',
    'Rule "r" (rules.yaml:4) gives role "lead", which includes role "base" (roles.yaml:2): it asks for nothing; but duty "d" (duties.yaml:1) withholds role "base", since they keep role "other".',
  ]);
  expect(told({ roles, rules, duties: [{ ...duty, waivers }] })[2]).toBe(
    'Duty "d" (duties.yaml:1) is waived for them until 2026-12-31, approved by audit: cover.',
  );
});

it('says what employment has to do with it', () => {
  const everybody = ruleWith({ attributes: {} });
  expect(told(everybody, { status: 'left' })[1]).toBe(
    'They left on 2026-11-20: who has left gets nothing; by their attributes they would get it.',
  );
  expect(told(everybody, { status: 'expected' })[1]).toContain('They are expected from 2026-11-22');
  expect(told(everybody, { status: 'paused' }).slice(0, 2)).toEqual([
    'Yes, but suspended: the policy gives hr-1 group:one at app, and they are on leave.',
    'They are on leave since 2026-11-20: what they have is kept, and suspended.',
  ]);
});

const standing = {
  kind: 'standing',
  wished: true,
  revision: 3,
  account: 'active',
  state: 'verified',
  isLossHeld: false,
  mayRemain: false,
} as const;

it.each<[Stands, string]>([
  [{ kind: 'none' }, 'nothing is wished yet'],
  [{ kind: 'protected' }, 'protected, the account of that name is never touched'],
  [{ kind: 'blocked', missing: 'userName' }, 'blocked, nothing is changed there until somebody says their userName'],
  [{ ...standing, verifiedAt: '2026-11-21T09:00:00.123Z' }, 'wished by revision 3, verified at 2026-11-21T09:00:00Z'],
  [{ ...standing, state: 'parked', cause: 'conflict' }, 'wished by revision 3, parked: conflict'],
  [{ ...standing, state: 'refused', cause: 'protected account' }, 'wished by revision 3, refused: protected account'],
  [{ ...standing, state: 'open' }, 'wished by revision 3, waiting for a worker'],
  [{ ...standing, state: 'claimed' }, 'wished by revision 3, being worked on'],
  [{ ...standing, state: 'applied' }, 'wished by revision 3, applied, not read back yet'],
  [{ ...standing, account: 'suspended' }, 'wished by revision 3, on a suspended account, verified'],
  [
    { ...standing, isLossHeld: true },
    'wished by revision 3, verified; taking it away is held until two people approve it',
  ],
  [{ ...standing, wished: false }, 'not wished by revision 3, verified; it is given by the next decision'],
  [
    { ...standing, wished: false, mayRemain: true, state: 'open' },
    'not wished any more by revision 3, and not proven to be gone: waiting for a worker; it is given by the next decision',
  ],
])('%j stands at the target in one sentence', (stands, words) => {
  expect(told(ruleWith({ attributes: {} }), { stands }).at(-1)).toBe(`At app: ${words}.`);
});

it('says of a policy that nobody is decided by what it would do, never that it does', () => {
  const nobody = ruleWith({ attributes: { site: 'Oslo' } });
  const told1 = (more: Parameters<typeof told>[0], stands: Stands) => told(more, { stands, isSupposed: true });
  const gives = told1(ruleWith({ attributes: {} }), { ...standing, wished: false });
  expect(gives[0]).toBe('Yes: the policy would give hr-1 group:one at app.');
  expect(gives.at(-1)).toBe(
    'At app: not wished by revision 3, verified; it would be given, once this policy is theirs.',
  );
  const takes = told1(nobody, standing);
  expect(takes[0]).toBe('No: the policy would not give hr-1 group:one at app.');
  expect(takes.at(-1)).toBe(
    'At app: wished by revision 3, verified; it would be taken away, once this policy is theirs.',
  );
  expect(told1(ruleWith({ attributes: {} }), { kind: 'none' }).at(-1)).toBe('At app: nothing was ever wished.');
});

it('tells a role that no rule gives from a name that nobody knows, and tells of five rules at most', () => {
  expect(told({})[1]).toBe('Role "base" would give it, and no rule gives that role.');
  const rules = Array.from({ length: 7 }, (_, at) => ({
    id: `r${at}`,
    when: { attributes: { site: `s${at}` } },
    roles: ['base'],
  }));
  expect(told({ rules }).slice(5)).toEqual([expect.stringContaining('"r4"'), '2 more rules fail, further away.']);
});
