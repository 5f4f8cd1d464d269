// The answer of a policy about one person, in every detail: read aloud by the reference, and found by the index.
import { describe, expect, it } from 'vitest';
import { resolveNaively } from '../../../shared/core/policy/reference.ts';
import { resolve } from '../../../shared/core/policy/resolve.ts';
import { withIncluded } from '../../../shared/core/policy/roles.ts';
import type { Subject } from '../../../shared/core/policy/subject.ts';
import { Policy, type WrittenPolicy } from '../../../shared/model/policy/policy.ts';

const NOON = Date.parse('2026-06-15T12:00:00Z');
const day = (text: string) => Date.parse(`${text}T00:00:00Z`);

const role = (entitlements: { [target: string]: string[] }, includes?: string[]) => ({
  ...{ owner: 'it', risk: 'low' as const, description: 'A part of the work', entitlements },
  ...(includes && { includes }),
});

function aPolicyOf(parts: Partial<WrittenPolicy> = {}): Policy {
  return Policy.parse({
    roles: {
      staff: role({ wiki: ['group:read'], app: ['group:use'] }),
      lead: role({ app: ['group:lead'] }, ['writer', 'staff']),
      writer: role({ wiki: ['group:write', 'group:read'] }, ['staff']),
    },
    rules: [
      { id: 'team', when: { attributes: { team: 'blue' } }, roles: ['writer', 'lead', 'writer'] },
      { id: 'everybody', when: { attributes: {} }, roles: ['staff'] },
    ],
    mappings: { wiki: { userName: '{userName}' }, app: { userName: '{userName}', email: '{userName}@example.com' } },
    ...parts,
  });
}

const mara: Subject = { person: 'hr-1', status: 'active', attributes: { userName: 'mara', team: 'blue' } };
const withAttributes = (attributes: Subject['attributes']): Subject => ({
  ...mara,
  attributes: { ...mara.attributes, ...attributes },
});

describe.each([
  ['read aloud', resolveNaively],
  ['found by the index', resolve],
])('the answer about a person, %s,', (_, answer) => {
  it('is sorted by target, entitlement, rule, role and way, each way once', () => {
    const { targets, withheld } = answer(aPolicyOf(), mara, NOON);
    expect(Object.keys(targets)).toEqual(['app', 'wiki']);
    expect(targets.app?.wish.entitlements).toEqual(['group:lead', 'group:use']);
    expect(targets.wiki?.wish.entitlements).toEqual(['group:read', 'group:write']);
    const ways = targets.wiki?.reasons.map(({ entitlement, rule, role, through = '' }) =>
      [entitlement, rule, role, through].join(' ').trim(),
    );
    expect(ways).toEqual([
      'account everybody staff',
      'account team lead staff',
      'account team lead writer',
      'account team writer',
      'account team writer staff',
      'group:read everybody staff',
      'group:read team lead staff',
      'group:read team lead writer',
      'group:read team writer',
      'group:read team writer staff',
      'group:write team lead writer',
      'group:write team writer',
    ]);
    expect(withheld).toEqual([]);
  });

  it('names no other role where the role itself gives it', () => {
    const { targets } = answer(aPolicyOf(), { ...mara, attributes: { userName: 'mara' } }, NOON);
    expect(targets.app?.reasons).toStrictEqual([
      { entitlement: 'account', rule: 'everybody', role: 'staff' },
      { entitlement: 'group:use', rule: 'everybody', role: 'staff' },
    ]);
  });

  it.each(['left', 'expected', 'unknown'] as const)('is nothing at all for whoever is %s', (status) => {
    expect(answer(aPolicyOf(), { ...mara, status }, NOON)).toStrictEqual({ targets: {}, withheld: [] });
  });

  it('is the same for whoever is on leave, but that the accounts do not work', () => {
    const { app } = answer(aPolicyOf(), mara, NOON).targets;
    const { targets } = answer(aPolicyOf(), { ...mara, status: 'paused' }, NOON);
    expect(app?.wish.account).toBe('active');
    expect(targets.app).toEqual({ ...app, wish: { ...app?.wish, account: 'suspended' } });
  });

  it('is sorted by target, however many there are and however a role names them', () => {
    const all = { two: [], four: [], three: [], one: [] };
    const mappings = Object.fromEntries(Object.keys(all).map((target) => [target, { userName: '{userName}' }]));
    const rules = [{ id: 'all', when: { attributes: {} }, roles: ['all'] }];
    const { targets } = answer(aPolicyOf({ roles: { all: role(all) }, rules, mappings }), mara, NOON);
    expect(Object.keys(targets)).toEqual(['four', 'one', 'three', 'two']);
  });

  it('has no moment at which it changes where nothing in it moves, and says so by having none', () => {
    expect('nextAt' in answer(aPolicyOf(), mara, NOON)).toBe(false);
  });

  it('takes of the numbers of names those of the target, and no other', () => {
    const numbers = { 'app.userName': 3, 'wiki.email': 4, 'my.app.email': 5, 'hrs.userName': 9 };
    const { targets } = answer(aPolicyOf(), { ...mara, numbers }, NOON);
    expect(targets.app?.wish.profile).toEqual({ email: 'mara@example.com', userName: 'mara3' });
    expect(targets.wiki?.wish.profile).toEqual({ userName: 'mara' });
  });

  it('says that the user name is missing, and only then', () => {
    const nameless: Subject = { ...mara, attributes: { team: 'blue' } };
    expect(answer(aPolicyOf(), nameless, NOON).targets.app).toMatchObject({ blocked: 'userName' });
    expect(answer(aPolicyOf(), mara, NOON).targets.app).not.toHaveProperty('blocked');
  });
});

describe.each([
  ['read aloud', resolveNaively],
  ['found by the index', resolve],
])('a flag, %s,', (_, answer) => {
  const flagged = (parts: Partial<WrittenPolicy>) =>
    aPolicyOf({
      flags: { early: { owner: 'it', description: 'Comes early', cohort: 'pilots' } },
      rules: [{ id: 'early', when: { flag: 'early' }, roles: ['staff'] }],
      ...parts,
    });
  const isOn = (policy: Policy, subject: Subject = mara) => 'app' in answer(policy, subject, NOON).targets;

  it('is on for the cohort, by condition and share', () => {
    const policy = flagged({ cohorts: { pilots: { when: { attributes: { team: 'blue' } } } } });
    expect(isOn(policy)).toBe(true);
    expect(isOn(policy, withAttributes({ team: 'red' }))).toBe(false);
    expect(isOn(flagged({ cohorts: { pilots: { percent: 100 } } }))).toBe(true);
    expect(isOn(flagged({ cohorts: { pilots: { percent: 0 } } }))).toBe(false);
  });

  it('is off where nobody knows it', () => {
    const policy = flagged({ cohorts: { pilots: { percent: 100 } } });
    expect(isOn({ ...policy, flags: {} })).toBe(false);
    expect(isOn({ ...policy, cohorts: {} })).toBe(false);
  });

  it('counts for nothing within a cohort: no flag waits for itself', () => {
    const policy = flagged({ cohorts: { pilots: { percent: 100 } } });
    expect(isOn({ ...policy, cohorts: { pilots: { when: { flag: 'early' } } } })).toBe(false);
  });

  it('chooses among the alternatives of a field', () => {
    const userName = [{ template: '{userName}.new', flag: 'early' }, { template: '{userName}' }];
    const everybody = { rules: [{ id: 'all', when: { attributes: {} }, roles: ['staff'] }] };
    const parts = { mappings: { app: { userName }, wiki: { userName: '{userName}' } }, ...everybody };
    const nameAt = (percent: number) =>
      answer(flagged({ cohorts: { pilots: { percent } }, ...parts }), mara, NOON).targets.app?.wish.profile.userName;
    expect(nameAt(100)).toBe('mara.new');
    expect(nameAt(0)).toBe('mara');
  });
});

describe.each([
  ['read aloud', resolveNaively],
  ['found by the index', resolve],
])('when the answer may change by itself, %s,', (_, answer) => {
  const nextAt = (parts: Partial<WrittenPolicy>, subject: Subject = mara) =>
    answer(aPolicyOf(parts), subject, NOON).nextAt;
  const when = (attributes: WrittenPolicy['rules'][number]['when']) => ({
    rules: [{ id: 'dated', when: attributes, roles: ['staff'] }],
  });
  const hired = withAttributes({ hired: '2026-06-20', leaves: '2026-06-30', ends: 'open' });

  it.each<[string, WrittenPolicy['rules'][number]['when'], string | undefined]>([
    ['before today', { attributes: { hired: { before: 'today' } } }, '2026-06-21'],
    ['after today', { attributes: { hired: { after: 'today' } } }, '2026-06-20'],
    [
      'after today, and before a fixed day',
      { attributes: { hired: { after: 'today', before: '2027-01-01' } } },
      '2026-06-20',
    ],
    [
      'of two days the earlier',
      { attributes: { leaves: { after: 'today' }, hired: { after: 'today' } } },
      '2026-06-20',
    ],
    ['within not', { not: { attributes: { hired: { after: 'today' } } } }, '2026-06-20'],
    [
      'within any',
      { any: [{ attributes: { team: 'x' } }, { attributes: { hired: { after: 'today' } } }] },
      '2026-06-20',
    ],
    ['within all', { all: [{ attributes: { hired: { after: 'today' } } }] }, '2026-06-20'],
    ['a fixed day', { attributes: { hired: { after: '2026-06-18' } } }, undefined],
    ['a text that says today', { attributes: { hired: 'today' } }, undefined],
    ['a list', { attributes: { hired: ['today', 'today+1d'] } }, undefined],
    ['an attribute that is missing', { attributes: { born: { after: 'today' } } }, undefined],
    ['a value that is no day', { attributes: { ends: { after: 'today' } } }, undefined],
    ['groups alone', { groups: ['today'] }, undefined],
  ])('goes by days: %s', (_, condition, expected) => {
    expect(nextAt(when(condition), hired)).toBe(expected === undefined ? undefined : day(expected));
  });

  it.each(['timezone', 'zone'])('goes by the day in the zone of the person, from the attribute %s', (attribute) => {
    const policy = when({ attributes: { hired: { after: 'today' } } });
    expect(nextAt(policy, withAttributes({ hired: '2026-06-20', [attribute]: 'Asia/Tokyo' }))).toBe(
      day('2026-06-20') - 9 * 3_600_000,
    );
  });

  it('goes by the days that cohorts name', () => {
    const cohorts = { pilots: { when: { attributes: { hired: { before: 'today+1d' } } } }, all: { percent: 100 } };
    expect(nextAt({ cohorts }, hired)).toBe(day('2026-06-20'));
  });

  it('goes by the end of a waiver of this person, while it is to come', () => {
    const exclude = [{ role: 'lead' }, { role: 'writer' }];
    const waiver = (until: string, person = 'hr-1') => ({ person, until, reason: 'Cover', approvedBy: 'hr-9' });
    const waived = (...waivers: ReturnType<typeof waiver>[]) => ({
      duties: [{ id: 'd', owner: 'audit', description: 'Apart', exclude, waivers }],
    });
    expect(nextAt(waived(waiver('2026-06-16')))).toBe(day('2026-06-17'));
    expect(nextAt(waived(waiver('2026-06-14')))).toBeUndefined();
    expect(nextAt(waived(waiver('2026-06-16', 'hr-2')))).toBeUndefined();
    expect(nextAt(waived(waiver('9999-12-31')))).toBeUndefined();
    const both = { ...waived(waiver('2026-06-18')), ...when({ attributes: { hired: { after: 'today' } } }) };
    expect(nextAt(both, hired)).toBe(day('2026-06-19'));
  });
});

describe('a role with what it includes', () => {
  const { roles } = aPolicyOf();

  it('comes first, the others sorted, each once', () => {
    expect(withIncluded({ roles }, 'lead')).toEqual(['lead', 'staff', 'writer']);
    expect(withIncluded({ roles: { ...roles, head: role({}, ['staff', 'writer']) } }, 'head')).toEqual([
      'head',
      'staff',
      'writer',
    ]);
    expect(withIncluded({ roles }, 'staff')).toEqual(['staff']);
  });

  it('is none where nobody knows it, and names that are no role are left out', () => {
    expect(withIncluded({ roles }, 'ghost')).toEqual([]);
    expect(withIncluded({ roles: { one: role({}, ['ghost', 'constructor']) } }, 'one')).toEqual(['one']);
  });

  it('ends where roles include each other', () => {
    const round = { a: role({}, ['b']), b: role({}, ['c', 'a']), c: role({}, ['b']) };
    expect(withIncluded({ roles: round }, 'a')).toEqual(['a', 'b', 'c']);
  });
});
