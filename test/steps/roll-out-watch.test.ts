// The watch over a version on trial: it goes on by itself when it does well, and comes back by itself when it does not.
import { describe, expect, it } from 'vitest';
import { dueAt } from '../../shared/core/inbox.ts';
import { Policy } from '../../shared/model/policy/policy.ts';
import { TrialAsked } from '../../shared/model/policy/trial-asked.ts';
import { attention } from '../../shared/steps/attention.ts';
import { waitingShard } from '../../shared/steps/attention-rows.ts';
import { policyStatus } from '../../shared/steps/operate/policy-view.ts';
import { publishPolicy } from '../../shared/steps/policies.ts';
import { redrive } from '../../shared/steps/redrive.ts';
import { freezePolicy, unfreezePolicy } from '../../shared/steps/roll-out.ts';
import { sweep } from '../../shared/steps/sweep.ts';
import { aCompany, type Company } from '../builders/a-company.ts';
import { aPolicy } from '../builders/a-person.ts';
import { hire } from '../builders/occasions.ts';

const SUBJECTS = Array.from({ length: 8 }, (_, at) => String(at + 1));

/** As `aPolicy`, and one group more for everybody. */
function giving(group: string): Policy {
  const policy = aPolicy();
  const { employee } = policy.roles as { [name: string]: Policy['roles'][string] };
  const roles = { ...policy.roles, employee: { ...employee, entitlements: { app: ['group:one', group] } } };
  return Policy.parse({ ...policy, roles, cohorts: { berlin: { when: { attributes: { site: 'Berlin' } } } } });
}

/** 1 to 4 in Berlin, the others in Paris. */
async function company(): Promise<Company> {
  const all = await aCompany();
  for (const subject of SUBJECTS) {
    const site = Number(subject) < 5 ? 'Berlin' : 'Paris';
    await all.say(subject, hire('hire', { userName: `mara${subject}`, site }));
  }
  await all.pass(5);
  return all;
}

async function tryOn(all: Company, policy: Policy, asked: object): Promise<string> {
  const trial = TrialAsked.parse(asked);
  const { version, refused } = await publishPolicy(all.pipeline, policy, { actor: 'bravo', trial });
  expect(refused).toBeUndefined();
  return version;
}

const inForce = async (all: Company) => (await all.pipeline.activePolicy()).inForce;
const decidedBy = async (all: Company, version: string) =>
  (await Promise.all(SUBJECTS.map((subject) => all.person(subject)))).filter(({ policy }) => policy === version).length;
const deeds = (all: Company) => all.rows('policy').map(({ act, actor }) => `${act} ${actor}`);

describe('a version that does well', () => {
  it('goes on to the next step when the watch is over, and is for everybody after the last one', async () => {
    const all = await company();
    const version = await tryOn(all, giving('group:three'), { to: 'berlin', steps: [99.99], watch: 10 });
    await all.pass(9);
    expect(await decidedBy(all, version)).toBe(4);
    expect((await inForce(all)).rollOut).toMatchObject({ percent: 0 });
    await all.pass(9);
    expect((await inForce(all)).rollOut).toMatchObject({ percent: 99.99 });
    expect(await decidedBy(all, version)).toBe(8);
    await all.pass(20);
    expect(await inForce(all)).toMatchObject({ base: { version, by: 'bravo' } });
    expect((await inForce(all)).rollOut).toBeUndefined();
    expect(deeds(all)).toEqual(expect.arrayContaining(['started bravo', 'widened system', 'published system']));
    expect(await all.audited()).toMatchObject({ ok: true });
  });

  it('stays where it is while it is frozen, and goes on afterwards', async () => {
    const all = await company();
    const version = await tryOn(all, giving('group:three'), { to: 'berlin', watch: 5 });
    await all.pass(2);
    await freezePolicy(all.pipeline, { actor: 'alpha' });
    await all.pass(30);
    expect(await decidedBy(all, version)).toBe(4);
    await unfreezePolicy(all.pipeline, { actor: 'alpha' });
    await all.pass(5);
    expect((await inForce(all)).base.version).toBe(version);
  });

  it('is counted from when everybody in its step was decided', async () => {
    const all = await company();
    await tryOn(all, giving('group:three'), { to: 'berlin', watch: 0 });
    await all.pass(1);
    expect(await policyStatus(all.pipeline)).toMatchObject({ rollOut: { decided: 4, failed: [], mostFailures: 2 } });
    expect(await policyStatus(all.pipeline)).not.toHaveProperty('rollOut.nextAt');
    expect((await inForce(all)).rollOut).toBeDefined();
  });
});

describe('a version that fails', () => {
  it('is taken back by itself, and says why', async () => {
    const all = await company();
    const before = (await inForce(all)).base.version;
    const version = await tryOn(all, giving('group:unknown'), { to: 'berlin', watch: 60 });
    await all.pass(5);
    expect((await inForce(all)).rollOut).toBeUndefined();
    expect(await decidedBy(all, before)).toBe(8);
    expect((await attention(all.pipeline)).returns).toMatchObject([
      { version, cause: expect.stringContaining('4 of 4') },
    ]);
    expect(await redrive(all.pipeline)({ actor: 'alpha' })).toMatchObject({ returns: 1 });
    expect((await attention(all.pipeline)).returns).toEqual([]);
    const row = all.rows('policy', version).at(-2);
    expect(row).toMatchObject({ act: 'reverted', actor: 'system' });
    expect(row?.cause).toBe('4 of 4 people failed, more than 2: staff-1, staff-2, staff-3, staff-4');
    for (const subject of SUBJECTS)
      expect(all.target().accounts(`staff-${subject}`)[0]?.held).toEqual(['group:one', 'group:two']);
  });

  it('is taken back while it is frozen too', async () => {
    const all = await company();
    await tryOn(all, giving('group:unknown'), { to: 'berlin' });
    await freezePolicy(all.pipeline, { actor: 'alpha' });
    await all.pass(5);
    expect((await inForce(all)).rollOut).toBeUndefined();
  });

  it('is taken back also where its own failures lie behind many others in an outage', async () => {
    const all = await company();
    const version = await tryOn(all, giving('group:unknown'), { to: 'berlin', watch: 60 });
    const index = { shard: waitingShard('acme', 'stopped'), at: dueAt(all.clock.now()) };
    for (let other = 0; other < 1_200; other++) {
      const item = {
        table: 'state',
        pk: 'acme#waiting',
        sk: `p#other-${other}`,
        fields: { waits: '{}' },
        index,
      } as const;
      await all.table.write([{ kind: 'put', item }]);
    }
    all.clock.move(1_000);
    await all.pass(5);
    expect((await inForce(all)).rollOut).toBeUndefined();
    expect(all.rows('policy', version).some(({ act }) => act === 'reverted')).toBe(true);
  });

  it('stays where few enough fail', async () => {
    const all = await company();
    await tryOn(all, giving('group:unknown'), { to: 'berlin', maxFailures: 4, watch: 60 });
    await all.pass(10);
    expect(await policyStatus(all.pipeline)).toMatchObject({
      rollOut: { failed: ['staff-1', 'staff-2', 'staff-3', 'staff-4'], mostFailures: 4 },
    });
  });

  it('is not blamed for what failed before it, nor for those outside of it', async () => {
    const all = await company();
    await publishPolicy(all.pipeline, giving('group:unknown'), { actor: 'alpha' });
    await all.pass(5);
    const next = Policy.parse({ ...giving('group:unknown'), limits: { hourPercent: 3, dayPercent: 5 } });
    await tryOn(all, next, { to: 'berlin' });
    await all.pass(5);
    expect(await policyStatus(all.pipeline)).toMatchObject({ rollOut: { failed: [] } });
  });
});

describe('nothing on trial', () => {
  it('costs the sweep one read a minute', async () => {
    const read: string[] = [];
    const all = await aCompany();
    const { table } = all.pipeline;
    const noting = <T>(keys: readonly { readonly pk: string }[], then: () => T): T => {
      const own = keys.filter(({ pk }) => pk.includes('#policy#'));
      if (own.length > 0) read.push(own.map(({ pk }) => pk).join(' '));
      return then();
    };
    const get: typeof table.get = (key) => noting([key], () => table.get(key));
    const getMany: typeof table.getMany = (keys) => noting(keys, () => table.getMany(keys));
    await sweep({ ...all.pipeline, table: { ...table, get, getMany } })();
    expect(read).toEqual(['acme#policy#active acme#policy#walk']);
  });
});
