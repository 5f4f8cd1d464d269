// Policy and plan: every form of a condition, a reason for every entitlement, and a plan that is the difference, exactly.
import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { diff } from '../../shared/core/diff.ts';
import { auditChange, losersFirst, planTable } from '../../shared/core/plan.ts';
import { matches } from '../../shared/core/policy/condition.ts';
import type { Desired } from '../../shared/core/policy/desired.ts';
import { profileOf } from '../../shared/core/policy/profile.ts';
import { resolve } from '../../shared/core/policy/resolve.ts';
import type { Identity, Standing } from '../../shared/model/person.ts';
import type { PlanEntry } from '../../shared/model/plan.ts';
import { When } from '../../shared/model/policy/condition.ts';
import { Policy } from '../../shared/model/policy/policy.ts';
import { aPolicy, aStanding } from '../builders/a-person.ts';

const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');
const NOON = Date.parse('2026-06-01T12:00:00Z');
/** By target, what somebody of that identity should have. */
const targetsOf = (policy: Policy, identity: Pick<Identity, 'status' | 'attributes'>) =>
  resolve(policy, { ...identity, person: 'staff-1' }, NOON).targets;
const mara = { userName: 'mara', department: 'Engineering', title: 'Engineering Lead', site: 'Berlin' };

describe('a condition', () => {
  it.each([
    ['a bare value', { attributes: { department: 'Engineering' } }, true],
    ['a bare value that is another', { attributes: { department: 'engineering' } }, false],
    ['a list', { attributes: { site: ['Berlin', 'Oslo'] } }, true],
    ['is', { attributes: { title: { is: 'Engineering Lead' } } }, true],
    ['in', { attributes: { title: { in: ['Engineer'] } } }, false],
    ['startsWith', { attributes: { title: { startsWith: 'Engineering' } } }, true],
    ['exists', { attributes: { site: { exists: true } } }, true],
    ['exists not', { attributes: { manager: { exists: false } } }, true],
    ['several attributes: all of them', { attributes: { department: 'Engineering', site: 'Oslo' } }, false],
    ['all', { all: [{ attributes: { site: 'Berlin' } }, { attributes: { userName: { exists: true } } }] }, true],
    ['all but one', { all: [{ attributes: { site: 'Berlin' } }, { attributes: { site: 'Oslo' } }] }, false],
    ['none of any', { any: [{ attributes: { site: 'Oslo' } }, { attributes: { site: 'Rome' } }] }, false],
    ['a list without the value', { attributes: { site: ['Rome', 'Oslo'] } }, false],
    ['any', { any: [{ attributes: { site: 'Oslo' } }, { attributes: { site: 'Berlin' } }] }, true],
    ['not', { not: { attributes: { site: 'Oslo' } } }, true],
    [
      'nested',
      { all: [{ not: { any: [{ attributes: { site: 'Oslo' } }] } }, { attributes: { site: 'Berlin' } }] },
      true,
    ],
    ['an attribute that is missing', { attributes: { manager: 'x' } }, false],
    ['an attribute that every object has', { attributes: { constructor: { exists: true } } }, false],
    ['nothing at all', { attributes: {} }, true],
  ] as const)('%s', (_, when, holds) => {
    expect(matches(When.parse(when), { attributes: mara, today: '2026-06-01', isOn: () => false })).toBe(holds);
  });
});

describe('what a person should have', () => {
  it('has every rule and role behind every entitlement', () => {
    const { app } = targetsOf(aPolicy(), { status: 'active', attributes: mara });
    expect(app?.wish).toEqual({
      account: 'active',
      entitlements: ['group:one', 'group:two'],
      profile: { userName: 'mara' },
    });
    expect(app?.reasons).toEqual([
      { entitlement: 'account', role: 'engineer', rule: 'engineering' },
      { entitlement: 'account', role: 'employee', rule: 'everybody' },
      { entitlement: 'group:one', role: 'employee', rule: 'everybody' },
      { entitlement: 'group:two', role: 'engineer', rule: 'engineering' },
    ]);
  });

  it.each([['expected'], ['unknown'], ['left']] as const)('is nothing while they are %s', (status) => {
    expect(targetsOf(aPolicy(), { status, attributes: mara })).toEqual({});
  });

  it('is the same, but suspended, while they are on leave', () => {
    const { app } = targetsOf(aPolicy(), { status: 'paused', attributes: mara });
    expect(app?.wish).toMatchObject({ account: 'suspended', entitlements: ['group:one', 'group:two'] });
  });

  it('names the attribute that is missing for the user name, and leaves out other fields that cannot be made', () => {
    const { userName: _, ...nameless } = mara;
    const { app } = targetsOf(aPolicy(), { status: 'active', attributes: nameless });
    expect(app?.blocked).toBe('userName');
    expect(
      profileOf({ userName: '{userName}', name: '{givenName} {familyName}' }, { attributes: mara, isOn: () => false }),
    ).toEqual({ userName: 'mara' });
  });

  it('does not depend on the order of the rules', () => {
    const policy = aPolicy(['app', 'wiki']);
    const backwards = { ...policy, rules: policy.rules.toReversed() };
    const identity = { status: 'active', attributes: mara } as const;
    expect(targetsOf(backwards, identity)).toEqual(targetsOf(policy, identity));
  });
});

describe('a wrong policy', () => {
  it.each([
    ['a role that is not there', { rules: [{ id: 'r', when: { attributes: {} }, roles: ['ghost'] }] }, 'ghost'],
    ['a target without a mapping', { mappings: {} }, 'app'],
    ['a mapping without a user name', { mappings: { app: { email: '{email}' } } }, 'userName'],
    [
      'a condition that does not exist',
      { rules: [{ id: 'r', when: { attributes: { a: { like: 'x' } } }, roles: ['employee'] }] },
      '',
    ],
  ])('with %s is refused, and what is wrong is named', (_, wrong, named) => {
    const parsed = Policy.safeParse({ ...aPolicy(), ...wrong });
    expect(parsed.success).toBe(false);
    expect(JSON.stringify(parsed.error?.issues)).toContain(named);
  });
});

const entitlements = fc.uniqueArray(fc.constantFrom('group:a', 'group:b', 'group:c', 'role:d'), { maxLength: 4 });
const desired = fc.dictionary(
  fc.constantFrom('app', 'wiki', 'vault'),
  fc
    .record({ account: fc.constantFrom('active', 'suspended'), entitlements, name: fc.constantFrom('x', 'y') })
    .map(({ account, entitlements: all, name }): Desired => {
      const wish = { account, entitlements: all.toSorted(), profile: { userName: name } } as Desired['wish'];
      return { wish, reasons: [] };
    }),
);

/** The standings after every delta was wished. */
function applied(standings: { readonly [target: string]: Standing }, want: { readonly [target: string]: Desired }) {
  const { deltas } = diff(standings, want, sha256);
  const moved = deltas.map(({ target, wish }) => [target, aStanding({ wish })] as const);
  return { ...standings, ...Object.fromEntries(moved) };
}

describe('a plan', () => {
  it('from a state to itself is empty', () => {
    fc.assert(
      fc.property(desired, (want) => {
        expect(diff(applied({}, want), want, sha256).deltas).toEqual([]);
      }),
    );
  });

  it('applied to where one is gives where one wants to be: what is wished, nothing active beside it, and nothing new for whoever is suspended', () => {
    fc.assert(
      fc.property(desired, desired, (before, after) => {
        const first: { readonly [target: string]: Standing } = applied({}, before);
        const standings = applied(first, after);
        expect(diff(standings, after, sha256).deltas).toEqual([]);
        for (const [target, { wish }] of Object.entries(standings)) {
          const want = after[target]?.wish;
          expect(wish.account).toBe(want?.account ?? 'suspended');
          const had = first[target]?.wish.entitlements ?? [];
          const kept =
            want?.account === 'suspended' ? want.entitlements.filter((name) => had.includes(name)) : want?.entitlements;
          expect(wish.entitlements).toEqual(kept ?? []);
        }
      }),
    );
  });

  it('is sorted by target, and each gain and each loss is named once', () => {
    fc.assert(
      fc.property(desired, desired, (before, after) => {
        const { deltas } = diff(applied({}, before), after, sha256);
        const targets = deltas.map(({ target }) => target);
        expect(targets).toEqual(targets.toSorted());
        for (const { gains, loses } of deltas) {
          expect(gains.filter((name) => loses.includes(name))).toEqual([]);
          expect(new Set([...gains, ...loses]).size).toBe(gains.length + loses.length);
        }
      }),
    );
  });

  it('takes nothing for done that was only wished: an unfinished wish is compared as the last wish', () => {
    const want = targetsOf(aPolicy(), { status: 'active', attributes: { ...mara, department: 'Sales' } });
    const open = applied({}, targetsOf(aPolicy(), { status: 'active', attributes: mara }));
    for (const state of ['open', 'claimed', 'applied', 'parked'] as const) {
      const standings = { app: { ...(open.app as Standing), state } };
      expect(diff(standings, want, sha256).deltas).toMatchObject([{ loses: ['group:two'], gains: [] }]);
    }
  });

  it('changes nothing where the profile cannot be made, and says what is missing', () => {
    const want = targetsOf(aPolicy(), { status: 'active', attributes: { department: 'Engineering' } });
    expect(diff({}, want, sha256)).toEqual({ deltas: [], blocked: [{ target: 'app', missing: 'userName' }] });
  });
});

describe('a plan is printed as one small table', () => {
  const entry = {
    person: 'staff-1',
    target: 'app',
    change: 'ensure',
    gains: [],
    loses: [],
    verdict: 'go',
    why: 'r',
  } satisfies PlanEntry as PlanEntry;

  const tableOf = (entries: readonly PlanEntry[]) =>
    planTable(losersFirst(entries).map((each) => ({ person: each.person, ...auditChange(each) })));

  it('losers first, with what and why', () => {
    const table = tableOf([
      { ...entry, gains: ['account', 'group:eng'], why: 'engineering' },
      { ...entry, person: 'staff-2', target: 'wiki', change: 'suspend', loses: ['account', 'group:ops'], why: 'left' },
      { ...entry, person: 'staff-3', change: 'suspend', loses: ['account'], verdict: 'held', why: 'over budget' },
      { ...entry, person: 'staff-4', verdict: 'blocked', why: 'no userName' },
      { ...entry, person: 'staff-5', why: 'everybody' },
    ]);
    expect(table).toBe(
      [
        'PERSON   TARGET  CHANGE            WHAT                 WHY',
        'staff-2  wiki    suspend           -account -group:ops  left',
        'staff-3  app     suspend (held)    -account             over budget',
        'staff-1  app     ensure            +account +group:eng  engineering',
        'staff-4  app     ensure (blocked)  nothing              no userName',
        'staff-5  app     ensure            profile              everybody',
      ].join('\n'),
    );
  });

  it('says so when there is nothing to change', () => {
    expect(planTable([])).toBe('Nothing to change.');
    expect(tableOf([{ ...entry, gains: ['account'], loses: ['group:x'] }])).toContain('+account -group:x');
  });
});
