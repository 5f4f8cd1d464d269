// The guard: the table of budgets to the letter, and no window in which more people lose something than it allows.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { budgets, COMPANY, type Counts, countedIn, guard, NO_TALLIES, type Tallies } from '../../shared/core/guard.ts';
import { DAY, HOUR, MINUTE } from '../../shared/core/timing.ts';

const limits = { hourPercent: 2, dayPercent: 5 };
const START = Date.parse('2026-11-21T10:00:00Z');

function tallies(people: number, targets: Counts = {}): Tallies {
  return { ...NO_TALLIES, heads: { [COMPANY]: people, ...targets } };
}

interface Loser {
  readonly counted: Counts;
}

/** A guard with a memory of who was counted when, as the ledger keeps it. */
function aGuard(people: number, targets: Counts = {}) {
  let state = tallies(people, targets);
  const losers = new Map<string, Loser>();
  return {
    ask(
      person: string,
      now: number,
      { at = ['app'], urgent = false }: { at?: readonly string[]; urgent?: boolean } = {},
    ) {
      const { counted } = losers.get(person) ?? { counted: {} };
      const verdict = guard(state, { targets: at, counted, urgent }, { now, limits });
      if (verdict.kind === 'hold') return verdict;
      state = verdict.tallies;
      const moved = Object.fromEntries(verdict.counted.map((scope) => [scope, Math.max(now, counted[scope] ?? 0)]));
      losers.set(person, { counted: { ...counted, ...moved } });
      return verdict;
    },
  };
}

describe('the budgets', () => {
  it.each([
    [5, { hour: 2, day: 2, urgent: 1 }],
    [12, { hour: 2, day: 2, urgent: 1 }],
    [50, { hour: 2, day: 3, urgent: 2 }],
    [500, { hour: 10, day: 25, urgent: 2 }],
    [5_000, { hour: 100, day: 250, urgent: 5 }],
    [50_000, { hour: 1_000, day: 2_500, urgent: 50 }],
  ])('of %i people are those of the table', (people, expected) => {
    expect(budgets(people, limits)).toEqual(expected);
  });

  it('are rounded up, and change at twenty people', () => {
    expect(budgets(19, limits)).toEqual({ hour: 2, day: 2, urgent: 1 });
    expect(budgets(20, limits)).toEqual({ hour: 2, day: 3, urgent: 2 });
    expect(budgets(101, limits)).toEqual({ hour: 3, day: 6, urgent: 2 });
  });

  it('of a company that nobody has counted yet are the smallest', () => {
    expect(budgets(0, limits)).toEqual({ hour: 2, day: 2, urgent: 1 });
  });
});

describe('the guard', () => {
  it.each([5, 12, 50, 500, 5_000])(
    'lets %i people lose no more than their budget in one minute, then holds',
    (people) => {
      const { ask } = aGuard(people, { app: people });
      const passed = Array.from({ length: people }, (_, person) => ask(`p${person}`, START)).filter(
        ({ kind }) => kind === 'pass',
      );
      expect(passed).toHaveLength(budgets(people, limits).hour);
    },
  );

  it('says which scope and window is full, and how much it allows', () => {
    const { ask } = aGuard(500, { app: 40 });
    for (const person of ['a', 'b']) ask(person, START);
    expect(ask('c', START)).toEqual({ kind: 'hold', scope: 'app', window: 'hour', budget: 2 });
  });

  it('counts a person once, however often they lose something in a day', () => {
    const { ask } = aGuard(12, { app: 12, wiki: 12 });
    for (let minute = 0; minute < 300; minute += 10) expect(ask('a', START + minute * MINUTE).kind).toBe('pass');
    expect(ask('b', START + 301 * MINUTE).kind).toBe('pass');
    expect(ask('c', START + 302 * MINUTE).kind).toBe('hold');
  });

  it('a person who goes on losing things does not slip out of the hour, and make room, before the hour is over', () => {
    const { ask } = aGuard(12, { app: 12 });
    ask('a', START);
    ask('a', START + 50 * MINUTE);
    ask('b', START + 55 * MINUTE);
    expect(ask('c', START + 70 * MINUTE).kind).toBe('hold');
  });

  it('counts each target by its own size', () => {
    const { ask } = aGuard(5_000, { app: 5_000, vault: 12 });
    for (const person of ['a', 'b']) expect(ask(person, START, { at: ['vault'] }).kind).toBe('pass');
    expect(ask('c', START, { at: ['vault', 'app'] }).kind).toBe('hold');
    expect(ask('c', START, { at: ['app'] }).kind).toBe('pass');
  });

  it('opens again when the day is over', () => {
    const { ask } = aGuard(12, { app: 12 });
    for (const person of ['a', 'b']) ask(person, START);
    expect(ask('c', START + 23 * HOUR).kind).toBe('hold');
    expect(ask('c', START + DAY + HOUR).kind).toBe('pass');
  });

  it.each([
    [12, 1],
    [50, 2],
    [5_000, 5],
  ])('lets %i people have %i urgent leavers on top in a day, never more', (people, extra) => {
    const { ask } = aGuard(people, { app: people });
    const { hour } = budgets(people, limits);
    for (let person = 0; person < hour; person++) ask(`p${person}`, START);
    expect(ask('x', START).kind).toBe('hold');
    const urgent = Array.from({ length: 8 }, (_, person) => ask(`u${person}`, START + MINUTE, { urgent: true }));
    expect(urgent.filter(({ kind }) => kind === 'pass')).toHaveLength(extra);
  });

  it('an urgent leaver within the budget takes from the budget, not from what is on top', () => {
    const { ask } = aGuard(12, { app: 12 });
    ask('a', START, { urgent: true });
    ask('b', START, { urgent: true });
    expect(ask('c', START).kind).toBe('hold');
    expect(ask('c', START, { urgent: true }).kind).toBe('pass');
  });

  it('says when it is the day that is full', () => {
    const { ask } = aGuard(500, { app: 500 });
    for (let person = 0; person < 25; person++)
      expect(ask(`p${person}`, START + person * 10 * MINUTE).kind).toBe('pass');
    const full = { kind: 'hold', scope: COMPANY, window: 'day', budget: 25 };
    expect(ask('one-more', START + 5 * HOUR)).toEqual(full);
  });

  it('lets whoever is counted already lose more, although the budget is full', () => {
    const { ask } = aGuard(12, { app: 12 });
    for (const person of ['a', 'b']) ask(person, START);
    expect(ask('b', START + 10 * MINUTE).kind).toBe('pass');
    expect(ask('c', START + 20 * MINUTE).kind).toBe('hold');
  });

  it('a clock that goes back makes no room', () => {
    const { ask } = aGuard(12, { app: 12 });
    ask('a', START);
    ask('a', START - 30 * MINUTE);
    ask('b', START - 20 * MINUTE);
    expect(ask('c', START + 50 * MINUTE).kind).toBe('hold');
  });
});

describe('what the guard keeps', () => {
  const SLOT = 5 * MINUTE;
  const company = tallies(5_000, { app: 5_000 });
  const request = { targets: ['app'], counted: {}, urgent: false };
  const passed = (state: Tallies, now: number, fields: Partial<typeof request> = {}) => {
    const verdict = guard(state, { ...request, ...fields }, { now, limits });
    if (verdict.kind === 'hold') throw new Error('held');
    return verdict;
  };

  it('begins with nothing, and counts the company under a star, beside each target', () => {
    expect(NO_TALLIES).toEqual({ v: 0, recent: [], daily: [], urgent: [], heads: {} });
    const { tallies: after, counted } = passed(company, START);
    expect(counted).toEqual(['*', 'app']);
    expect(after).toEqual({
      v: 1,
      recent: [[START / SLOT, { '*': 1, app: 1 }]],
      daily: [[START / HOUR, { '*': 1, app: 1 }]],
      urgent: [],
      heads: { '*': 5_000, app: 5_000 },
    });
  });

  it('of an urgent leaver over the budget is a count of the company apart', () => {
    const full = [[START / SLOT, { '*': 2, app: 2 }]] as const;
    const state = { ...tallies(12, { app: 12 }), recent: full, daily: [[START / HOUR, { '*': 2, app: 2 }]] as const };
    const { tallies: after, counted } = passed(state, START, { urgent: true });
    expect(counted).toEqual([]);
    expect(after).toEqual({ ...state, v: 1, urgent: [[START / HOUR, { '*': 1 }]] });
  });

  it('moves somebody who loses more to the present slot, and nobody twice', () => {
    const first = passed(company, START).tallies;
    const again = passed(first, START + 2 * SLOT, { counted: { '*': START, app: START } }).tallies;
    expect(again.recent).toEqual([
      [START / SLOT, {}],
      [START / SLOT + 2, { '*': 1, app: 1 }],
    ]);
    expect(again.daily).toEqual([[START / HOUR, { '*': 1, app: 1 }]]);
    const back = passed(again, START, { counted: { '*': START + 2 * SLOT, app: START + 2 * SLOT } }).tallies;
    expect(back.recent).toEqual(again.recent);
    const same = passed(first, START, { counted: { '*': START, app: START } }).tallies;
    expect(same.recent).toEqual(first.recent);
    expect(passed(company, START, { counted: { '*': START, app: START } }).tallies.recent).toEqual([]);
  });

  it('makes no count less than none where a slot has lost the person', () => {
    const first = { ...company, recent: [[START / SLOT, { app: 0 }]] as const };
    const { tallies: after } = passed(first, START + SLOT, { counted: { '*': START, app: START } });
    expect(after.recent).toEqual([
      [START / SLOT, {}],
      [START / SLOT + 1, { '*': 1, app: 1 }],
    ]);
  });

  it('reaches back an hour and a day, the slot in which they began with them, and forgets the ones before', () => {
    const at = (slot: number) => [slot, { '*': 1 }] as const;
    const [hour, day] = [(START - HOUR) / SLOT, (START - DAY) / HOUR];
    const state = {
      ...company,
      recent: [at(hour - 1), at(hour)],
      daily: [at(day - 1), at(day)],
      urgent: [at(day - 1), at(day)],
    };
    expect(countedIn(state, COMPANY, START)).toEqual({ hour: 1, day: 1 });
    expect(countedIn(state, 'app', START)).toEqual({ hour: 0, day: 0 });
    expect(countedIn(NO_TALLIES, COMPANY, START)).toEqual({ hour: 0, day: 0 });
    const { tallies: after } = passed(state, START);
    expect(after.recent.map(([slot]) => slot)).toEqual([hour, START / SLOT]);
    expect(after.daily.map(([slot]) => slot)).toEqual([day, START / HOUR]);
    expect(after.urgent.map(([slot]) => slot)).toEqual([day]);
  });

  it('knows somebody again who was counted in the first slot of the hour, and not one slot before it', () => {
    const slots = (slot: number) => ({ ...tallies(12, { app: 12 }), recent: [[slot, { '*': 2, app: 2 }]] as const });
    const first = (START - HOUR) / SLOT;
    const counted = (slot: number) => ({ '*': slot * SLOT, app: slot * SLOT });
    expect(guard(slots(first), { ...request, counted: counted(first) }, { now: START, limits }).kind).toBe('pass');
    expect(guard(slots(first), { ...request, counted: counted(first - 1) }, { now: START, limits })).toEqual({
      kind: 'hold',
      scope: '*',
      window: 'hour',
      budget: 2,
    });
  });

  it('is thirteen slots of five minutes and twenty-five of an hour at most', () => {
    let state: Tallies = { ...company, heads: { [COMPANY]: 50_000 } };
    for (let minute = 0; minute < 26 * 60; minute += 3)
      state = passed(state, START + minute * MINUTE, { targets: [] }).tallies;
    expect(state.recent).toHaveLength(13);
    expect(state.daily).toHaveLength(25);
  });
});

const asked = fc.record({
  person: fc.integer({ min: 0, max: 14 }),
  wait: fc.oneof(fc.integer({ min: 0, max: 5 }), fc.integer({ min: 0, max: 40 }), fc.integer({ min: 0, max: 600 })),
  at: fc.constantFrom(['app'], ['wiki'], ['app', 'wiki'], []),
  urgent: fc.boolean(),
});

interface Loss {
  readonly person: number;
  readonly at: number;
  readonly scopes: readonly string[];
  readonly urgent: boolean;
}

/** The most distinct people of any window of that length. */
function most(losses: readonly Loss[], span: number): number {
  return Math.max(
    0,
    ...losses.map(
      ({ at: end }) => new Set(losses.filter(({ at }) => at > end - span && at <= end).map((l) => l.person)).size,
    ),
  );
}

describe('over any sequence of losses', () => {
  it('no sliding hour and no sliding day has more people than the budgets, in any scope', () => {
    fc.assert(
      fc.property(fc.integer({ min: 3, max: 130 }), fc.array(asked, { maxLength: 60 }), (people, sequence) => {
        const heads: Counts = { [COMPANY]: people, app: people, wiki: Math.ceil(people / 2) };
        const { ask } = aGuard(people, heads);
        const losses: Loss[] = [];
        let now = START;
        for (const { person, wait, at, urgent } of sequence) {
          now += wait * MINUTE;
          const verdict = ask(`p${person}`, now, { at, urgent });
          if (verdict.kind === 'pass')
            losses.push({ person, at: now, scopes: [COMPANY, ...at], urgent: verdict.counted.length === 0 });
        }
        for (const [scope, size] of Object.entries(heads)) {
          const budget = budgets(size, limits);
          const here = losses.filter((loss) => loss.scopes.includes(scope) && !loss.urgent);
          expect(most(here, HOUR)).toBeLessThanOrEqual(budget.hour);
          expect(most(here, DAY)).toBeLessThanOrEqual(budget.day);
        }
        const onTop = losses.filter(({ urgent }) => urgent);
        const { urgent } = budgets(people, limits);
        for (const { at: end } of onTop)
          expect(onTop.filter(({ at }) => at > end - DAY && at <= end).length).toBeLessThanOrEqual(urgent);
      }),
      { numRuns: 400 },
    );
  });

  it('the item stays small: no slot older than its window is kept', () => {
    fc.assert(
      fc.property(fc.array(asked, { maxLength: 80 }), (sequence) => {
        let state = tallies(5_000, { app: 5_000, wiki: 5_000 });
        let now = START;
        for (const { wait, at, urgent } of sequence) {
          now += wait * MINUTE;
          const verdict = guard(state, { targets: at, counted: {}, urgent }, { now, limits });
          if (verdict.kind === 'pass') state = verdict.tallies;
        }
        expect(state.recent.length).toBeLessThanOrEqual(13);
        expect(state.daily.length).toBeLessThanOrEqual(25);
      }),
    );
  });
});
