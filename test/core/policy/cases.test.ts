import { describe, expect, it } from 'vitest';
import { coverageOf, coveredPercent } from '../../../shared/core/policy/cases/coverage.ts';
import { runCase } from '../../../shared/core/policy/cases/run-case.ts';
import { PolicyCase } from '../../../shared/model/policy/case.ts';
import { Policy } from '../../../shared/model/policy/policy.ts';

const NOW = Date.parse('2026-06-01T12:00:00Z');
const role = (entitlements: object, more: object = {}) => ({
  owner: 'it',
  risk: 'low',
  description: 'x',
  entitlements,
  ...more,
});
const policy = Policy.parse({
  roles: {
    employee: role({ app: ['group:everyone'] }),
    engineer: role({ app: ['group:engineering'], warehouse: ['role:ro'] }, { includes: ['employee'] }),
    payer: role({ app: ['group:pays'] }),
    auditor: role({ app: ['group:checks'] }),
  },
  rules: [
    { id: 'all', when: { attributes: { userName: { exists: true } } }, roles: ['employee'] },
    {
      id: 'engineering',
      when: { attributes: { department: 'Engineering', starts: { before: 'today+14d' } } },
      roles: ['engineer'],
    },
    { id: 'pay', when: { groups: ['pay'] }, roles: ['payer'] },
    { id: 'audit', when: { flag: 'audit' }, roles: ['auditor'] },
  ],
  mappings: { app: { userName: '{userName}' }, warehouse: { userName: '{userName}' } },
  duties: [
    {
      id: 'payments',
      owner: 'it',
      description: 'x',
      exclude: [{ role: 'auditor' }, { role: 'payer' }],
      waivers: [{ person: 'hr-7', until: '2026-06-30', reason: 'x', approvedBy: 'y' }],
    },
  ],
  flags: { audit: { owner: 'it', description: 'x', cohort: 'few' } },
  cohorts: { few: { percent: 10 } },
});
const engineer = { userName: 'mara', department: 'Engineering', starts: '2026-06-10' };
const run = (fields: object) => runCase(policy, PolicyCase.parse({ name: 'x', flags: [], ...fields }), NOW);
const said = (fields: object) => run(fields).misses.map(({ message }) => message);

describe('a case of a policy', () => {
  it('names exactly what somebody has', () => {
    const given = { ...engineer };
    const on = '2026-06-01';
    expect(
      said({ given, on, expect: { app: ['group:everyone', 'group:engineering'], warehouse: ['role:ro'] } }),
    ).toEqual([]);
    expect(said({ given, on, expect: { app: ['group:everyone', 'group:pays'] } })).toEqual([
      'no "group:pays" at "app"',
      '"group:engineering" at "app"',
      '"role:ro" at "warehouse"',
    ]);
    expect(said({ given: {}, expect: {} })).toEqual([]);
    expect(said({ given: { userName: 'a' }, expect: {} })).toEqual(['"group:everyone" at "app"']);
  });

  it('names a part of what somebody has, or has not', () => {
    const given = { userName: 'a' };
    expect(said({ given, gets: { app: ['group:everyone'] }, without: { app: ['group:pays'], warehouse: [] } })).toEqual(
      [],
    );
    expect(said({ given, gets: { warehouse: [] }, without: { app: [] } })).toEqual([
      'no account at "warehouse"',
      'an account at "app"',
    ]);
    expect(said({ given, profile: { app: { userName: 'b', title: 'x' } } })).toEqual([
      'userName at "app" is "a", not "b"',
      'title at "app" is not there, not "x"',
    ]);
  });

  it('knows every way to what is too much, and every way that there could be to what is missing', () => {
    const [missing, unwanted] = run({ given: { userName: 'a' }, expect: { app: ['group:engineering'] } }).misses;
    expect(missing?.because).toEqual([{ entitlement: 'group:engineering', rule: 'engineering', role: 'engineer' }]);
    expect(unwanted?.because).toEqual([{ entitlement: 'group:everyone', rule: 'all', role: 'employee' }]);
  });

  it('has a day, in the zone of the person', () => {
    const inKiritimati = { ...engineer, timezone: 'Pacific/Kiritimati' };
    const got = (on: string, given: object = engineer) =>
      run({ given, on, without: {} }).holding?.includes('engineering');
    expect([got('2026-05-27'), got('2026-05-28')]).toEqual([false, true]);
    expect([got('2026-05-27', inKiritimati), got('2026-05-28', inKiritimati)]).toEqual([false, true]);
  });

  it('must name its day where the answer changes with the calendar', () => {
    const given = { ...engineer, starts: '2026-07-01' };
    expect(said({ given, without: { warehouse: [] } })).toEqual([
      'changes by itself on 2026-06-18; say on which day it is, as in "on: 2026-06-18"',
    ]);
  });

  it('turns flags on and off for whomever it is about', () => {
    const gets = { gets: { app: ['group:checks'] } };
    expect(said({ given: { userName: 'a' }, flags: ['audit'], ...gets })).toEqual([]);
    expect(said({ given: { userName: 'a' }, flags: [], ...gets })).toEqual(['no "group:checks" at "app"']);
  });

  it('knows which duties keep something back, and from whom they do not', () => {
    const both = { given: { userName: 'a', groups: 'pay' }, flags: ['audit'] };
    expect(said({ ...both, withheld: ['payments'], without: { app: ['group:pays'] } })).toEqual([]);
    expect(said({ ...both, withheld: [] })).toEqual(['duty "payments" keeps something from them']);
    expect(said({ ...both, person: 'hr-7', on: '2026-06-30', withheld: [], gets: { app: ['group:pays'] } })).toEqual(
      [],
    );
    expect(said({ given: { userName: 'a' }, withheld: ['payments'] })).toEqual([
      'duty "payments" keeps nothing from them',
    ]);
  });

  it('that names what the policy does not know fails, whatever comes out', () => {
    expect(said({ given: {}, flags: ['audits'], without: { ap: [] }, withheld: [] })).toEqual([
      'the policy has no target "ap"',
      'the policy has no flag "audits"',
    ]);
  });

  it('may be about names that every object has', () => {
    const named = { ...policy, mappings: { ...policy.mappings, constructor: { userName: '{userName}' } } };
    const tested = { gets: { constructor: ['group:x'] }, profile: { app: { constructor: 'x' } } };
    const on = PolicyCase.parse({ name: 'x', given: { userName: 'a' }, flags: [], ...tested });
    expect(runCase(named, on, NOW).misses.map(({ message }) => message)).toEqual([
      'no account at "constructor"',
      'no "group:x" at "constructor"',
      'constructor at "app" is not there, not "x"',
    ]);
  });

  it('of somebody who has left asks no rule', () => {
    expect(run({ given: engineer, status: 'left', expect: {} })).toEqual({
      misses: [],
      holding: undefined,
      proves: true,
      withheld: [],
    });
  });

  it.each<[string, object, boolean]>([
    ['nothing under gets', { gets: {} }, false],
    ['nothing under without', { without: {}, profile: { app: {} } }, false],
    ['only what no role gives there', { without: { warehouse: ['group:pays'], app: ['group:pay'] } }, false],
    ['that somebody has nothing at all', { expect: {} }, true],
    ['no account', { without: { warehouse: [] } }, true],
    ['no duty', { withheld: [] }, true],
    ['one thing that a role gives, among others', { without: { app: ['group:pay', 'group:pays'] } }, true],
  ])('that says %s: %j', (_, fields, proves) => {
    expect(run({ given: {}, ...fields }).proves).toBe(proves);
  });
});

describe('the coverage of a policy', () => {
  it('counts a rule that was tried at somebody of whom it holds, and at somebody of whom it does not', () => {
    const results = [
      run({ given: engineer, on: '2026-06-01', without: { app: ['group:pays'] } }),
      run({ given: { userName: 'a', groups: 'pay' }, withheld: [] }),
      run({ given: { userName: 'a' }, flags: ['audit'], without: {} }),
      run({ given: { userName: 'a' }, status: 'left', expect: {} }),
    ];
    const coverage = coverageOf(policy, results);
    expect(coverage).toEqual([
      { rule: 'all', holds: 2, fails: 0 },
      { rule: 'engineering', holds: 1, fails: 1 },
      { rule: 'pay', holds: 1, fails: 1 },
      { rule: 'audit', holds: 0, fails: 2 },
    ]);
    expect(coveredPercent(coverage)).toBe(50);
  });
});
