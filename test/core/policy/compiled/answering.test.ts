// A compiled policy: asked one by one or of a list, with days, flags and waivers, and within a budget.
import { describe, expect, it } from 'vitest';
import { budgetOf } from '../../../../shared/core/policy/compiled/budget.ts';
import { compiledOf, compiledWithin, sortedRules } from '../../../../shared/core/policy/compiled/compiled.ts';
import { matcherOf } from '../../../../shared/core/policy/compiled/matcher.ts';
import { turnsOf, waiversOf } from '../../../../shared/core/policy/compiled/turns.ts';
import { listedOf } from '../../../../shared/core/policy/listed.ts';
import { resolve } from '../../../../shared/core/policy/resolve.ts';
import type { Subject } from '../../../../shared/core/policy/subject.ts';
import type { When } from '../../../../shared/model/policy/condition.ts';
import { Policy, type WrittenPolicy } from '../../../../shared/model/policy/policy.ts';

const NOON = Date.parse('2026-06-15T12:00:00Z');
const known = { owner: 'it', risk: 'low', description: 'x' } as const;
const waiver = { person: 'hr-1', until: '2026-06-20', reason: 'x', approvedBy: 'y' };
const OVER = Date.parse('2026-06-21T00:00:00Z');

function aPolicyOf(conditions: readonly When[], parts: Partial<WrittenPolicy> = {}): Policy {
  return Policy.parse({
    roles: {
      member: { ...known, entitlements: { app: ['group:one'] } },
      payer: { ...known, entitlements: { bank: ['group:pay'] } },
    },
    rules: conditions.map((when, at) => ({ id: `r${at}`, when, roles: [at === 0 ? 'member' : 'payer'] })),
    mappings: { app: { userName: '{mail}' }, bank: { userName: '{mail}' } },
    cohorts: { north: { when: { attributes: { site: 'Oslo' } } } },
    flags: { early: { owner: 'it', description: 'x', cohort: 'north' } },
    ...parts,
  });
}

const subjectOf = (attributes: Subject['attributes'], at = 1): Subject => ({
  person: `hr-${at}`,
  status: 'active',
  attributes,
});
const wide = (many: number): When => ({
  any: Array.from({ length: many }, (_, at): When => ({ attributes: { office: `${at}` } })),
});

/** The rules that hold, asked of everybody one by one; a list says the same. */
function heldBy(conditions: readonly When[], people: readonly Subject[], at = NOON) {
  const policy = aPolicyOf(conditions);
  const { match, among } = matcherOf(policy, (rules) => rules.join(), budgetOf());
  const onList = among(listedOf(people), at);
  const held = people.map((subject) => match(subject, at));
  expect(people.map((_, position) => onList(position))).toEqual(held);
  return held;
}

describe('rules that hold', () => {
  it('hold always where they ask nothing', () => {
    expect(heldBy([{ attributes: {} }], [subjectOf({}), subjectOf({ site: 'x' })])).toEqual(['0', '0']);
  });

  it('ask several attributes together, whoever has them', () => {
    const asked: readonly Subject['attributes'][] = [
      { site: 'A' },
      { site: 'A', department: 'X' },
      { department: 'X' },
      { site: 'A', department: 'Y' },
    ];
    const rules: When[] = [
      { attributes: { site: 'A', department: 'X' } },
      { attributes: { site: 'A' } },
      { attributes: { site: 'A', department: 'Y' } },
    ];
    expect(
      heldBy(
        rules,
        asked.map((one) => subjectOf(one)),
      ),
    ).toEqual(['1', '0,1', '', '1,2']);
  });

  it('ask attributes by their own text alone', () => {
    const people = [subjectOf({}), subjectOf({ constructor: 'a' } as never)];
    expect(heldBy([{ attributes: { constructor: { exists: true } } }], people)).toEqual(['', '0']);
  });

  it('ask which flags are on', () => {
    const people = [subjectOf({ site: 'Oslo' }), subjectOf({ site: 'Bergen' })];
    expect(heldBy([{ flag: 'early' }, { not: { flag: 'early' } }], people)).toEqual(['0', '1']);
  });

  it('ask which day it is where people are', () => {
    const rules: When[] = [{ attributes: { starts: { before: 'today' } } }];
    const day = { starts: '2026-06-15' };
    const people = [subjectOf(day), subjectOf({ ...day, timezone: 'Pacific/Kiritimati' }), subjectOf(day)];
    expect(heldBy(rules, people)).toEqual(['', '0', '']);
    expect(heldBy(rules, people, NOON + 43_200_000)).toEqual(['0', '0', '0']);
    const beside: When[] = [...rules, { attributes: { starts: '2026-06-15' } }, { attributes: { site: 'A' } }];
    expect(heldBy(beside, people)).toEqual(['1', '0,1', '1']);
    expect(heldBy([...rules, { attributes: { site: 'A' } }], people)).toEqual(['', '0', '']);
  });

  it('are asked one by one where they have too many clauses, in more than one word, also after others', () => {
    const site: When = { attributes: { site: 'A' } };
    const offices = ['0', '32', 'x'].map((office) => subjectOf({ office, site: 'A' }));
    expect(heldBy([wide(33), site, wide(33), { not: { all: [wide(33), site] } }], offices)).toEqual([
      '0,1,2',
      '0,1,2',
      '1,3',
    ]);
    const every = Array.from({ length: 40 }, (_, at) => at);
    const many = every.map((at) => (at % 3 === 0 ? wide(34) : wide(33)));
    const [all, some, none] = heldBy(many, [subjectOf({ office: '0' }), subjectOf({ office: '33' }), subjectOf({})]);
    expect(all).toBe(every.join());
    expect(some).toBe(every.filter((at) => at % 3 === 0).join());
    expect(none).toBe('');
    const late = every.map((at) => (at < 32 ? { all: [wide(33), { attributes: { site: 'B' } }] } : wide(33)));
    expect(heldBy(late, [subjectOf({ office: '1' })])).toEqual(['32,33,34,35,36,37,38,39']);
  });

  it('ask on which day and which flags are on, also one by one', () => {
    const started: When = { all: [wide(33), { attributes: { starts: { before: 'today' } } }] };
    const flagged: When = { all: [wide(33), { flag: 'early' }] };
    const people = [
      subjectOf({ office: '1', starts: '2026-06-14', site: 'Oslo' }),
      subjectOf({ office: '1', starts: '2026-06-15' }),
      subjectOf({ office: '1', starts: '2026-06-15', timezone: 'Pacific/Kiritimati' }),
    ];
    expect(heldBy([started, flagged, { not: flagged }], people)).toEqual(['0,1', '2', '0,2']);
  });

  it('are many, and people with all of them are answered as well as people with none', () => {
    const sites = Array.from({ length: 100 }, (_, at): When => ({ attributes: { [`a${at}`]: 'x', site: 'A' } }));
    const all = Object.fromEntries(sites.map((_, at) => [`a${at}`, 'x']));
    const [every, none] = heldBy(sites, [subjectOf({ ...all, site: 'A' }), subjectOf({ site: 'A' })]);
    expect(every?.split(',')).toHaveLength(100);
    expect(none).toBe('');
  });
});

describe('a compiled policy', () => {
  const duties = [{ id: 'apart', owner: 'audit', description: 'x', exclude: [{ role: 'member' }, { role: 'payer' }] }];
  const waived = [{ ...duties[0], waivers: [waiver] }] as WrittenPolicy['duties'];
  const everybody: When[] = [{ attributes: {} }, { attributes: {} }];
  const people = [subjectOf({}, 1), subjectOf({}, 2)];

  it('is made once for a policy', () => {
    const policy = aPolicyOf(everybody);
    expect(compiledOf(policy)).toBe(compiledOf(policy));
    expect(compiledOf(aPolicyOf(everybody))).not.toBe(compiledOf(policy));
  });

  it('counts its rules by their ids, in whatever order they are written', () => {
    const policy = aPolicyOf(everybody);
    const turned = { ...policy, rules: policy.rules.toReversed() };
    expect(sortedRules(turned)).toEqual(policy.rules);
    const ids = ['b', 'a', 'c', 'a-', '7'].map((id) => ({ ...policy.rules[0], id }) as Policy['rules'][0]);
    expect(sortedRules({ rules: ids }).map(({ id }) => id)).toEqual(['7', 'a', 'a-', 'b', 'c']);
    const { entitled, rulesOf } = compiledOf(turned);
    expect(rulesOf(entitled(subjectOf({}), NOON))).toEqual([0, 1]);
    expect(rulesOf({ targets: [], withheld: [], reasons: () => [] })).toEqual([]);
  });

  it('answers people with a waiver by themselves, as long as it is good, also on a list', () => {
    const compiled = compiledOf(aPolicyOf(everybody, { duties: waived }));
    for (const [at, lists] of [
      [OVER - 1, [2, 1]],
      [OVER, [1, 1]],
    ] as const) {
      const onList = compiled.among(listedOf(people), at);
      expect(people.map((subject) => compiled.entitled(subject, at).targets.length)).toEqual(lists);
      expect(people.map((_, position) => onList(position).targets.length)).toEqual(lists);
    }
    expect(compiled.entitled(people[0] as Subject, OVER)).toBe(compiled.entitled(people[1] as Subject, OVER));
    expect([OVER - 1, OVER].map((at) => compiled.waived('hr-1', at))).toEqual([['apart'], []]);
    expect(compiled.waived('hr-2', NOON)).toEqual([]);
    expect(compiled.rulesOf(compiled.entitled(people[0] as Subject, NOON))).toEqual([0, 1]);
  });

  it('has nobody waived where no duty is', () => {
    const compiled = compiledOf(aPolicyOf(everybody, { duties }));
    expect(compiled.waived('hr-1', NOON)).toEqual([]);
    expect(compiled.entitled(people[0] as Subject, NOON)).toBe(compiled.entitled(people[1] as Subject, NOON));
  });

  it('answers the same on a list after it has forgotten everything', () => {
    const policy = aPolicyOf([{ attributes: { site: ['A', 'B'] } }, { attributes: { site: 'B' } }]);
    const { among, entitled } = compiledWithin(policy, budgetOf(0));
    const all = ['A', 'B', 'C', 'B', 'A', 'C'].map((site) => subjectOf({ site }));
    const onList = among(listedOf(all), NOON);
    for (let times = 0; times < 3; times++)
      expect(all.map((_, position) => onList(position).targets.map(({ target }) => target))).toEqual(
        all.map((subject) => entitled(subject, NOON).targets.map(({ target }) => target)),
      );
    expect(onList(0).targets).toHaveLength(1);
    expect(onList(1).targets).toHaveLength(2);
  });

  it('answers the same on a list that it is first asked about after it has forgotten', () => {
    const budget = budgetOf(0);
    const { among, entitled } = compiledWithin(aPolicyOf([{ attributes: { site: 'A' } }]), budget);
    const someone = subjectOf({ site: 'A' });
    entitled(someone, NOON);
    budget.check();
    expect(among(listedOf([someone]), NOON)(0).targets).toHaveLength(1);
  });

  it('forgets what it remembers of people once it is more than the budget, and not before', () => {
    const policy = aPolicyOf(everybody);
    const enough = compiledWithin(policy, budgetOf(10_000));
    expect(enough.entitled(subjectOf({}), NOON)).toBe(enough.entitled(subjectOf({}), NOON));
    const nothing = compiledWithin(policy, budgetOf(0));
    expect(nothing.entitled(subjectOf({}), NOON)).not.toBe(nothing.entitled(subjectOf({}), NOON));
    const onList = compiledWithin(policy, budgetOf(0)).among(listedOf(people), NOON);
    expect(onList(0)).not.toBe(onList(0));
  });

  it('makes profiles at the targets that are given, by the flags that are on and the numbers of names', () => {
    const mappings = {
      app: { userName: '{mail}', title: [{ template: 'new {title}', flag: 'early' }, { template: '{title}' }] },
      bank: { userName: { template: '{mail}', unique: true } },
    };
    const { profiles } = compiledOf(aPolicyOf(everybody, { mappings }));
    const at = (site: string, numbers?: Subject['numbers']) =>
      profiles(
        ['app', 'bank', 'ghost'].map((target) => ({ target, entitlements: [] })),
        { ...subjectOf({ site, mail: 'm@x', title: 'T' }), ...(numbers && { numbers }) },
        NOON,
      );
    expect(at('Oslo')).toEqual([{ title: 'new T', userName: 'm@x' }, { userName: 'm@x' }, {}]);
    expect(at('Bergen', { 'bank.userName': 3 })).toEqual([{ title: 'T', userName: 'm@x' }, { userName: 'm3@x' }, {}]);
    expect(Object.keys(at('Oslo')[0] ?? {})).toEqual(['title', 'userName']);
  });

  it('makes profiles with sorted fields, without those of which nothing is left', () => {
    const letters = { template: '{mail}', characters: 'a-z' };
    const mappings = { app: { name: '{mail}', userName: '{mail}', email: '{mail}', letters, title: '{title}' } };
    const { profiles } = compiledOf(
      aPolicyOf([{ attributes: {} }], { mappings: { ...mappings, bank: { userName: 'x' } } }),
    );
    const [profile = {}] = profiles([{ target: 'app', entitlements: [] }], subjectOf({ mail: '7' }), NOON);
    expect(Object.entries(profile)).toEqual([
      ['email', '7'],
      ['name', '7'],
      ['userName', '7'],
    ]);
  });
});

describe('whoever is gone', () => {
  it('has nothing, and no moment at which that would change', () => {
    const policy = aPolicyOf([{ attributes: { starts: { after: 'today' } } }]);
    const someone = subjectOf({ starts: '2026-06-20', mail: 'm@x' });
    expect(resolve(policy, someone, NOON).nextAt).toBe(Date.parse('2026-06-20T00:00:00Z'));
    expect(resolve(policy, { ...someone, status: 'left' }, NOON)).toEqual({ targets: {}, withheld: [] });
  });
});

describe('the next moment', () => {
  const starts = (test: object): When => ({ attributes: { starts: test } });
  const DAY = '2026-06-20';
  const midnight = (day: string) => Date.parse(`${day}T00:00:00Z`);

  it('is the first to come of all tests and days', () => {
    const turns = turnsOf(
      aPolicyOf([
        starts({ before: 'today', after: 'today-3d' }),
        { attributes: { starts: { after: 'today' }, ends: { after: 'today' } } },
      ]),
    );
    const who = subjectOf({ starts: DAY, ends: '2026-06-22' });
    const moments = ['2026-06-19', '2026-06-20', '2026-06-21', '2026-06-22', '2026-06-23', '2026-06-24'].map((day) =>
      turns(who, midnight(day)),
    );
    expect(moments).toEqual(
      ['2026-06-20', '2026-06-21', '2026-06-22', '2026-06-23', undefined, undefined].map((day) => day && midnight(day)),
    );
    expect(turns(subjectOf({ starts: 'no day' }), NOON)).toBe(undefined);
    expect(turns(subjectOf({}), NOON)).toBe(undefined);
  });

  it('is of the zone of each person, also when another one has been asked about the same day', () => {
    const turns = turnsOf(aPolicyOf([starts({ after: 'today' })]));
    const inZone = (timezone: string) => turns(subjectOf({ starts: DAY, timezone }), NOON);
    const [utc, oslo] = [midnight(DAY), midnight(DAY) - 2 * 3_600_000];
    expect(['UTC', 'Europe/Oslo', 'UTC', 'Europe/Oslo'].map(inZone)).toEqual([utc, oslo, utc, oslo]);
    expect(turns(subjectOf({ starts: '2026-06-25', timezone: 'UTC' }), NOON)).toBe(midnight('2026-06-25'));
  });

  it('is the end of a waiver of this person, if that is to come', () => {
    const duties = [
      { id: 'd', owner: 'x', description: 'x', exclude: [{ role: 'member' }, { role: 'payer' }], waivers: [waiver] },
    ];
    const policy = aPolicyOf([starts({ after: 'today' })], { duties });
    const turns = turnsOf(policy);
    expect([OVER - 1, OVER, OVER + 1].map((at) => turns(subjectOf({}), at))).toEqual([OVER, undefined, undefined]);
    expect(turns(subjectOf({}, 2), NOON)).toBe(undefined);
    expect(turns(subjectOf({ starts: DAY }), NOON)).toBe(midnight(DAY));
    expect([...waiversOf(policy)]).toEqual([['hr-1', [{ person: 'hr-1', duty: 'd', end: OVER }]]]);
  });
});
