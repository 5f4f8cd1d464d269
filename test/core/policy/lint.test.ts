import { describe, expect, it } from 'vitest';
import type { WrittenPolicy } from '../../../shared/model/policy/policy.ts';
import { found, gives, policyWith, role } from '../../builders/lint-policy.ts';

const settings = { owned: ['userName', 'department'], targets: ['app'], targetsWithProtected: [] as string[] };

describe('a rule', () => {
  const ruled = (...whens: readonly object[]) =>
    found({ rules: whens.map((when, at) => ({ id: `r${at}`, when, roles: ['employee'] })) }).map(
      ({ code, message }) => `${code}: ${message}`,
    );

  it.each([
    [
      'two departments at once',
      { all: [{ attributes: { department: 'A' } }, { attributes: { department: 'B' } }] },
      'department is "A" and is "B"',
    ],
    [
      'a value outside of its own list',
      { attributes: { department: { is: 'A', in: ['B', 'C'] } } },
      'department is "A" and is one of "B", "C"',
    ],
    [
      'a value that it excludes',
      { attributes: { department: 'A' }, not: { attributes: { department: ['A', 'B'] } } },
      'department is "A" and is not one of "A", "B"',
    ],
    [
      'no day between two days',
      { attributes: { start: { after: '2027-01-01', before: '2027-01-02' } } },
      'start is before 2027-01-02 and is after 2027-01-01',
    ],
    [
      'no day between two that move',
      { attributes: { start: { after: 'today', before: 'today+1d' } } },
      'start is before today+1d and is after today',
    ],
    [
      'a value of something that is missing',
      { attributes: { title: { exists: false, startsWith: 'A' } } },
      'title begins with "A" and is missing',
    ],
    [
      'two beginnings',
      { attributes: { title: { startsWith: 'Senior', matches: 'Junior*' } } },
      'title begins with "Senior" and matches "Junior*"',
    ],
    [
      'groups that it excludes',
      { groups: ['a', 'b'], not: { groups: ['a', 'b', 'c'] } },
      'it asks for groups that it excludes',
    ],
    [
      'a contradiction in every alternative',
      { any: [{ attributes: { a: { is: '1', in: ['2'] } } }, { attributes: { b: { is: '1', in: ['2'] } } }] },
      'a is "1" and is "2"; or b is "1" and is "2"',
    ],
  ])('that asks for %s holds of nobody', (_, when, why) => {
    expect(ruled({ attributes: { userName: { exists: true } } }, when)).toEqual([
      `rule-unreachable: rule "r1" holds of nobody: ${why}`,
    ]);
  });

  it('that asks for a flag of nobody holds of nobody', () => {
    const flagged = found({
      rules: ['', 'f'].map((flag) => ({
        id: `r${flag}`,
        when: flag ? { flag } : { groups: ['g'] },
        roles: ['employee'],
      })),
      flags: { f: { owner: 'it', description: 'x', cohort: 'none' } },
      cohorts: { none: { percent: 0 } },
    });
    expect(flagged.map(({ message }) => message)).toEqual([
      'rule "rf" holds of nobody: a flag that it asks for is on for nobody',
    ]);
  });

  it.each([
    ['the same once more', { attributes: { department: 'A' } }, { attributes: { department: 'A' } }],
    ['less of the same', { attributes: { department: ['A', 'B'] } }, { attributes: { department: 'A', site: 'Oslo' } }],
    [
      'a longer beginning',
      { attributes: { title: { startsWith: 'Sen' } } },
      { attributes: { title: { startsWith: 'Senior' } } },
    ],
    [
      'an earlier day',
      { attributes: { start: { before: 'today+2w' } } },
      { attributes: { start: { before: 'today+7d' } } },
    ],
    ['one group of several', { groups: ['a', 'b'] }, { groups: ['a'] }],
  ])('that says %s is the shadow of another one', (_, first, second) => {
    expect(ruled(first, second)).toEqual([
      'rule-shadowed: rule "r1" gives nothing that "r0" would not give to the same people; remove it, or say what is meant',
    ]);
  });

  it('that gives what another one gives by what its role includes is the shadow of that one', () => {
    const roles = { employee: gives('group:everyone'), lead: gives('group:leads', { includes: ['employee'] }) };
    const when = { attributes: { department: 'A' } };
    const ruled = (...given: readonly string[][]) =>
      found({ roles, rules: given.map((names, at) => ({ id: `r${at}`, when, roles: names })) });
    expect(ruled(['employee'], ['lead'])).toMatchObject([{ code: 'rule-shadowed', path: ['rules', 0] }]);
    expect(ruled(['lead'], ['employee'])).toMatchObject([{ code: 'rule-shadowed', path: ['rules', 1] }]);
  });

  it.each([
    ['asks for other values', { attributes: { department: ['A', 'C'] } }, { attributes: { department: ['A', 'B'] } }],
    [
      'asks for a day that the other one does not name',
      { attributes: { start: { before: '2027-01-01' } } },
      { attributes: { start: { before: 'today' } } },
    ],
    [
      'holds where something is missing',
      { attributes: { title: { exists: true } } },
      { not: { attributes: { title: 'A' } } },
    ],
  ])('that %s is no shadow', (_, first, second) => {
    expect(ruled(first, second)).toEqual([]);
  });
});

describe('a role', () => {
  it('that nobody can get is named, also one that only such a role includes', () => {
    const roles = {
      employee: gives('group:everyone'),
      lost: gives('group:a', { includes: ['below'] }),
      below: gives('group:b'),
    };
    expect(found({ roles }).map(({ code, path }) => [code, path])).toEqual([
      ['role-never-granted', ['roles', 'lost']],
      ['role-never-granted', ['roles', 'below']],
    ]);
  });

  it('that gives what 90 % never use is too broad, as far as enough people hold it', () => {
    const usage = (used: number, total: number) => ({ usage: { app: { 'group:everyone': { used, total } } } });
    expect(found({}, usage(1, 10))).toMatchObject([
      { code: 'role-over-broad', path: ['roles', 'employee', 'entitlements', 'app', 0] },
    ]);
    expect(found({}, usage(2, 10))).toEqual([]);
    expect(found({}, usage(0, 9))).toEqual([]);
  });
});

describe('an entitlement', () => {
  const twoOwners = { employee: gives('group:everyone'), other: gives('group:everyone', { owner: 'finance' }) };
  const rules = [{ id: 'all', when: { attributes: {} }, roles: ['employee', 'other'] }];

  it('that two owners give needs an owner of its own', () => {
    expect(found({ roles: twoOwners, rules })).toMatchObject([
      { code: 'entitlement-without-owner', path: ['roles', 'other', 'entitlements', 'app', 0] },
    ]);
    expect(found({ roles: twoOwners, rules, entitlements: { app: { 'group:everyone': { owner: 'it' } } } })).toEqual(
      [],
    );
  });

  it('that the catalogue knows and nobody gives is a leftover, or misspelled', () => {
    expect(found({ entitlements: { app: { 'group:everyones': { owner: 'it' } } } })).toMatchObject([
      {
        code: 'entitlement-never-given',
        path: ['entitlements', 'app', 'group:everyones'],
        suggestion: 'group:everyone',
      },
    ]);
  });
});

describe('a request', () => {
  const roles = {
    employee: gives('group:everyone'),
    wanted: gives('group:a', { requestable: true, risk: 'high' }),
    boss: role(),
  };
  const asked = (high: object | 'automatic' | undefined) =>
    found({ roles, approvals: { risks: high === undefined ? {} : { high: high as 'automatic' } } }).filter(
      ({ code }) => code === 'request-unapprovable',
    );

  it.each([
    ['a risk without approvers', undefined, 'approvals.yaml has no line for it, nor for risk "high"'],
    [
      'more approvers than there are',
      { approvers: [{ person: 'hr-1' }, { person: 'hr-1' }, { attribute: 'manager' }], quorum: 3 },
      'it takes 3 and names 2',
    ],
    [
      'approvers whose role nobody gets',
      { approvers: [{ role: 'boss' }] },
      'it takes 1 and names 0, and nobody gets role "boss"',
    ],
  ])('of %s could be approved by nobody', (_, high, why) => {
    expect(asked(high)).toMatchObject([
      { path: ['roles', 'wanted', 'requestable'], message: `nobody could approve a request for "wanted": ${why}` },
    ]);
  });

  it.each([
    ['by itself', 'automatic'],
    ['by named people', { approvers: [{ person: 'hr-1' }, { attribute: 'manager' }], quorum: 2 }],
    ['by holders of a role', { approvers: [{ role: 'employee' }], quorum: 5 }],
  ] as const)('can be approved %s', (_, high) => {
    expect(asked(high)).toEqual([]);
  });

  it('that nobody can make needs no approval and no end', () => {
    const parts = { approvals: { roles: { employee: 'automatic' as const } }, leases: { employee: { hours: 8 } } };
    expect(found(parts).map(({ code, path }) => [code, path.join('.')])).toEqual([
      ['request-setting-unused', 'approvals.roles.employee'],
      ['request-setting-unused', 'leases.employee'],
    ]);
  });
});

describe('a duty', () => {
  const duty = (waivers: object[] = []) => ({
    duties: [
      {
        id: 'd',
        owner: 'it',
        description: 'x',
        exclude: [{ role: 'pays' }, { target: 'app', entitlement: 'group:checks' }],
        waivers: waivers as [],
      },
    ],
  });
  const roles = { employee: gives('group:everyone'), pays: gives('group:pays'), checks: gives('group:checks') };
  const rulesFor = (...given: readonly string[][]) =>
    given.map((names, at) => ({ id: `r${at}`, when: { attributes: { a: `${at}` } }, roles: names }));

  it('is broken by a role that includes both sides, and by a rule that gives both', () => {
    const both = { ...roles, both: role({ includes: ['pays', 'checks'] }) };
    expect(
      found({ roles: both, rules: rulesFor(['employee'], ['both'], ['pays', 'checks']), ...duty() }).map(
        ({ code, message }) => [code, message],
      ),
    ).toEqual([
      [
        'duty-unsatisfiable',
        'role "both" gives both sides of duty "d": role "pays" stays, "group:checks" at "app" is always withheld',
      ],
      [
        'duty-unsatisfiable',
        'rule "r2" gives both sides of duty "d": role "pays" stays, "group:checks" at "app" is always withheld',
      ],
    ]);
  });

  it('is broken by two rules for the same people, and by one for some of the people of another', () => {
    const roled = { ...roles, lead: role({ includes: ['checks'] }) };
    const told = (...rules: readonly (readonly [object, string])[]) =>
      found({
        roles: roled,
        rules: rules.map(([attributes, name], at) => ({ id: `r${at}`, when: { attributes }, roles: [name] })) as [],
        ...duty(),
      })
        .filter(({ code }) => code === 'duty-unsatisfiable')
        .map(({ path, message }) => [path[1], message.split(':')[0]]);
    expect(told([{ a: '1' }, 'pays'], [{ a: '1' }, 'checks'])).toEqual([
      [1, 'rule "r1", and rule "r0" to the same people, give both sides of duty "d"'],
    ]);
    expect(told([{ a: '1', b: '2' }, 'lead'], [{ a: '1' }, 'pays'])).toEqual([
      [0, 'rule "r0", and rule "r1" to the same people, give both sides of duty "d"'],
    ]);
    expect(told([{ a: '1' }, 'pays'], [{ b: '1' }, 'checks'], [{ a: ['1', '2'] }, 'pays'])).toEqual([]);
  });

  it('with one side twice is no duty', () => {
    const twice = duty().duties.map((one) => ({ ...one, exclude: [{ role: 'pays' }, { role: 'pays' }] }));
    const rules = rulesFor(['employee'], ['pays'], ['checks']);
    expect(found({ roles, rules, duties: twice }).map(({ path, message }) => [path.join('.'), message])).toEqual([
      ['duties.0.exclude.1', 'role "pays" is there twice in duty "d"; a duty has two sides that are not the same'],
    ]);
  });

  it('has waivers that end, within a year, approved by somebody else', () => {
    const waiver = (fields: object) => ({
      person: 'hr-1',
      until: '2027-06-30',
      reason: 'x',
      approvedBy: 'hr-2',
      ...fields,
    });
    const waived = (fields: object) =>
      found({ roles, rules: rulesFor(['employee'], ['pays'], ['checks']), ...duty([waiver(fields)]) }).map(
        ({ code }) => code,
      );
    expect(waived({})).toEqual([]);
    expect(waived({ until: '2026-12-31' })).toEqual(['waiver-expired']);
    expect(waived({ until: '2027-01-01' })).toEqual([]);
    expect(waived({ until: '2028-01-02' })).toEqual([]);
    expect(waived({ until: '2028-01-03' })).toEqual(['waiver-too-long']);
    expect(waived({ approvedBy: 'hr-1' })).toEqual(['waiver-by-oneself']);
  });
});

describe('what could lock everybody out', () => {
  it('is power that hangs by one rule, where no account is protected', () => {
    const catalogue = {
      roles: { employee: gives('group:everyone', { risk: 'high' }) },
      entitlements: { app: { 'group:everyone': { owner: 'it', risk: 'high' as const } } },
    };
    expect(found(catalogue, { settings })).toMatchObject([{ code: 'last-admin', path: ['rules', 0] }]);
    expect(found(catalogue, { settings: { ...settings, targetsWithProtected: ['app'] } })).toEqual([]);
    expect(found(catalogue)).toEqual([]);
  });

  it('is a guard that holds nothing', () => {
    expect(found({ limits: { hourPercent: 100, dayPercent: 100 } }).map(({ path }) => path)).toEqual([
      ['limits', 'hourPercent'],
      ['limits', 'dayPercent'],
    ]);
  });
});

describe('a name', () => {
  it('of an attribute that no source owns is named wherever it is used', () => {
    const parts: Partial<WrittenPolicy> = {
      rules: [{ id: 'all', when: { all: [{ not: { attributes: { departmnt: 'A' } } }] }, roles: ['employee'] }],
      mappings: { app: { userName: '{userName}', title: '{titel}' } },
      approvals: { risks: { low: { approvers: [{ attribute: 'manager' }] } } },
    };
    expect(found(parts, { settings }).map(({ path, suggestion }) => [path.join('.'), suggestion])).toEqual([
      ['rules.0.when.all.0.not.attributes.departmnt', 'department'],
      ['mappings.app.title', undefined],
      ['approvals.risks.low.approvers.0.attribute', undefined],
    ]);
    expect(found(parts, { settings: { ...settings, owned: ['*'] } })).toEqual([]);
  });

  it('of a target that the settings do not have is named', () => {
    expect(found({}, { settings: { ...settings, targets: ['apps'] } })).toMatchObject([
      { code: 'target-unknown', suggestion: 'apps' },
    ]);
  });

  it('of a flag or cohort that nobody uses is named', () => {
    const parts = {
      flags: { f: { owner: 'it', description: 'x', cohort: 'c' } },
      cohorts: { c: { percent: 5 }, d: { percent: 5 } },
    };
    expect(found(parts).map(({ code, path }) => [code, path[1]])).toEqual([
      ['flag-unused', 'f'],
      ['cohort-unused', 'd'],
    ]);
    const asking = {
      ...parts,
      mappings: { app: { userName: [{ template: 'x', flag: 'f' }, { template: '{userName}' }] } },
    };
    expect(found(asking).map(({ code }) => code)).toEqual(['cohort-unused']);
  });

  it('of a person who left, or whom nobody knows, is named', () => {
    const approvals = { risks: { low: { approvers: [{ person: 'hr-1' }, { person: 'hr-2' }, { person: 'hr-3' }] } } };
    const people = (person: string) => ({ 'hr-1': 'active', 'hr-2': 'left' })[person];
    expect(found({ approvals }, { people }).map(({ code, path }) => [code, path[4]])).toEqual([
      ['approver-left', 1],
      ['approver-unknown', 2],
    ]);
  });
});

describe('a name that every object has', () => {
  const hostile: Partial<WrittenPolicy> = {
    roles: { employee: gives('group:everyone'), constructor: role({ requestable: true }) },
    mappings: { app: { userName: '{userName}' }, constructor: { userName: '{userName}' } },
    duties: [
      {
        id: 'constructor',
        owner: 'it',
        description: 'x',
        exclude: [{ role: 'employee' }, { target: 'constructor', entitlement: 'group:x' }],
        waivers: [],
      },
    ],
    entitlements: { constructor: { 'group:x': { owner: 'it', risk: 'high' as const } } },
  };

  it('is a name like any other', () => {
    const known = { settings: { ...settings, targets: ['app', 'constructor'] }, usage: {}, base: policyWith({}) };
    expect(found(hostile, known).map(({ code, path }) => [code, path.join('.')])).toEqual([
      ['entitlement-never-given', 'entitlements.constructor.group:x'],
      ['request-unapprovable', 'roles.constructor.requestable'],
    ]);
  });
});
