// What keeps the house in order: the census that budgets follow, policies and their versions.
import { describe, expect, it } from 'vitest';
import { COMPANY } from '../../shared/core/guard.ts';
import { census } from '../../shared/steps/census.ts';
import { publishPolicy, readPolicyVersion } from '../../shared/steps/policies.ts';
import { aCompany } from '../builders/a-company.ts';
import { aPolicy } from '../builders/a-person.ts';
import { change, hire, leave, pause } from '../builders/occasions.ts';

describe('the census', () => {
  it('counts who works here now, and the accounts that are wished at each target', async () => {
    const company = await aCompany({ targets: ['app', 'wiki'] });
    for (let person = 1; person <= 7; person++)
      await company.say(String(person), hire(`h${person}`, { userName: `user${person}` }));
    await company.say('6', pause());
    await company.say('7', leave());
    expect(await census(company.pipeline)()).toEqual({ [COMPANY]: 5, app: 5, wiki: 5 });
  });

  it('lets the budgets follow: what was too much for twelve is little for six hundred', async () => {
    const company = await aCompany({ heads: 12 });
    const quiet = (person: number) => ({ ...leave(`l${person}`), leaves: false });
    for (let person = 1; person <= 4; person++)
      await company.say(String(person), hire(`h${person}`, { userName: `user${person}` }));
    await company.count(600, ['app']);
    for (let person = 1; person <= 4; person++) await company.say(String(person), quiet(person));
    expect([...company.target().server.accounts.values()].filter(({ active }) => active)).toEqual([]);
  });
});

describe('a policy', () => {
  it('is known by its content, published once, and in the log in the name of who did it', async () => {
    const company = await aCompany();
    const { rules, ...policy } = aPolicy();
    const next = { ...policy, rules: rules.slice(0, 1) };
    const first = await publishPolicy(company.pipeline, next, { actor: 'bravo' });
    expect(first).toMatchObject({ changed: true, version: expect.stringMatching(/^[0-9a-f]{12}$/) });
    expect(await publishPolicy(company.pipeline, next, { actor: 'charlie' })).toEqual({ ...first, changed: false });
    expect(company.rows('policy', first.version)).toMatchObject([{ actor: 'bravo', act: 'published' }]);
    expect(await readPolicyVersion(company.pipeline, first.version)).toMatchObject({ bundle: next });
    expect(await readPolicyVersion(company.pipeline, 'ffffffffffff')).toBeUndefined();
  });

  it('counts for the next decision, which names it; what was wished before is applied as it was wished', async () => {
    const company = await aCompany();
    await company.say('1', hire());
    const { version: before } = (await company.pipeline.activePolicy()).base;
    const { rules, ...policy } = aPolicy();
    const { version } = await publishPolicy(
      company.pipeline,
      { ...policy, rules: rules.slice(0, 1) },
      { actor: 'alpha' },
    );
    await company.work();
    expect(company.target().accounts('staff-1')).toMatchObject([{ held: ['group:one', 'group:two'] }]);
    await company.say('1', change('phone', { phone: '1' }));
    expect(company.target().accounts('staff-1')).toMatchObject([{ held: ['group:one'] }]);
    expect(company.rows('person', 'staff-1').flatMap(({ policy: by }) => by ?? [])).toEqual([before, version]);
    expect(await company.audited()).toMatchObject({ ok: true });
  });

  it('that the version before has stored is read, and the next one takes its place', async () => {
    const company = await aCompany();
    const pk = 'acme#policy#0123456789ab';
    const origin = JSON.stringify({ places: { 'rule everybody': 'rules.yaml:1' } });
    const bundle = { table: 'state', pk, sk: 'bundle', fields: { bundle: JSON.stringify(aPolicy()), origin } } as const;
    const fields = { version: '0123456789ab', by: 'alpha' };
    const active = { table: 'state', pk: 'acme#policy#active', sk: 'everybody', fields } as const;
    await company.table.write([
      { kind: 'put', item: bundle },
      { kind: 'put', item: active },
    ]);
    expect((await company.pipeline.activePolicy()).base).toMatchObject({
      version: '0123456789ab',
      publishedBy: 'alpha',
      origin: { places: { 'rule everybody': 'rules.yaml:1' } },
    });
    const next = { ...aPolicy(), limits: { hourPercent: 3, dayPercent: 6 } };
    const { version, changed } = await publishPolicy(company.pipeline, next, { actor: 'bravo' });
    expect(changed).toBe(true);
    expect((await company.pipeline.activePolicy()).inForce).toMatchObject({ v: 1, base: { version, by: 'bravo' } });
  });

  it('published back is in force again, and no version is ever lost', async () => {
    const company = await aCompany();
    const old = (await company.pipeline.activePolicy()).base.version;
    const { rules, ...policy } = aPolicy();
    await publishPolicy(company.pipeline, { ...policy, rules: rules.slice(0, 1) }, { actor: 'alpha' });
    expect(await publishPolicy(company.pipeline, aPolicy(), { actor: 'alpha' })).toEqual({
      version: old,
      changed: true,
    });
    expect(company.rows('policy', old).map(({ number }) => number)).toEqual([1, 2]);
  });
});
