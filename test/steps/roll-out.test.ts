// A version that is tried on some people first: who gets it, what its return takes back, and what the guard still counts.
import { describe, expect, it } from 'vitest';
import { Origin } from '../../shared/model/policy/origin.ts';
import { Policy } from '../../shared/model/policy/policy.ts';
import { TrialAsked } from '../../shared/model/policy/trial-asked.ts';
import { decidePerson } from '../../shared/steps/decide.ts';
import { policyHistory, policyStatus } from '../../shared/steps/operate/policy-view.ts';
import { publishPolicy } from '../../shared/steps/policies.ts';
import { freezePolicy, pinVersion, revertRollOut, unfreezePolicy } from '../../shared/steps/roll-out.ts';
import { wakeStale } from '../../shared/steps/stale.ts';
import { aCompany, type Company, type CompanyOptions } from '../builders/a-company.ts';
import { aPolicy } from '../builders/a-person.ts';
import { change, hire } from '../builders/occasions.ts';

const SUBJECTS = ['1', '2', '3', '4', '5', '6'];

/** As `aPolicy`; engineers lose `group:two`, everybody gets `group:three`; with a cohort of Berlin. */
function candidate(fields: Partial<Policy> = {}): Policy {
  const policy = aPolicy();
  const { employee, engineer } = policy.roles as { [name: string]: Policy['roles'][string] };
  return Policy.parse({
    ...policy,
    roles: {
      employee: { ...employee, entitlements: { app: ['group:one', 'group:three'] } },
      engineer: { ...engineer, entitlements: { app: [] } },
    },
    cohorts: { berlin: { when: { attributes: { site: 'Berlin' } } }, nobody: { percent: 0 } },
    ...fields,
  });
}

/** The same without what it takes away. */
function generous(): Policy {
  const policy = candidate();
  const { engineer } = aPolicy().roles as { [name: string]: Policy['roles'][string] };
  return Policy.parse({ ...policy, roles: { ...policy.roles, engineer } });
}

/** Six people: 1 to 4 in Berlin, 5 and 6 in Paris. */
async function company(options: CompanyOptions = {}): Promise<Company> {
  const all = await aCompany(options);
  for (const subject of SUBJECTS)
    await all.say(
      subject,
      hire('hire', { userName: `mara${subject}`, site: Number(subject) < 5 ? 'Berlin' : 'Paris' }),
    );
  await all.pass(3);
  return all;
}

const trial = (asked: object) => TrialAsked.parse(asked);

async function tryOn(all: Company, policy: Policy, asked: object = { to: 'berlin' }) {
  const { version } = await publishPolicy(all.pipeline, policy, { actor: 'bravo', trial: trial(asked) });
  await wakeStale(all.pipeline);
  await all.work();
  return version;
}

async function takeBack(all: Company) {
  expect(await revertRollOut(all.pipeline, { actor: 'charlie' })).toMatchObject({ kind: 'done' });
  await wakeStale(all.pipeline);
  await all.work();
}

const held = (all: Company, subject: string) => all.target().accounts(`staff-${subject}`)[0]?.held;
const versions = async (all: Company) =>
  Promise.all(SUBJECTS.map(async (subject) => (await all.person(subject)).policy));

describe('a version on trial', () => {
  it('decides about its cohort and nobody else, and about whoever joins it later', async () => {
    const all = await company();
    const base = (await all.pipeline.activePolicy()).base.version;
    const version = await tryOn(all, candidate());
    expect(await versions(all)).toEqual([version, version, version, version, base, base]);
    expect(held(all, '1')).toEqual(['group:one', 'group:three']);
    expect(held(all, '5')).toEqual(['group:one', 'group:two']);
    await all.say('5', change('moves', { site: 'Berlin' }));
    expect((await all.person('5')).policy).toBe(version);
    await all.say('1', change('moves', { site: 'Paris' }));
    expect((await all.person('1')).policy).toBe(base);
  });

  it('is for a share of everybody, and a larger share holds the smaller one', async () => {
    const all = await company();
    const base = (await all.pipeline.activePolicy()).base.version;
    const version = await tryOn(all, candidate(), { percent: 50, steps: [99] });
    const some = await versions(all);
    expect(new Set(some)).toEqual(new Set([base, version]));
    const { inForce } = await all.pipeline.activePolicy();
    expect(inForce.rollOut).toMatchObject({ percent: 50, steps: [99], watch: 3_600_000 });
  });

  it('takes back exactly what it gave beyond the budget of the guard, and gives again what it took', async () => {
    const all = await company({ heads: 4 });
    await tryOn(all, generous());
    expect(held(all, '1')).toEqual(['group:one', 'group:two', 'group:three']);
    await takeBack(all);
    for (const subject of ['1', '2', '3', '4']) expect(held(all, subject)).toEqual(['group:one', 'group:two']);
    const people = await Promise.all(SUBJECTS.map((subject) => all.person(subject)));
    expect(people.every(({ onTrial, lost }) => onTrial === undefined && lost === undefined)).toBe(true);
    expect(await all.audited()).toMatchObject({ ok: true });
  });

  it('is held by the guard where it takes more than the budget allows, and its return gives that again', async () => {
    const all = await company({ heads: 4 });
    await tryOn(all, candidate());
    const before = await Promise.all(SUBJECTS.map((subject) => all.person(subject)));
    expect(before.filter(({ standings }) => standings.app?.held)).toHaveLength(2);
    await takeBack(all);
    for (const subject of SUBJECTS) expect(held(all, subject)).toEqual(['group:one', 'group:two']);
  });

  it('does not free a loss that its return does not cause', async () => {
    const all = await company({ heads: 4 });
    await tryOn(all, generous());
    for (const subject of ['1', '2', '3', '4']) {
      await all.deliver(subject, change('moves', { department: 'Sales' }));
    }
    await revertRollOut(all.pipeline, { actor: 'charlie' });
    await all.work();
    const people = await Promise.all(SUBJECTS.map((subject) => all.person(subject)));
    expect(people.filter(({ standings }) => standings.app?.held)).toHaveLength(2);
  });

  it('keeps what both versions give out of what may be taken back', async () => {
    const all = await company({ heads: 4 });
    await tryOn(all, generous());
    await all.say('5', hire('again', { userName: 'mara5', site: 'Berlin', at: 5_000 }));
    expect((await all.person('5')).onTrial?.targets).toEqual({ app: ['group:three'] });
  });

  it('counts what somebody loses who leaves the cohort while the trial goes on', async () => {
    const all = await company({ heads: 4 });
    await tryOn(all, generous());
    for (const subject of ['1', '2', '3', '4']) await all.say(subject, change('moves', { site: 'Paris' }));
    const people = await Promise.all(SUBJECTS.map((subject) => all.person(subject)));
    expect(people.filter(({ standings }) => standings.app?.held)).toHaveLength(2);
  });
});

describe('what was on trial and is for everybody since', () => {
  it('counts when it is taken, also from those whom nobody decided in between', async () => {
    const all = await company({ heads: 4 });
    await tryOn(all, generous());
    await revertRollOut(all.pipeline, { actor: 'charlie' });
    await publishPolicy(all.pipeline, generous(), { actor: 'bravo' });
    await wakeStale(all.pipeline);
    await all.work();
    await publishPolicy(all.pipeline, aPolicy(), { actor: 'bravo' });
    await wakeStale(all.pipeline);
    await all.work();
    const people = await Promise.all(SUBJECTS.map((subject) => all.person(subject)));
    expect(people.filter(({ standings }) => standings.app?.held)).toHaveLength(4);
  });
});

describe('one version at a time', () => {
  it('refuses another publication while one is on trial, and takes it with --replace', async () => {
    const all = await company();
    const first = await tryOn(all, candidate());
    const next = generous();
    expect(await publishPolicy(all.pipeline, next, { actor: 'alpha' })).toMatchObject({
      changed: false,
      refused: expect.stringContaining(`${first} is being rolled out`),
    });
    const { version } = await publishPolicy(all.pipeline, next, { actor: 'alpha', replace: true });
    await wakeStale(all.pipeline);
    await all.work();
    expect(new Set(await versions(all))).toEqual(new Set([version]));
  });

  it('refuses what was read before somebody else published', async () => {
    const all = await company();
    const table = all.pipeline.table;
    let isFirst = true;
    const late = {
      ...all.pipeline,
      table: {
        ...table,
        async get(key: Parameters<typeof table.get>[0]) {
          const item = await table.get(key);
          if (isFirst && key.pk === 'acme#policy#active') {
            isFirst = false;
            await publishPolicy(all.pipeline, generous(), { actor: 'alpha' });
          }
          return item;
        },
      },
    };
    expect(await publishPolicy(late, candidate(), { actor: 'bravo' })).toMatchObject({
      changed: false,
      refused: expect.stringContaining('somebody else'),
    });
  });

  it('publishes and widens nothing while it is frozen, but takes back', async () => {
    const all = await company();
    await tryOn(all, candidate());
    expect(await freezePolicy(all.pipeline, { actor: 'alpha' })).toMatchObject({ kind: 'done' });
    expect(await publishPolicy(all.pipeline, generous(), { actor: 'bravo', replace: true })).toMatchObject({
      refused: expect.stringContaining('alpha has frozen'),
    });
    await takeBack(all);
    expect(await unfreezePolicy(all.pipeline, { actor: 'bravo' })).toMatchObject({ kind: 'done' });
    expect(await publishPolicy(all.pipeline, generous(), { actor: 'bravo' })).toMatchObject({ changed: true });
    expect(all.rows('policy').map(({ act }) => act)).toEqual(
      expect.arrayContaining(['published', 'started', 'frozen', 'reverted', 'unfrozen']),
    );
  });

  it.each([
    [{ to: 'paris' }, 'no cohort or flag "paris"; it has berlin, nobody'],
    [{ percent: 5 }, undefined],
  ])('says what is wrong with %j', async (asked, why) => {
    const all = await company();
    const { refused } = await publishPolicy(all.pipeline, candidate(), { actor: 'bravo', trial: trial(asked) });
    if (why === undefined) expect(refused).toBeUndefined();
    else expect(refused).toContain(why);
  });
});

describe('the history of versions', () => {
  const commit = 'a'.repeat(40);
  const other = 'b'.repeat(40);

  it('says of each moment from which commit it was, whatever is published of the same version later', async () => {
    const all = await company();
    const publish = (origin: object) =>
      publishPolicy(all.pipeline, generous(), {
        actor: 'bravo',
        origin: Origin.parse(origin),
        trial: trial({ to: 'berlin' }),
      });
    await publish({ commit, dirty: true });
    expect(await policyStatus(all.pipeline)).toMatchObject({ rollOut: { commit, dirty: true } });
    await revertRollOut(all.pipeline, { actor: 'charlie' });
    await publish({ commit: other });
    await revertRollOut(all.pipeline, { actor: 'charlie' });
    await publish({});
    const lines = (await policyHistory(all.pipeline)).map(({ act, commit: from, dirty }) => [act, from, dirty]);
    expect(lines.slice(0, 5)).toEqual([
      ['started', undefined, undefined],
      ['reverted', other, undefined],
      ['started', other, undefined],
      ['reverted', commit, true],
      ['started', commit, true],
    ]);
  });

  it('names the commit of the version for everybody also when nothing new is published from elsewhere', async () => {
    const all = await company();
    await publishPolicy(all.pipeline, generous(), { actor: 'bravo', origin: Origin.parse({ commit }) });
    await publishPolicy(all.pipeline, generous(), { actor: 'bravo', origin: Origin.parse({}) });
    expect((await policyHistory(all.pipeline))[0]).toMatchObject({ act: 'published', commit });
    expect(await policyStatus(all.pipeline)).toMatchObject({ base: { commit } });
  });
});

describe('a plan that was applied', () => {
  it('holds exactly its people at its version until another one is published for everybody', async () => {
    const all = await company();
    const base = (await all.pipeline.activePolicy()).base.version;
    const pinned = await pinVersion(all.pipeline, { bundle: generous(), pin: 'plan-1', actor: 'bravo' });
    if (pinned.kind === 'refused') throw new Error(pinned.why);
    const { rev } = await all.person('2');
    await decidePerson(all.pipeline)({ person: 'staff-2', pinned: rev, pin: 'plan-1' });
    await all.pass(6);
    expect(await versions(all)).toEqual([base, pinned.version, base, base, base, base]);
    await all.say('2', change('moves', { department: 'Sales' }));
    expect(await all.person('2')).toMatchObject({ policy: pinned.version, pin: 'plan-1' });
    const { version } = await publishPolicy(all.pipeline, candidate(), { actor: 'alpha' });
    await all.pass(3);
    expect(new Set(await versions(all))).toEqual(new Set([version]));
    expect((await all.person('2')).pin).toBeUndefined();
    await pinVersion(all.pipeline, { bundle: generous(), pin: 'plan-2', actor: 'bravo' });
    await all.pass(3);
    expect(new Set(await versions(all))).toEqual(new Set([version]));
  });
});
