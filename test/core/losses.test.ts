// Which losses pass: protected accounts never, what is held stays held, the rest is asked of the guard at once.
import { describe, expect, it } from 'vitest';
import type { DecisionInput } from '../../shared/core/decision-input.ts';
import type { Delta } from '../../shared/core/diff.ts';
import { COMPANY, NO_TALLIES, type Tallies } from '../../shared/core/guard.ts';
import { judgeLosses, wordFor } from '../../shared/core/losses.ts';
import type { Fact, Identity } from '../../shared/model/person.ts';
import { aPerson, aPolicy, aStanding, aWish } from '../builders/a-person.ts';

const NOW = Date.parse('2026-11-21T10:00:00Z');
const HIRED = NOW - 1_000_000;
const hire: Fact = {
  ...{ source: 'hr', id: 'h', ver: 1, whole: false, at: HIRED, set: { userName: 'mara' } },
  turns: [{ status: 'active', at: HIRED }],
};
const left: Fact = { ...hire, id: 'l', ver: 2, at: NOW, set: {}, turns: [{ status: 'left', at: NOW }] };
const leaver = { id: 'l', fact: left, urgent: true };
const active: Identity = { status: 'active', attributes: { userName: 'mara' } };
const gone: Identity = { ...active, status: 'left' };

/** Nobody may lose anything any more: `heads` is small and two were counted a moment ago. */
const slot = [NOW / 300_000, { [COMPANY]: 2, app: 2, wiki: 2 }] as const;
const daily = [Math.floor(NOW / 3_600_000), { [COMPANY]: 2, app: 2, wiki: 2 }] as const;
const heads = { [COMPANY]: 12, app: 12, wiki: 12 };
const open: Tallies = { ...NO_TALLIES, heads };
const full: Tallies = { ...open, recent: [slot], daily: [daily] };

function input(fields: Partial<DecisionInput> = {}): DecisionInput {
  return {
    person: aPerson({ facts: [hire], standings: { app: aStanding({ remoteId: 'r1' }) } }),
    events: [{ id: 'e', urgent: false }],
    causedBy: [],
    limits: { hourPercent: 2, dayPercent: 5 },
    policy: { version: 'p1', bundle: aPolicy(['app', 'wiki']) },
    canonical: (_, wish) => wish,
    landing: () => 0,
    isProtected: () => false,
    numbers: {},
    taken: [],
    tallies: open,
    now: NOW,
    askedAt: NOW,
    sha256: (text) => text,
    ...fields,
  };
}

const losing = (target = 'app', fields: Partial<Delta> = {}): Delta => ({
  target,
  wish: aWish({ entitlements: [] }),
  gains: [],
  loses: ['group:one'],
  profileOnly: false,
  reasons: [],
  ...fields,
});
const gaining = (target = 'app') => losing(target, { gains: ['group:two'], loses: [] });
const word = (one: DecisionInput, delta = losing(), identity = active) =>
  wordFor(judgeLosses(one, [delta], identity), delta);
const held = { rev: 1, wish: aWish({ entitlements: [] }) };
const holding = (fields: Partial<typeof held> = {}, others: Partial<DecisionInput> = {}) =>
  input({
    person: aPerson({ facts: [hire], standings: { app: aStanding({ held: { ...held, ...fields } }) } }),
    ...others,
  });

describe('a loss', () => {
  it('passes within the budget, and the guard has counted it', () => {
    const judged = judgeLosses(input(), [losing(), gaining('wiki')], active);
    expect(judged).toMatchObject({ verdict: { kind: 'pass', counted: [COMPANY, 'app'] }, losing: ['app'] });
    expect([...judged.holding, ...judged.protectedTargets]).toEqual([]);
    expect(wordFor(judged, losing())).toEqual({ verdict: 'go' });
  });

  it('over the budget is held, with the scope and the window that are full', () => {
    expect(word(input({ tallies: full }))).toEqual({ verdict: 'held', note: 'over budget: 2 people an hour in all' });
    const alone = { ...open, recent: [[slot[0], { app: 2 }] as const] };
    expect(word(input({ tallies: alone }))).toEqual({ verdict: 'held', note: 'over budget: 2 people an hour at app' });
    const today = { ...open, daily: [daily] };
    expect(word(input({ tallies: today }))).toEqual({ verdict: 'held', note: 'over budget: 2 people a day in all' });
  });

  it('over the budget at one target holds all of this decision, and what only gives goes', () => {
    const deltas = [losing(), losing('wiki'), gaining('vault')];
    const judged = judgeLosses(input({ tallies: full }), deltas, active);
    expect(deltas.map((delta) => wordFor(judged, delta).verdict)).toEqual(['held', 'held', 'go']);
  });

  it('asks for nothing where nothing is lost', () => {
    const nothing = { holding: new Set(), protectedTargets: new Set(), losing: [], note: 'held before' };
    expect(judgeLosses(input(), [], active)).toEqual(nothing);
    expect(judgeLosses(input({ tallies: full }), [gaining()], active)).toEqual(nothing);
    const prompt = { kind: 'redrive', targets: ['app'] } as const;
    expect(judgeLosses(input({ prompt }), [], active)).toEqual(nothing);
  });

  it('counts a person once: whoever was counted a moment ago may lose more', () => {
    const person = (fields: object, lost?: number) =>
      aPerson({ facts: [hire], standings: { app: aStanding(fields), wiki: aStanding() }, ...(lost && { lost }) });
    expect(word(input({ tallies: full, person: person({ lost: NOW }, NOW) })).verdict).toBe('go');
    expect(word(input({ tallies: full, person: person({}, NOW) })).note).toBe('over budget: 2 people an hour at app');
    expect(word(input({ tallies: full, person: person({ lost: NOW }) })).note).toContain('in all');
  });
});

describe('a loss that is held', () => {
  it('stays held, whatever room there is by now', () => {
    const judged = judgeLosses(holding(), [losing()], active);
    expect(judged).toMatchObject({ losing: ['app'], note: 'held before' });
    expect(judged.verdict).toBeUndefined();
    expect(wordFor(judged, losing())).toEqual({ verdict: 'held', note: 'held before' });
  });

  it('stays held beside another one that passes, and beside another one that is held now', () => {
    const two = [losing(), losing('wiki')];
    const words = (one: DecisionInput) => {
      const judged = judgeLosses(one, two, active);
      return two.map((delta) => wordFor(judged, delta));
    };
    expect(words(holding())).toEqual([{ verdict: 'held', note: 'held before' }, { verdict: 'go' }]);
    expect(words(holding({}, { tallies: full })).map(({ verdict }) => verdict)).toEqual(['held', 'held']);
  });

  it('is released as it was reviewed, at the targets that are named, without a count', () => {
    const release = { kind: 'release', targets: ['app'], plan: 'x', of: 'held' } as const;
    const judged = judgeLosses(holding({}, { prompt: release, tallies: full, events: [] }), [losing()], active);
    expect(judged.verdict).toBeUndefined();
    expect(wordFor(judged, losing())).toEqual({ verdict: 'go' });
    const changed = holding({ wish: aWish({ entitlements: ['group:else'] }) }, { prompt: release });
    expect(word(changed).verdict).toBe('held');
    const elsewhere = holding({}, { prompt: { ...release, targets: ['wiki'] } });
    expect(word(elsewhere).verdict).toBe('held');
    const other = holding({}, { prompt: { kind: 'redrive', targets: ['app'] } });
    expect(word(other).verdict).toBe('held');
  });

  it('of a release that was never held is asked of the guard; of an absence it goes with all that it takes', () => {
    const release = { kind: 'release', targets: ['app'], plan: 'x', of: 'held' } as const;
    expect(word(input({ prompt: release, tallies: full })).verdict).toBe('held');
    expect(word(input({ prompt: { ...release, of: 'absence' }, tallies: full })).verdict).toBe('go');
  });

  it('of nobody there: a release of a target without an account changes nothing', () => {
    const release = { kind: 'release', targets: ['app'], plan: 'x', of: 'held' } as const;
    expect(word(input({ person: aPerson({ facts: [hire] }), prompt: release, tallies: full })).verdict).toBe('held');
  });
});

describe('somebody who leaves', () => {
  const leaving = (fields: Partial<DecisionInput> = {}) => input({ tallies: full, events: [leaver], ...fields });

  it('goes on top of a full budget, where one event says so by itself', () => {
    expect(word(leaving(), losing(), gone).verdict).toBe('go');
    const both = { ...left, turns: [{ status: 'paused', at: NOW - 5 } as const, ...left.turns] };
    expect(word(leaving({ events: [{ ...leaver, fact: both }] }), losing(), gone).verdict).toBe('go');
  });

  it.each<[string, DecisionInput['events']]>([
    ['it may only be a sign of it', [{ ...leaver, urgent: false }]],
    ['it names no end', [{ ...leaver, fact: hire }]],
    ['it has no statement', [{ id: 'l', urgent: true }]],
    ['there are two at once', [leaver, leaver]],
  ])('waits with the others where %s', (_, events) => {
    expect(word(leaving({ events }), losing(), gone).verdict).toBe('held');
  });

  it('waits where they had left before, or are still there', () => {
    const person = aPerson({ facts: [hire, { ...left, turns: [{ status: 'left', at: NOW - 1 }] }] });
    expect(word(leaving({ person }), losing(), gone).verdict).toBe('held');
    expect(word(leaving(), losing(), active).verdict).toBe('held');
  });

  it('goes also on the day that was named before, when nobody says anything', () => {
    const person = aPerson({ facts: [hire, left], nextFact: NOW, standings: { app: aStanding() } });
    expect(word(leaving({ person, events: [] }), losing(), gone).verdict).toBe('go');
    const prompt = { kind: 'missed', targets: ['app'] } as const;
    expect(word(leaving({ person, events: [], prompt }), losing(), gone).verdict).toBe('held');
    const decided = { ...person, nextFact: NOW + 1 };
    expect(word(leaving({ person: decided, events: [] }), losing(), gone).verdict).toBe('held');
  });

  it('takes a smaller loss that is held along', () => {
    expect(word(holding({}, { events: [leaver], tallies: full }), losing(), gone).verdict).toBe('go');
  });

  it('counts for nobody where the contract named its last day from the beginning', () => {
    const contract: Fact = { ...hire, turns: [...hire.turns, { status: 'left', at: NOW }] };
    const person = aPerson({ facts: [contract], nextFact: NOW, standings: { app: aStanding() } });
    const ended = judgeLosses(input({ person, events: [] }), [losing()], gone);
    expect(ended.verdict).toBeUndefined();
    expect(wordFor(ended, losing())).toEqual({ verdict: 'go' });
    const said = judgeLosses(input({ person, events: [leaver] }), [losing()], gone);
    expect(said.verdict).toMatchObject({ kind: 'pass', counted: [COMPANY, 'app'] });
    expect(judgeLosses(input({ person, events: [] }), [losing()], active).verdict).toBeDefined();
    const announced = aPerson({ facts: [hire, left], nextFact: NOW });
    expect(judgeLosses(input({ person: announced, events: [] }), [losing()], gone).verdict).toBeDefined();
  });
});

describe('what a version gave that was taken back', () => {
  it('goes without a count, and not with one name more', () => {
    const onTrial = { rollOut: 'r1', targets: { app: ['group:one'] } };
    const person = aPerson({ facts: [hire], onTrial, standings: { app: aStanding() } });
    const trial = { had: 'reverted', base: aPolicy() } as const;
    expect(word(input({ person, trial, tallies: full })).verdict).toBe('go');
    const more = losing('app', { loses: ['group:one', 'group:two'] });
    expect(word(input({ person, trial, tallies: full }), more).verdict).toBe('held');
  });
});

describe('a protected account', () => {
  const named =
    (name: string): DecisionInput['isProtected'] =>
    (target, { userName }) =>
      target === 'app' && userName === name;

  it('is left alone before the guard is asked', () => {
    const one = input({ isProtected: named('mara'), tallies: full });
    const judged = judgeLosses(one, [losing(), gaining('wiki')], active);
    expect(judged).toMatchObject({ losing: [] });
    expect([...judged.protectedTargets]).toEqual(['app']);
    expect(judged.verdict).toBeUndefined();
    expect(wordFor(judged, losing())).toEqual({ verdict: 'protected', note: 'protected account' });
    expect(word(one, gaining()).verdict).toBe('protected');
  });

  it('is known by the name that it has now and by the one that it had, with the number that it got', () => {
    const renamed: Identity = { ...active, attributes: { userName: 'mara.lind' } };
    expect(word(input({ isProtected: named('mara.lind') }), losing(), renamed).verdict).toBe('protected');
    expect(word(input({ isProtected: named('mara') }), losing(), renamed).verdict).toBe('protected');
    expect(word(input({ isProtected: named('mara') }), losing(), { ...gone, attributes: {} }).verdict).toBe(
      'protected',
    );
    const numbered = { ...aPolicy(), mappings: { app: { userName: { template: '{userName}', unique: true } } } };
    const policy = { version: 'p1', bundle: numbered };
    const first = aPerson({ facts: [hire], standings: { app: aStanding() }, numbers: { 'app.userName': 3 } });
    expect(word(input({ isProtected: named('mara3'), policy, person: first })).verdict).toBe('protected');
    const numbers = { 'app.userName': 2 };
    expect(word(input({ isProtected: named('mara2'), policy, numbers })).verdict).toBe('protected');
    expect(word(input({ isProtected: named('mara4'), policy, numbers })).verdict).toBe('go');
  });

  it('is known by the name in the spelling of the target', () => {
    const canonical: DecisionInput['canonical'] = (_, wish) => ({
      ...wish,
      profile: { ...wish.profile, userName: `${wish.profile.userName}@example.com`.toUpperCase() },
    });
    expect(word(input({ isProtected: named('MARA@EXAMPLE.COM'), canonical })).verdict).toBe('protected');
    const nameless = aPerson({ facts: [{ ...hire, set: {} }], standings: { app: aStanding() } });
    const never: DecisionInput['canonical'] = () => {
      throw new Error('nothing to spell');
    };
    const one = input({ isProtected: named(''), canonical: never, person: nameless });
    expect(word(one, losing(), { ...active, attributes: {} }).verdict).toBe('protected');
  });

  it('is known by its id at the target, where it has one', () => {
    const ids: unknown[] = [];
    const isProtected: DecisionInput['isProtected'] = (_, account) => {
      ids.push(account);
      return account.remoteId === 'r1';
    };
    expect(word(input({ isProtected })).verdict).toBe('protected');
    expect(word(input({ isProtected, person: aPerson({ facts: [hire] }) })).verdict).toBe('go');
    expect(ids).toContainEqual({ userName: 'mara', remoteId: 'r1' });
    expect(ids.at(-1)).toStrictEqual({ userName: 'mara' });
  });

  it('is left alone also where somebody only asks for it again', () => {
    const prompt = { kind: 'redrive', targets: ['app', 'wiki'] } as const;
    const one = input({ isProtected: named('mara'), prompt });
    expect([...judgeLosses(one, [], active).protectedTargets]).toEqual(['app']);
    const open = input({ isProtected: () => true, prompt });
    expect([...judgeLosses(open, [], active).protectedTargets]).toEqual(['app']);
    expect([...judgeLosses(input({ isProtected: () => true }), [], active).protectedTargets]).toEqual([]);
  });
});
