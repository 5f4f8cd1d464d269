// A plan shows what a policy would change for everybody, and changes nobody.
import { describe, expect, it } from 'vitest';
import { planTable } from '../../shared/core/plan.ts';
import { Policy } from '../../shared/model/policy/policy.ts';
import { publishPolicy } from '../../shared/steps/policies.ts';
import { wakeStale } from '../../shared/steps/stale.ts';
import { aPolicy } from '../builders/a-person.ts';
import { anOffice, askOver, type Office } from '../builders/an-office.ts';
import { change, hire } from '../builders/occasions.ts';
import { planned } from '../builders/planned.ts';

/** Engineers get `group:three` instead of `group:two`. */
function otherEngineers(): Policy {
  const { roles, ...policy } = aPolicy();
  return Policy.parse({
    ...policy,
    roles: { ...roles, engineer: { ...roles.engineer, entitlements: { app: ['group:three'] } } },
  });
}

/** Nobody is an engineer. */
function withoutEngineers(): Policy {
  const policy = aPolicy();
  return { ...policy, rules: policy.rules.filter(({ id }) => id !== 'engineering') };
}

/** Two engineers, and somebody in sales. */
async function peopled(options: Parameters<typeof anOffice>[0] = {}): Promise<Office> {
  const office = await anOffice(options);
  await office.company.say('1', hire());
  await office.company.say('2', hire());
  await office.company.say('3', hire('hire', { department: 'Sales' }));
  await office.company.pass(2);
  return office;
}

async function tableOf(...asked: Parameters<typeof planned>): Promise<string> {
  return planTable([...(await planned(...asked)).rows()]);
}

const items = ({ company }: Office) =>
  company.table.contents('state').filter(({ pk }) => !/#(counter|secret)#/.test(pk));

describe('a plan of the policy in force', () => {
  it('is empty where everybody has what it wants', async () => {
    const office = await peopled();
    expect(await planned(office)).toMatchObject({ looked: 3, people: 0, changes: 0, minutes: 0 });
    expect(await tableOf(office)).toBe('Nothing to change.');
  });

  it('shows what is still to be decided, and counts what is decided and not done', async () => {
    const office = await peopled();
    const { company } = office;
    await publishPolicy(company.pipeline, withoutEngineers(), { actor: 'alpha' });
    expect(await planned(office)).toMatchObject({ changes: 2, losing: 2, unfinished: {} });
    company.target().server.trouble = 'unavailable';
    await wakeStale(company.pipeline);
    await company.work();
    expect(await planned(office)).toMatchObject({ changes: 0, unfinished: { app: { open: 2 } } });
  });

  it('shows a loss that is held, and counts it as no change', async () => {
    const office = await peopled({ heads: 4 });
    await office.company.say('4', hire());
    await publishPolicy(office.company.pipeline, withoutEngineers(), { actor: 'alpha' });
    await wakeStale(office.company.pipeline);
    await office.company.work();
    const report = await planned(office);
    expect(report).toMatchObject({ changes: 0, kept: { held: 1 } });
    expect(planTable([...report.rows()])).toContain('ensure (held)');
    expect(report.byPart).toEqual([]);
  });
});

describe('a plan of another policy', () => {
  it('shows who would gain and lose what, losers first, and writes nothing', async () => {
    const office = await peopled();
    const before = items(office);
    expect(await tableOf(office, { policy: otherEngineers() })).toBe(
      [
        'PERSON   TARGET  CHANGE  WHAT                     WHY',
        'staff-1  app     ensure  +group:three -group:two  no rule gives it any more',
        'staff-2  app     ensure  +group:three -group:two  no rule gives it any more',
      ].join('\n'),
    );
    expect(items(office)).toEqual(before);
  });

  it('says which part of the policy is the cause, and where it stands', async () => {
    const office = await peopled();
    const origin = { places: { 'role engineer': 'roles.yaml:7' } };
    const { byPart } = await planned(office, { policy: otherEngineers(), origin });
    expect(byPart).toEqual([
      { part: 'role engineer', change: 'changed', place: 'roles.yaml:7', people: 2, gain: 2, lose: 2 },
    ]);
  });

  it('names what protects people and is another now, although that changes nobody today', async () => {
    const office = await peopled();
    const approval = { approvers: [{ role: 'engineer' as const }], quorum: 1 };
    const policy = Policy.parse({
      ...aPolicy(['app'], { hourPercent: 2, dayPercent: 99 }),
      approvals: { risks: { high: approval } },
      leases: { engineer: { hours: 8, renewable: false } },
      entitlements: { app: { 'group:two': { owner: 'it', risk: 'low', description: 'Two' } } },
    });
    const origin = { places: { 'limits dayPercent': 'limits.yaml:2' } };
    const nobody = { people: 0, gain: 0, lose: 0 };
    expect(await planned(office, { policy, origin })).toMatchObject({
      changes: 0,
      byPart: [
        { part: 'approval risk high', change: 'added', ...nobody },
        { part: 'entitlements app', change: 'added', ...nobody },
        { part: 'lease engineer', change: 'added', ...nobody },
        { part: 'limits dayPercent', change: 'changed', place: 'limits.yaml:2', ...nobody },
      ],
    });
  });

  it('is empty against itself', async () => {
    const office = await peopled();
    const policy = otherEngineers();
    expect(await planned(office, { policy, base: { policy } })).toMatchObject({ looked: 3, changes: 0, people: 0 });
  });

  it('shows against a base what the change of policy alone does, whatever the ledger has', async () => {
    const office = await peopled();
    await office.company.deliver('3', change('c', { department: 'Engineering' }));
    const { version } = (await office.company.pipeline.activePolicy()).base;
    const asked = { policy: withoutEngineers(), base: { version } };
    expect(await planned(office, asked)).toMatchObject({ people: 2, losing: 2, changes: 2 });
    expect((await planned(office, asked)).byPart).toMatchObject([
      { part: 'rule engineering', change: 'removed', lose: 2 },
    ]);
  });

  it('shows a protected account, and one whose profile cannot be made, with their words', async () => {
    const office = await peopled({ protected: { app: ['mara'] } });
    await office.company.say('4', hire('hire', { userName: 'noor', email: 'noor@acme.example' }));
    const { mappings, ...policy } = withoutEngineers();
    const unspeakable = { ...policy, mappings: { app: { userName: '{login}' } } };
    const report = await planned(office, { policy: unspeakable });
    expect(report).toMatchObject({ changes: 0, kept: { blocked: 4 } });
    const others = await planned(office, { policy: withoutEngineers() });
    expect(others).toMatchObject({ changes: 1, people: 1, kept: { protected: 3 } });
    expect(planTable([...others.rows()])).toContain('protected account');
  });

  it('shows what a new duty keeps from whom', async () => {
    const office = await peopled();
    const exclude = [{ role: 'employee' }, { role: 'engineer' }];
    const duty = { id: 'apart', owner: 'it', description: 'One or the other', exclude };
    const report = await planned(office, { policy: Policy.parse({ ...aPolicy(), duties: [duty] }) });
    expect(report.withheld).toEqual([
      { person: 'staff-1', what: 'duty apart: role engineer, beside role employee' },
      { person: 'staff-2', what: 'duty apart: role engineer, beside role employee' },
    ]);
    expect(report.byPart).toMatchObject([{ part: 'duty apart', change: 'added', lose: 2 }]);
  });

  it('says how many of those who lose something the guard would let pass', async () => {
    const office = await peopled({ heads: 100 });
    await office.company.say('4', hire());
    const { guard } = await planned(office, { policy: withoutEngineers() });
    expect(guard).toMatchObject({ counted: 3, passes: 2, held: 1 });
    expect(guard.scopes[0]).toEqual({ scope: '*', window: 'hour', used: 0, budget: 2 });
  });

  it('names the calls that are to be expected, and the minutes that the workers set aside at the published rate', async () => {
    const buckets = [{ name: 'all', calls: 62, perMs: 60_000, takes: ['read', 'write'] as const }];
    const office = await peopled({ target: { app: { capabilities: { buckets } } } });
    const { byTarget, minutes } = await planned(office, { policy: otherEngineers() });
    expect(byTarget).toMatchObject([{ target: 'app', people: 2, gain: 2, lose: 2, calls: 14 }]);
    expect(minutes).toBe(0.3);
  });

  it('goes on where a slice has ended, and looks at nobody twice', async () => {
    const office = await peopled();
    const { company } = office;
    let scans = 0;
    const scan: typeof company.table.scan = async (table, cursor) => {
      const all = await company.table.scan(table);
      const from = Number(cursor ?? 0);
      const items = all.items.slice(from, from + 7);
      scans++;
      company.clock.move(20_000);
      return { items, ...(from + 7 < all.items.length && { cursor: `${from + 7}` }) };
    };
    const whole = await planned(office, { policy: otherEngineers() });
    const ports = { ...office.ports, table: { ...company.table, scan } };
    const sliced = await planned({ ask: askOver(ports) }, { policy: otherEngineers() });
    expect(scans).toBeGreaterThan(1);
    expect(sliced.looked).toBe(3);
    expect([...sliced.rows()]).toEqual([...whole.rows()]);
  });

  it('refuses what is no policy, a base that nobody knows, and a cursor that no slice has named', async () => {
    const office = await peopled();
    const refused = async (body: object) => (await office.ask('POST plan', { body: JSON.stringify(body) })).json.detail;
    expect(await refused({ policy: { roles: {} } })).toContain('no plan:');
    expect(await refused({ base: { version: 'abcdefabcdef' } })).toBe(
      'no version "abcdefabcdef" was ever published here',
    );
    for (const cursor of ['', '1', '1795255200000.eyJhIjoxfQ', `${'0'.repeat(16)}.1.x`])
      expect(await refused({ cursor })).toContain('the cursor is none');
  });
});
