// What a policy changes against another one: no more than what somebody could notice, and no less.
import { describe, expect, it } from 'vitest';
import { revisionOf } from '../../../shared/core/policy/revision.ts';
import { Policy, type WrittenPolicy } from '../../../shared/model/policy/policy.ts';

const known = { owner: 'it', risk: 'low', description: 'x' } as const;
const side = (role: string) => ({ role });
const duty = { id: 'apart', owner: 'audit', description: 'x', exclude: [side('payer'), side('member')] };
const waiver = { person: 'hr-1', until: '2026-12-31', reason: 'x', approvedBy: 'y' };

const parts: WrittenPolicy = {
  roles: {
    member: { ...known, entitlements: { app: ['group:one'] } },
    payer: { ...known, entitlements: { wiki: [] } },
    lead: { ...known, entitlements: {}, includes: ['member'] },
  },
  rules: [
    { id: 'everybody', when: { attributes: {} }, roles: ['member'] },
    { id: 'leads', when: { any: [{ not: { all: [{ flag: 'early' }] } }, { groups: ['lead'] }] }, roles: ['lead'] },
    { id: 'pilots', when: { flag: 'late' }, roles: ['payer'] },
  ],
  duties: [{ ...duty, waivers: [waiver] }],
  mappings: {
    app: { userName: '{mail}', name: [{ template: '{full}', flag: 'early' }, { template: '{mail}' }] },
    wiki: { userName: { template: '{mail}' }, title: '{title}' },
  },
  cohorts: { half: { percent: 50 }, north: { when: { attributes: { site: 'Oslo' } } } },
  flags: {
    early: { owner: 'it', description: 'x', cohort: 'half' },
    late: { owner: 'it', description: 'x', cohort: 'north' },
  },
};

/** What is another one where these parts are others. */
function told(changed: Partial<WrittenPolicy>, before: Partial<WrittenPolicy> = {}) {
  const revision = revisionOf(Policy.parse({ ...parts, ...before }), Policy.parse({ ...parts, ...before, ...changed }));
  const { moved, givesOtherwise, duties, waived, mappings, days } = revision;
  const otherwise = ['everybody', 'leads', 'pilots', 'ghost'].filter(givesOtherwise);
  return {
    moved: [...moved].sort(),
    otherwise,
    duties,
    waived: [...waived],
    mappings: [...mappings].sort(),
    days: [...days],
  };
}

const NOTHING = { moved: [], otherwise: [], duties: false, waived: [], mappings: [], days: [] };
const [everybody, leads, pilots] = parts.rules as [
  (typeof parts.rules)[0],
  (typeof parts.rules)[0],
  (typeof parts.rules)[0],
];
const when = (attributes: object) => [{ ...everybody, when: { attributes } }, leads, pilots] as WrittenPolicy['rules'];

describe('a revision', () => {
  it('is nothing where a policy says the same, in whatever order', () => {
    expect(told({})).toEqual(NOTHING);
    expect(told({ rules: parts.rules.toReversed() })).toEqual(NOTHING);
    expect(told({ roles: Object.fromEntries(Object.entries(parts.roles).toReversed()) })).toEqual(NOTHING);
    expect(told(JSON.parse(JSON.stringify(parts)))).toEqual(NOTHING);
  });

  it('names rules with another condition, and those that are new or gone', () => {
    expect(told({ rules: when({ site: 'Oslo' }) })).toEqual({ ...NOTHING, moved: ['everybody'] });
    expect(told({ rules: [everybody, leads] })).toEqual({ ...NOTHING, moved: ['pilots'], otherwise: ['pilots'] });
    const ghost = { ...pilots, id: 'ghost' };
    expect(told({ rules: [...parts.rules, ghost] })).toEqual({ ...NOTHING, moved: ['ghost'], otherwise: ['ghost'] });
    expect(told({ rules: [...parts.rules, { ...ghost, id: 'constructor' }] }).moved).toEqual(['constructor']);
  });

  it('names rules that give another role, and not because they hold for others', () => {
    const rules = [{ ...everybody, roles: ['payer'] }, leads, pilots];
    expect(told({ rules })).toEqual({ ...NOTHING, otherwise: ['everybody'] });
  });

  it('follows a role to all that give it or include it, before or after', () => {
    const member = { ...known, entitlements: { app: ['group:two'] } };
    const other = { ...NOTHING, otherwise: ['everybody', 'leads'] };
    expect(told({ roles: { ...parts.roles, member } })).toEqual(other);
    const lead = { ...known, entitlements: {} };
    expect(told({ roles: { ...parts.roles, lead } })).toEqual({ ...NOTHING, otherwise: ['leads'] });
    const ghost = { ...parts.roles, ghost: member };
    expect(told({ roles: ghost })).toEqual(NOTHING);
    const rules = [{ ...everybody, roles: ['payer', 'member'] }, leads, pilots];
    expect(told({ roles: { ...parts.roles, member } }, { rules })).toEqual(other);
    const deep = { ...parts.roles, lead: { ...known, entitlements: {}, includes: ['deep'] } };
    const above = { ...deep, deep: { ...known, entitlements: {}, includes: ['member'] } };
    const below = { ...deep, deep: { ...known, entitlements: {} } };
    expect(told({ roles: below }, { roles: above })).toEqual({ ...NOTHING, otherwise: ['leads'] });
    expect(told({ roles: above }, { roles: below })).toEqual({ ...NOTHING, otherwise: ['leads'] });
  });

  it('follows a flag whose cohort is another one to the rules that ask for it, however deep, and to its mappings', () => {
    const early = { owner: 'it', description: 'x', cohort: 'north' };
    const both = { ...NOTHING, moved: ['leads'], mappings: ['app'] };
    expect(told({ flags: { ...parts.flags, early } })).toEqual(both);
    expect(told({ cohorts: { ...parts.cohorts, half: { percent: 60 } } })).toEqual(both);
    const north = { when: { attributes: { site: 'Bergen' } } };
    expect(told({ cohorts: { ...parts.cohorts, north } })).toEqual({ ...NOTHING, moved: ['pilots'] });
    expect(told({ cohorts: { ...parts.cohorts, third: { percent: 3 } } })).toEqual(NOTHING);
    const described = { owner: 'hr', description: 'y', cohort: 'half' };
    expect(told({ flags: { ...parts.flags, early: described } })).toEqual(NOTHING);
  });

  it('follows a flag that is new or gone', () => {
    const rules = [everybody, pilots];
    const mappings = { ...parts.mappings, app: { userName: { template: '{mail}', flag: 'late' } } };
    const both = { rules, mappings, flags: { late: parts.flags?.late } } as Partial<WrittenPolicy>;
    expect(told({ flags: parts.flags }, both)).toEqual(NOTHING);
    expect(told({ flags: both.flags }, { ...both, flags: parts.flags })).toEqual(NOTHING);
  });

  it('says whether duties exclude something else, and not that their words are others', () => {
    expect(told({ duties: [{ ...duty, waivers: [waiver], description: 'y' }] })).toEqual(NOTHING);
    expect(told({ duties: [{ ...duty, waivers: [waiver], exclude: duty.exclude.toReversed() }] })).toEqual({
      ...NOTHING,
      duties: true,
    });
    expect(told({ duties: [{ ...duty, id: 'other', waivers: [] }] }, { duties: [] })).toEqual({
      ...NOTHING,
      duties: true,
    });
  });

  it('names whoever is waived of something else, or until another day', () => {
    const waivers = [waiver, { ...waiver, person: 'hr-2' }];
    expect(told({ duties: [{ ...duty, waivers }] })).toEqual({ ...NOTHING, waived: ['hr-2'] });
    expect(told({ duties: [duty] })).toEqual({ ...NOTHING, waived: ['hr-1'] });
    expect(told({ duties: [{ ...duty, waivers: [{ ...waiver, until: '2027-01-31' }] }] }).waived).toEqual(['hr-1']);
    expect(told({ duties: [{ ...duty, waivers: [{ ...waiver, reason: 'z' }] }] })).toEqual(NOTHING);
    const second = { ...duty, id: 'second' };
    const twice = [
      { ...duty, waivers: [waiver] },
      { ...second, waivers: [waiver] },
    ];
    expect(told({ duties: twice.toReversed() }, { duties: twice })).toEqual(NOTHING);
    const [on, off] = [
      [{ ...duty, waivers: [waiver] }, second],
      [duty, { ...second, waivers: [waiver] }],
    ];
    expect(told({ duties: on }, { duties: off })).toEqual({ ...NOTHING, waived: ['hr-1'] });
  });

  it('names targets with another mapping', () => {
    const wiki = { userName: '{login}' };
    expect(told({ mappings: { ...parts.mappings, wiki } })).toEqual({ ...NOTHING, mappings: ['wiki'] });
    expect(told({ mappings: { ...parts.mappings, more: wiki } })).toEqual({ ...NOTHING, mappings: ['more'] });
  });

  it('names attributes that are compared with today where they were not, or not so, before or after', () => {
    const moved = { ...NOTHING, moved: ['everybody'] };
    const starts = when({ starts: { before: 'today' } });
    expect(told({ rules: starts })).toEqual({ ...moved, days: ['starts'] });
    expect(told({ rules: parts.rules }, { rules: starts })).toEqual({ ...moved, days: ['starts'] });
    expect(told({ rules: when({ starts: { before: 'today+1d' } }) }, { rules: starts }).days).toEqual(['starts']);
    expect(told({ rules: when({ starts: { before: 'today' }, site: 'Oslo' }) }, { rules: starts })).toEqual(moved);
    expect(told({ rules: when({ starts: { before: '2026-06-15' } }) }).days).toEqual([]);
  });
});
