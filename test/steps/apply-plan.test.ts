// A saved plan is applied to exactly its people, as it was reviewed, once.
import { describe, expect, it } from 'vitest';
import { planLines, readSavedPlan, type SavedPlan } from '../../shared/core/saved-plan.ts';
import { Origin } from '../../shared/model/policy/origin.ts';
import { Policy } from '../../shared/model/policy/policy.ts';
import { SavedEntry } from '../../shared/model/saved-plan.ts';
import { decidePerson } from '../../shared/steps/decide.ts';
import { publishPolicy } from '../../shared/steps/policies.ts';
import { freezePolicy, unfreezePolicy } from '../../shared/steps/roll-out.ts';
import { wakeStale } from '../../shared/steps/stale.ts';
import { aPolicy } from '../builders/a-person.ts';
import { anOffice, askOver, type Office, sha256, tokens } from '../builders/an-office.ts';
import { change, hire } from '../builders/occasions.ts';
import { applied, planned, savedPlan } from '../builders/planned.ts';

/** Engineers get `group:three` instead of `group:two`. */
function otherEngineers(): Policy {
  const { roles, ...policy } = aPolicy();
  const engineer = { ...roles.engineer, entitlements: { app: ['group:three'] } };
  return Policy.parse({ ...policy, roles: { ...roles, engineer } });
}

/** Two engineers, and somebody in sales. */
async function peopled(options: Parameters<typeof anOffice>[0] = {}): Promise<Office> {
  const office = await anOffice(options);
  await office.company.say('1', hire());
  await office.company.say('2', hire('hire', { userName: 'noor', email: 'noor@acme.example' }));
  await office.company.say('3', hire('hire', { userName: 'omar', email: 'omar@acme.example', department: 'Sales' }));
  await office.company.pass(2);
  return office;
}

const groupsOf = ({ company }: Office, subject: string) =>
  company
    .target()
    .accounts(`staff-${subject}`)
    .map(({ held }) => held.join(' '));

function entriesOf({ chunkTexts }: SavedPlan): readonly SavedEntry[] {
  return chunkTexts.flatMap((text) => JSON.parse(text).map((entry: unknown) => SavedEntry.parse(entry)));
}

describe('a saved plan that is applied', () => {
  it('does to its people what was reviewed, word for word, and leaves all others under the version in force', async () => {
    const office = await peopled();
    const { company } = office;
    const plan = await savedPlan(office, otherEngineers());
    expect(await applied(office, plan)).toEqual({ applied: 2, held: 0, moved: [] });
    await company.work();
    expect(groupsOf(office, '1')).toEqual(['group:one group:three']);
    expect(groupsOf(office, '3')).toEqual(['group:one']);
    for (const [person, revision, rows] of entriesOf(plan)) {
      const row = company.rows('person', person).find((one) => one.revision === revision + 1);
      expect(row).toMatchObject({ actor: 'alpha', policy: plan.index.version, cause: `plan ${plan.hash}` });
      expect(JSON.stringify(row?.plan)).toBe(JSON.stringify(rows.map(([shown]) => shown)));
    }
    const { base } = await company.pipeline.activePolicy();
    expect((await company.person('3')).policy).toBe(base.version);
    expect((await planned(office, { policy: otherEngineers() })).changes).toBe(0);
    expect(await company.audited()).toMatchObject({ ok: true });
  });

  it('names the commit that it was made from, in the status and in the history', async () => {
    const office = await peopled();
    const from = { commit: 'a'.repeat(40), dirty: true };
    const plan = await savedPlan(office, otherEngineers(), Origin.parse(from));
    await applied(office, plan);
    const pinned = { version: plan.index.version, by: 'alpha', ...from };
    expect((await office.ask('GET policy/status')).json.plans).toEqual([{ plan: plan.hash, ...pinned }]);
    expect((await office.ask('GET policy/history')).json[0]).toMatchObject({ act: 'pinned', ...pinned });
  });

  it('stays with its people when something happens to them, and does not spread', async () => {
    const office = await peopled();
    const { company } = office;
    await applied(office, await savedPlan(office, otherEngineers()));
    await company.say('1', change('c1', { displayName: 'Mara Lindt' }));
    await company.say('3', change('c3', { department: 'Engineering' }));
    await company.pass(10);
    expect(groupsOf(office, '1')).toEqual(['group:one group:three']);
    expect(groupsOf(office, '3')).toEqual(['group:one group:two']);
  });

  it('stays with its people also where a worker does not know of it yet', async () => {
    const office = await peopled();
    const { company } = office;
    const old = await company.pipeline.activePolicy();
    const plan = await savedPlan(office, otherEngineers());
    const behind = { ...company.pipeline, activePolicy: async () => old };
    await applied({ ask: askOver({ ...office.ports, activePolicy: async () => old }) }, plan);
    await decidePerson(behind)({ person: 'staff-1', prompt: { kind: 'redrive', targets: [] } });
    await company.pass(5);
    expect((await company.person('1')).policy).toBe(plan.index.version);
    expect(groupsOf(office, '1')).toEqual(['group:one group:three']);
  });

  it('is over for everybody once a version is published for everybody, also the one that is already', async () => {
    const office = await peopled();
    const { company } = office;
    const plan = await savedPlan(office, otherEngineers());
    await applied(office, plan);
    const again = await publishPolicy(company.pipeline, aPolicy(), { actor: 'system', keepsPlans: true });
    expect(again).toEqual({ version: again.version, changed: false });
    const body = JSON.stringify({ policy: aPolicy() });
    const { json } = await office.ask('POST policy', { token: tokens.bravo, body });
    expect(json).toMatchObject({ changed: true, plans: [plan.hash], woken: 2 });
    await company.pass(5);
    expect(groupsOf(office, '1')).toEqual(['group:one group:two']);
  });

  it('stops where it is while the policy is frozen, and goes on afterwards with the same file', async () => {
    const office = await peopled();
    const { company } = office;
    const plan = await savedPlan(office, otherEngineers());
    const hasBegun = async () => (await company.person('1')).policy === plan.index.version;
    const ask = askOver({
      ...office.ports,
      activePolicy: async () => {
        if (await hasBegun()) await freezePolicy(company.pipeline, { actor: 'bravo' });
        return company.pipeline.activePolicy();
      },
    });
    const says =
      /bravo has frozen the policy since .*: run "frontdesk policy unfreeze" first, then apply the same file/;
    await expect(applied({ ask }, plan)).rejects.toThrow(says);
    await expect(applied(office, plan)).rejects.toThrow(says);
    await company.work();
    expect([groupsOf(office, '1'), groupsOf(office, '2')]).toEqual([
      ['group:one group:three'],
      ['group:one group:two'],
    ]);
    await unfreezePolicy(company.pipeline, { actor: 'bravo' });
    expect(await applied(office, plan)).toEqual({ applied: 2, held: 0, moved: [] });
  });

  it('is ended by a return, in the name of whoever asks for it, also while it is frozen', async () => {
    const office = await peopled();
    const { company } = office;
    const { base } = await company.pipeline.activePolicy();
    const plan = await savedPlan(office, otherEngineers());
    await applied(office, plan);
    await company.work();
    await freezePolicy(company.pipeline, { actor: 'bravo' });
    const { status, json } = await office.ask('POST policy/revert', { token: tokens.bravo });
    expect([status, json]).toEqual([200, { kind: 'done', version: base.version, plans: [plan.hash], woken: 2 }]);
    await company.pass(2);
    expect(groupsOf(office, '1')).toEqual(['group:one group:two']);
    const cause = `for the people of plan ${plan.hash.slice(0, 12)} again`;
    expect(company.rows('policy')).toContainEqual(expect.objectContaining({ act: 'reverted', actor: 'bravo', cause }));
    expect((await office.ask('POST policy/revert')).json.detail).toContain('no plan is live');
  });

  it('counts at the guard what its people lose by its end, and whoever ends it may not approve that', async () => {
    const office = await peopled({ heads: 4 });
    const { company } = office;
    const { roles, ...rest } = aPolicy();
    const engineer = { ...roles.engineer, entitlements: { app: ['group:two', 'group:three'] } };
    const more = Policy.parse({ ...rest, roles: { ...roles, engineer } });
    await company.say('4', hire());
    await applied(office, await savedPlan(office, more));
    await company.work();
    await office.ask('POST policy/revert', { token: tokens.charlie });
    await company.pass(2);
    expect((await office.ask('GET plans')).json).toMatchObject([{ people: 1, causedBy: ['charlie'] }]);
  });

  it('does nothing twice', async () => {
    const office = await peopled();
    const plan = await savedPlan(office, otherEngineers());
    const first = await applied(office, plan);
    await office.company.work();
    const people = await Promise.all(['1', '2', '3'].map(office.company.person));
    expect(await applied(office, plan, { token: tokens.bravo })).toEqual(first);
    expect(await Promise.all(['1', '2', '3'].map(office.company.person))).toEqual(people);
    expect(office.company.rows('plan', plan.hash).map(({ act, actor }) => [act, actor])).toEqual([
      ['started', 'alpha'],
      ['ended', 'alpha'],
    ]);
  });

  it('leaves out whoever has moved since, says what moved, and plans them anew', async () => {
    const office = await peopled();
    const { company } = office;
    const plan = await savedPlan(office, otherEngineers());
    await company.say('2', change('c', { title: 'Lead' }));
    const { rev } = await company.person('2');
    expect(await applied(office, plan)).toEqual({
      applied: 1,
      held: 0,
      moved: [{ person: 'staff-2', what: `the person: revision ${rev}, and ${rev - 1} was planned` }],
    });
    await company.work();
    expect(groupsOf(office, '2')).toEqual(['group:one group:two']);
    const again = await savedPlan(office, otherEngineers());
    expect(entriesOf(again).map(([person]) => person)).toEqual(['staff-2']);
    expect(await applied(office, again)).toMatchObject({ applied: 1, moved: [] });
    expect((await planned(office, { policy: otherEngineers() })).changes).toBe(0);
  });

  it('is good for whoever a published version has changed nothing of; else the version is named', async () => {
    const office = await peopled();
    const { company } = office;
    const publish = async (description: string, entitlements: object) => {
      const { roles, ...policy } = aPolicy();
      const engineer = { ...roles.engineer, description, entitlements };
      const next = Policy.parse({ ...policy, roles: { ...roles, engineer } });
      const { version } = await publishPolicy(company.pipeline, next, { actor: 'bravo' });
      await wakeStale(company.pipeline);
      await company.pass(2);
      return version;
    };
    const early = await savedPlan(office, otherEngineers());
    const { rev } = await company.person('1');
    await publish('They build', { app: ['group:two'] });
    expect((await company.person('1')).rev).toBe(rev + 1);
    for (const _ of ['once', 'twice']) expect(await applied(office, early)).toEqual({ applied: 2, held: 0, moved: [] });
    const back = await savedPlan(office, aPolicy());
    const version = await publish('They build', { app: ['group:two', 'group:four'] });
    const what = `the person: revision ${rev + 3}, and ${rev + 2} was planned: policy ${version} has decided since`;
    expect((await applied(office, back)).moved[0]).toEqual({ person: 'staff-1', what });
  });

  it('does nothing at a target that it does not name: a day that came since is a reason to look anew', async () => {
    const policy = aPolicy(['app']);
    const office = await anOffice({ policy, targets: ['app', 'wiki'] });
    const { company } = office;
    await company.say('1', hire('hire', { starts: '2026-11-21' }));
    await company.pass(2);
    const { roles, rules } = otherEngineers();
    const writer = { owner: 'it', risk: 'low', description: 'Writers', entitlements: { wiki: ['group:pages'] } };
    const started = { id: 'started', when: { attributes: { starts: { before: 'today' } } }, roles: ['writer'] };
    const next = Policy.parse({
      ...policy,
      roles: { ...roles, writer },
      rules: [...rules, started],
      mappings: { ...policy.mappings, wiki: { userName: '{userName}' } },
    });
    const plan = await savedPlan(office, next);
    expect(entriesOf(plan).flatMap(([, , rows]) => rows.map(([{ target }]) => target))).toEqual(['app']);
    company.clock.move(86_400_000);
    const end = await applied(office, plan);
    expect(end).toEqual({ applied: 0, held: 0, moved: [{ person: 'staff-1', what: 'what is asked for at wiki' }] });
    await company.work();
    expect(company.target('wiki').accounts('staff-1')).toEqual([]);
    expect(groupsOf(office, '1')).toEqual(['group:one group:two']);
  });

  it('is held by the guard for whoever is over the budget, and neither who made nor who applied it may approve', async () => {
    const office = await peopled({ heads: 4 });
    const { company } = office;
    await company.say('4', hire());
    const policy = { ...aPolicy(), rules: aPolicy().rules.slice(0, 1) };
    const plan = await savedPlan(office, policy);
    expect(await applied(office, plan, { token: tokens.bravo })).toMatchObject({ applied: 3, held: 1, moved: [] });
    const [held] = (await office.ask('GET plans')).json;
    expect(held).toMatchObject({ people: 1, causedBy: ['alpha', 'bravo'] });
    expect((await planned(office, { policy })).changes).toBe(0);
  });

  it('goes on where a call before has broken off, between any two writes', async () => {
    const whole = await peopled();
    const plan = await savedPlan(whole, otherEngineers());
    let writes = 0;
    const counting = await peopled({ hooks: { before: ({ op }) => void (op === 'write' && writes++) } });
    writes = 0;
    await applied(counting, plan);
    const inAll = writes;
    for (let crash = 1; crash <= inAll; crash++) {
      let left = Number.POSITIVE_INFINITY;
      const office = await peopled({
        hooks: {
          before: ({ op }) => {
            if (op === 'write' && left-- === 0) throw new Error('crashed');
          },
        },
      });
      left = crash;
      const end = await applied(office, plan).catch(() => applied(office, plan));
      left = Number.POSITIVE_INFINITY;
      expect(end).toEqual({ applied: 2, held: 0, moved: [] });
      expect((await planned(office, { policy: otherEngineers() })).changes).toBe(0);
    }
  });
});

describe("a saved plan's file", () => {
  it('is the same plan when it is read again, and none when any byte was changed', async () => {
    const plan = await savedPlan(await peopled(), otherEngineers());
    const text = [...planLines(plan)].join('');
    expect(readSavedPlan(text, sha256)).toEqual(plan);
    for (let at = 0; at < text.length; at += 7) {
      const other = text[at] === 'x' ? 'y' : 'x';
      expect(typeof readSavedPlan(`${text.slice(0, at)}${other}${text.slice(at + 1)}`, sha256)).toBe('string');
    }
    expect(typeof readSavedPlan(`${text}\n`, sha256)).toBe('string');
    expect(typeof readSavedPlan(text.slice(0, -1), sha256)).toBe('string');
  });

  it('is refused by another Frontdesk, and in parts that its index does not name', async () => {
    const office = await peopled();
    const plan = await savedPlan(office, otherEngineers());
    const detail = async (body: object) =>
      (await office.ask('POST apply-plan', { body: JSON.stringify(body) })).json.detail;
    const elsewhere = JSON.stringify({ ...plan.index, instance: '0'.repeat(16) });
    expect(await detail({ index: elsewhere, policy: plan.policyText })).toContain('another Frontdesk');
    expect(await detail({ index: plan.indexText, policy: `${plan.policyText} ` })).toContain('the policy is not');
    const chunk = { number: 0, text: `${plan.chunkTexts[0]} ` };
    expect(await detail({ index: plan.indexText, chunk })).toBe('chunk 1 is not the one that the index names');
    expect(await detail({ index: plan.indexText, chunk: { number: 0, text: plan.chunkTexts[0] } })).toContain(
      'not begun here',
    );
    expect(await detail({ index: plan.indexText, end: true })).toContain('not begun here');
    const empty = JSON.stringify({ ...plan.index, people: 0, changes: 0, chunks: [] });
    expect(await detail({ index: empty, end: true })).toContain('not begun here');
    expect(office.company.rows('plan', sha256(empty))).toEqual([]);
    expect(await detail({ index: '{' })).toContain('cannot be read');
  });
});
