// Which version is for whom: pins first, then the trial, then everybody's; and what each change of that row keeps.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  forEverybody,
  frozen,
  onTrial,
  pinned,
  reverted,
  unfrozen,
  unpinned,
  whyNoMore,
  whyNoPin,
  whyNot,
  widened,
} from '../../../shared/core/policy/in-force.ts';
import { firstStep, mostFailures, trialText, whyNoTrial } from '../../../shared/core/policy/roll-out.ts';
import { versionFor } from '../../../shared/core/policy/version-for.ts';
import { Cohort } from '../../../shared/model/policy/cohort.ts';
import type { InForce, RollOut } from '../../../shared/model/policy/in-force.ts';
import { TrialAsked } from '../../../shared/model/policy/trial-asked.ts';
import { aPolicy } from '../../builders/a-person.ts';

const NOW = Date.parse('2026-11-21T10:00:00Z');
const base: InForce = { v: 1, base: { version: 'one', by: 'alpha' }, pins: {}, reverted: [] };

function rollOut(fields: Partial<RollOut> = {}): RollOut {
  const candidate = { version: 'two', by: 'bravo' };
  return { id: 'r1', candidate, percent: 0, steps: [50, 100], startedAt: NOW, since: NOW, watch: 60_000, ...fields };
}

const isFor = (inForce: InForce, attributes: { [name: string]: string } = {}, pin?: string) =>
  versionFor(inForce, { id: 'hr-1', pin, attributes: () => attributes }).version;

const people = Array.from({ length: 2_000 }, (_, at) => `hr-${at}`);
const triedOn = (fields: Partial<RollOut>) => {
  const trial = onTrial(base, rollOut(fields));
  return people.filter((id) => versionFor(trial, { id, attributes: () => ({}) }).version !== 'one');
};
const sharing = (percent: number, name = 'pilot') =>
  triedOn({ percent, cohort: { name, who: Cohort.parse({ percent: 3 }) } });

describe('the version for a person', () => {
  it('is the one for everybody where nothing is on trial', () => {
    expect(versionFor(base, { id: 'hr-1', attributes: () => ({}) })).toEqual({ version: 'one', by: 'alpha' });
  });

  it('is the candidate for as many as the share says, and each step holds the one before', () => {
    const some = sharing(20);
    expect(some.length / people.length).toBeCloseTo(0.2, 1);
    expect(sharing(0).length / people.length).toBeCloseTo(0.03, 1);
    expect(sharing(100)).toEqual(people);
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 100 }), fc.integer({ min: 0, max: 100 }), (a, b) => {
        const larger = new Set(sharing(Math.max(a, b)));
        expect(sharing(Math.min(a, b)).every((id) => larger.has(id))).toBe(true);
      }),
      { numRuns: 20 },
    );
  });

  it('is the candidate for nobody where no share and no cohort is named', () => {
    expect(triedOn({ percent: 0 })).toEqual([]);
  });

  it('goes to the same people of a cohort whatever is tried, and to others where only a share is named', () => {
    const cohort = { name: 'pilot', who: Cohort.parse({ percent: 3 }) };
    const other = { version: 'three' };
    expect(triedOn({ percent: 10, cohort, candidate: other })).toEqual(triedOn({ percent: 10, cohort }));
    expect(triedOn({ percent: 10, candidate: other })).not.toEqual(triedOn({ percent: 10 }));
  });

  it('goes by no flag: flags are on for cohorts, and would have to wait for themselves', () => {
    const cohort = { name: 'pilot', who: { when: { flag: 'new' } } };
    expect(triedOn({ percent: 0, cohort })).toEqual([]);
  });

  it('goes by attributes where the cohort has a condition, and asks for them only then', () => {
    const who = Cohort.parse({ when: { attributes: { site: 'Berlin' } } });
    const trial = onTrial(base, rollOut({ cohort: { name: 'berlin', who } }));
    expect(isFor(trial, { site: 'Berlin' })).toBe('two');
    expect(isFor(trial, { site: 'Paris' })).toBe('one');
    const never = () => {
      throw new Error('asked');
    };
    const shared = onTrial(base, rollOut({ percent: 50 }));
    expect(versionFor(shared, { id: 'hr-1', attributes: never }).version).toMatch(/one|two/);
  });

  it('compares days with the day on which the roll-out began, however late it is asked', () => {
    const who = Cohort.parse({ when: { attributes: { hired: { before: 'today' } } } });
    const trial = onTrial(base, rollOut({ cohort: { name: 'old', who } }));
    expect(isFor(trial, { hired: '2026-11-20' })).toBe('two');
    expect(isFor(trial, { hired: '2026-11-21' })).toBe('one');
  });

  it('is that of a live pin, whatever is on trial; a pin that is not live counts for nothing', () => {
    const both = onTrial(pinned(base, { pin: 'p', put: { version: 'three' } }), rollOut({ percent: 100 }));
    expect(isFor(both, {}, 'p')).toBe('three');
    expect(isFor(both, {}, 'q')).toBe('two');
    expect(isFor(base, {}, '__proto__')).toBe('one');
    expect(isFor(forEverybody(both, { version: 'four' }), {}, 'p')).toBe('four');
  });
});

describe('what is in force', () => {
  it('goes on without plans in the name of whoever ended them, and keeps limits that were stricter', () => {
    const stricter = { hourPercent: 2, dayPercent: 5, until: NOW };
    const planned: InForce = { ...base, pins: { p: { version: 'four' } }, stricter };
    expect(unpinned(planned, 'charlie')).toEqual({
      ...planned,
      v: 2,
      base: { version: 'one', by: 'charlie' },
      pins: {},
    });
    expect(forEverybody(planned, { version: 'five' })).toEqual({
      v: 2,
      base: { version: 'five' },
      pins: {},
      reverted: [],
      stricter,
    });
    expect(forEverybody(base, { version: 'five' })).not.toHaveProperty('stricter');
  });

  it('lets a plan that was begun go no further while it is frozen', () => {
    expect(whyNoMore(base)).toBeUndefined();
    expect(whyNoMore(frozen(base, { by: 'bravo', at: NOW }))).toBe(
      'bravo has frozen the policy since 2026-11-21T10:00:00.000Z: run "frontdesk policy unfreeze" first, then apply the same file again: it goes on where it stopped',
    );
  });

  it('is raised by every change, and remembers which trials were taken back', () => {
    const trial = onTrial(base, rollOut());
    expect(trial).toMatchObject({ v: 2, base: { version: 'one' }, rollOut: { id: 'r1' } });
    expect(reverted(trial, 'charlie')).toEqual({
      ...base,
      v: 3,
      base: { version: 'one', by: 'charlie' },
      reverted: [{ id: 'r1', version: 'two' }],
    });
    expect(reverted(trial, undefined).base).toEqual({ version: 'one', by: 'alpha' });
    expect(onTrial(trial, rollOut({ id: 'r2' })).reverted).toEqual([{ id: 'r1', version: 'two' }]);
    expect(forEverybody(trial, { version: 'three' })).toMatchObject({
      pins: {},
      reverted: [{ id: 'r1', version: 'two' }],
    });
    expect(forEverybody(trial, { version: 'two' })).toEqual({ v: 3, base: { version: 'two' }, pins: {}, reverted: [] });
    expect(forEverybody(undefined, { version: 'one' })).toEqual({
      v: 1,
      base: { version: 'one' },
      pins: {},
      reverted: [],
    });
    expect(pinned(base, { pin: 'p', put: { version: 'three' } })).toEqual({
      ...base,
      v: 2,
      pins: { p: { version: 'three' } },
    });
    const still = frozen(base, { by: 'alpha', at: NOW });
    expect(still).toEqual({ ...base, v: 2, frozen: { by: 'alpha', at: NOW } });
    expect(unfrozen(still)).toEqual({ ...base, v: 3 });
  });

  it('widens step by step, and is for everybody after the last one', () => {
    const first = onTrial(base, rollOut());
    const second = widened(first, first.rollOut as RollOut, NOW + 5);
    expect(second.rollOut).toMatchObject({ id: 'r1', percent: 50, steps: [100], since: NOW + 5, startedAt: NOW });
    const third = widened(second, second.rollOut as RollOut, NOW + 6);
    expect(third.rollOut).toMatchObject({ percent: 100, steps: [] });
    expect(widened(third, third.rollOut as RollOut, NOW + 7)).toEqual({
      v: 5,
      base: { version: 'two', by: 'bravo' },
      pins: {},
      reverted: [],
    });
  });

  it('forgets the returns of a version that is for everybody since: what it gave is access like any other', () => {
    const back = reverted(onTrial(base, rollOut()), undefined);
    expect(forEverybody(back, { version: 'two' }).reverted).toEqual([]);
    expect(forEverybody(back, { version: 'three' }).reverted).toEqual([{ id: 'r1', version: 'two' }]);
  });

  it('forgets the oldest return after twenty', () => {
    const many = Array.from({ length: 25 }, (_, at) => `r${at}`).reduce(
      (all, id) => reverted(onTrial(all, rollOut({ id })), undefined),
      base,
    );
    expect(many.reverted).toHaveLength(20);
    expect(many.reverted[0]).toEqual({ id: 'r24', version: 'two' });
  });

  it('says why something may not be published, and what to do', () => {
    const asking = { version: 'three', isTrial: false, replace: false };
    const trial = onTrial(base, rollOut());
    const still = frozen(trial, { by: 'alpha', at: NOW });
    expect(whyNot(undefined, asking)).toBeUndefined();
    expect(whyNot(undefined, { ...asking, isTrial: true })).toBe(
      'no version is for everybody yet: publish one without --to and --percent first',
    );
    expect(whyNot(base, asking)).toBeUndefined();
    expect(whyNot(base, { ...asking, version: 'one' })).toBeUndefined();
    expect(whyNot(base, { ...asking, isTrial: true })).toBeUndefined();
    expect(whyNot(base, { ...asking, version: 'one', isTrial: true })).toBe(
      'one is for everybody already: nothing is to be tried',
    );
    expect(whyNot(trial, asking)).toBe(
      'two is being rolled out: wait for its end ("frontdesk policy status"), take it back with "frontdesk policy revert", or put this one in its place with --replace',
    );
    expect(whyNot(trial, { ...asking, version: 'two' })).toContain('two is being rolled out already');
    expect(whyNot(trial, { ...asking, replace: true })).toBeUndefined();
    expect(whyNot(still, { ...asking, replace: true })).toBe(
      'alpha has frozen the policy since 2026-11-21T10:00:00.000Z: run "frontdesk policy unfreeze" first',
    );
    expect(whyNot(frozen(base, { by: 'alpha', at: NOW }), asking)).toContain('alpha');
    expect(whyNot(unfrozen(still), { ...asking, replace: true })).toBeUndefined();
  });

  it('takes no plan while something is on trial, is frozen, or fifty stand beside it', () => {
    const many = Array.from({ length: 50 }, (_, at) => String(at)).reduce(
      (all, pin) => pinned(all, { pin, put: { version: 'v' } }),
      base,
    );
    expect(whyNoPin(base, 'x')).toBeUndefined();
    expect(whyNoPin(undefined, 'x')).toBe('no version is for everybody yet: publish one first');
    expect(whyNoPin({ ...many, pins: Object.fromEntries(Object.entries(many.pins).slice(1)) }, 'x')).toBeUndefined();
    expect(whyNoPin(many, 'x')).toBe(
      '50 plans stand beside the version for everybody: publish one for everybody first',
    );
    expect(whyNoPin(onTrial(base, rollOut()), 'x')).toContain('two is being rolled out');
    expect(whyNoPin(frozen(base, { by: 'alpha', at: NOW }), 'x')).toContain('alpha');
  });
});

describe('a roll-out as it is asked for', () => {
  const bundle = { ...aPolicy(), cohorts: { pilot: Cohort.parse({ percent: 1 }) } };
  const begun = (asked: object) =>
    firstStep({ bundle, candidate: { version: 'two' }, asked: TrialAsked.parse(asked) }, { id: 'r', now: NOW });

  it.each([
    [{ to: 'pilot', steps: [25, 100] }, 'cohort pilot', [25, 100]],
    [{ percent: 5 }, '5 % of everybody', []],
    [{ steps: [5, 25, 100] }, '5 % of everybody', [25, 100]],
    [{ to: 'pilot', percent: 5, steps: [10] }, 'cohort pilot and 5 % of everybody', [10]],
  ])('%j begins with %s', (asked, text, steps) => {
    const first = begun(asked);
    expect(trialText(first)).toBe(text);
    expect(first).toMatchObject({ steps, watch: 3_600_000 });
  });

  it('is for no cohort that only every object has', () => {
    const early = { owner: 'it', description: 'Early', cohort: 'constructor' };
    const asked = (to: string) => TrialAsked.parse({ to, steps: [100] });
    expect(whyNoTrial({ ...bundle, flags: { early } }, asked('early'))).toContain('"early"');
    expect(whyNoTrial(bundle, asked('constructor'))).toContain('"constructor"');
  });

  it.each([{}, { watch: 5 }, { steps: [25, 5] }, { percent: 30, steps: [25] }, { percent: 0 }, { percent: 101 }])(
    '%j is none',
    (asked) => {
      expect(TrialAsked.safeParse(asked).success).toBe(false);
    },
  );

  it('begins now, watched for as long and failing with as many as was asked; a cohort that is not there is none', () => {
    const fields = { id: 'r', candidate: { version: 'two' }, percent: 5, steps: [], startedAt: NOW, since: NOW };
    expect(begun({ percent: 5, watch: 90, maxFailures: 0 })).toStrictEqual({
      ...fields,
      watch: 5_400_000,
      maxFailures: 0,
    });
    expect(begun({ percent: 5 })).toStrictEqual({ ...fields, watch: 3_600_000 });
    expect(begun({ percent: 5, to: 'ghosts' })).toStrictEqual({ ...fields, watch: 3_600_000 });
  });

  it('names the cohorts that there are', () => {
    const two = { ...bundle, cohorts: { pilot: Cohort.parse({ percent: 1 }), early: Cohort.parse({ percent: 2 }) } };
    expect(whyNoTrial(two, TrialAsked.parse({ to: 'pilots' }))).toBe(
      'the policy has no cohort or flag "pilots"; it has early, pilot',
    );
    expect(whyNoTrial(two, TrialAsked.parse({ percent: 5 }))).toBeUndefined();
    expect(whyNoTrial(bundle, TrialAsked.parse({ to: 'pilots' }))).toBe(
      'the policy has no cohort or flag "pilots"; it has pilot',
    );
    expect(whyNoTrial(aPolicy(), TrialAsked.parse({ to: 'pilots' }))).toContain('write it into cohorts.yaml');
    expect(whyNoTrial(bundle, TrialAsked.parse({ to: 'pilot' }))).toBeUndefined();
  });

  it('takes the cohort for which a flag is on where a flag is named, and no cohort of that name', () => {
    const cohorts = { pilot: Cohort.parse({ percent: 1 }), beta: Cohort.parse({ percent: 2 }) };
    const flag = { owner: 'it', description: 'New mail', cohort: 'pilot' };
    const flagged = { ...bundle, cohorts, flags: { mail: flag, beta: flag } };
    const cohortFor = (to: string) => {
      const asked = TrialAsked.parse({ to });
      expect(whyNoTrial(flagged, asked)).toBeUndefined();
      return firstStep({ bundle: flagged, candidate: { version: 'two' }, asked }, { id: 'r', now: NOW }).cohort;
    };
    expect(cohortFor('mail')).toEqual({ name: 'pilot', who: cohorts.pilot });
    expect(cohortFor('beta')).toEqual({ name: 'beta', who: cohorts.beta });
  });

  it('fails with more than two people, or 2 % of many, or what was said', () => {
    expect([0, 10, 100, 101, 5_000].map((decided) => mostFailures(rollOut(), decided))).toEqual([2, 2, 2, 3, 100]);
    expect(mostFailures(rollOut({ maxFailures: 0 }), 5_000)).toBe(0);
  });
});
