// `explain` at the operators' API: the policy's answer, how things stand at the target, and what was so at another moment.
import { describe, expect, it } from 'vitest';
import { Policy } from '../../shared/model/policy/policy.ts';
import { publishPolicy } from '../../shared/steps/policies.ts';
import { aPolicy } from '../builders/a-person.ts';
import { anOffice } from '../builders/an-office.ts';
import { change, hire, leave } from '../builders/occasions.ts';

const DAY = 86_400_000;

async function withMara(options: Parameters<typeof anOffice>[0] = {}) {
  const office = await anOffice(options);
  await office.company.say('1', hire());
  await office.company.pass(2);
  const why = async (query: string, body = '') => {
    const { status, json } = await office.ask(`${body ? 'POST' : 'GET'} explain/staff-1`, { query, body });
    return status === 200 ? (json.sentences as string[]) : `${status} ${json.detail}`;
  };
  return { ...office, why };
}

describe('explain', () => {
  it('names rule, role and value, and when the target was read back', async () => {
    const { why, ask, company } = await withMara();
    expect(await why('entitlement=group:two')).toEqual([
      'Yes: the policy gives staff-1 group:two at app.',
      'Rule "engineering" gives role "engineer": department is "Engineering", as the rule wants.',
      expect.stringMatching(/^At app: wished by revision 1, verified at 2026-11-21T10:0\d:\d\dZ\.$/),
    ]);
    const { json } = await ask('GET explain/staff-1', { query: 'entitlement=account' });
    expect(json).toMatchObject({
      ...{ person: 'staff-1', target: 'app', entitlement: 'account', verdict: 'yes', status: 'active' },
      ways: [{ rule: 'engineering' }, { rule: 'everybody' }],
      stands: { wished: true, state: 'verified', verifiedAt: expect.any(String) },
      policy: { version: (await company.pipeline.activePolicy()).base.version },
    });
    expect(company.rows('operator').at(-1)).toMatchObject({ cause: 'explain staff-1' });
  });

  it('names the file and the line where the version knows them', async () => {
    const { why, company } = await withMara();
    const origin = { places: { 'rule engineering': 'policy/rules.yaml:5', 'role engineer': 'policy/roles.yaml:9' } };
    await publishPolicy(company.pipeline, aPolicy(), { actor: 'alpha', origin });
    expect((await why('entitlement=group:two'))[1]).toBe(
      'Rule "engineering" (policy/rules.yaml:5) gives role "engineer" (policy/roles.yaml:9): department is "Engineering", as the rule wants.',
    );
  });

  it('says which condition fails with which value, and what is still there', async () => {
    const { why, company } = await withMara({ heads: 1 });
    await company.say('1', { ...change('move', { department: 'Sales' }), leaves: false });
    expect(await why('entitlement=group:two')).toEqual([
      'No: the policy does not give staff-1 group:two at app.',
      'Rule "engineering" would give role "engineer": department is "Sales", the rule wants "Engineering".',
      expect.stringMatching(/^At app: not wished by revision 2, verified at /),
    ]);
  });

  it.each([
    ['entitlement=group:enginering', '404 no rule and no role gives group:enginering at any target'],
    [
      'entitlement=group:twos',
      '404 no rule and no role gives group:twos at any target; nearest: group:two at app, group:two at wiki',
    ],
    [
      'entitlement=group:two',
      '409 group:two is to be had at app, wiki: name one, as in "explain staff-1 app group:two"',
    ],
    ['entitlement=group:two&target=wik', '404 there is no target "wik"; targets: app, wiki'],
    ['entitlement=engineer', '409 "engineer" is no entitlement'],
    ['', '409 "" is no entitlement'],
    ['entitlement=group:two&target=app&as-of=2026-13-01', '409 "2026-13-01" is no date'],
    ['entitlement=group:two&target=app&as-of=yesterday', '409 "yesterday" is no date'],
    ['entitlement=group:two&target=app&as-of=2026-02-30', '409 "2026-02-30" is no date'],
  ])('%s is answered with a sentence', async (query, answer) => {
    const { why } = await withMara({ targets: ['app', 'wiki'] });
    expect(await why(query)).toContain(answer);
  });

  it('tells nobody of somebody who is not there, and keeps what was typed out of the log', async () => {
    const { ask, company } = await anOffice();
    expect((await ask('GET explain/jana@example.com', { query: 'entitlement=group:two' })).json.detail).toBe(
      'nobody is known as "jana@example.com"',
    );
    expect(company.rows('operator').map(({ cause }) => cause)).toEqual(['explain']);
  });

  it('a name that no role has at a target is told with those that are like it', async () => {
    const { why } = await withMara();
    expect(await why('entitlement=group:tow&target=app')).toEqual([
      'No: the policy does not give staff-1 group:tow at app.',
      'No rule and no role gives group:tow at app; nearest: group:two at app.',
      'At app: not wished by revision 1, verified at 2026-11-21T10:01:00Z.',
    ]);
  });

  it('goes by the version that is tried on them, and says so', async () => {
    const { why, company } = await withMara();
    const { version: base } = (await company.pipeline.activePolicy()).base;
    const { rules, ...policy } = aPolicy();
    const trial = { to: 'engineers', steps: [], watch: 60 };
    const cohorts = { engineers: { when: { attributes: { department: 'Engineering' } } } };
    const { version } = await publishPolicy(
      company.pipeline,
      Policy.parse({ ...policy, cohorts, rules: rules.slice(0, 1) }),
      { actor: 'alpha', trial },
    );
    expect((await why('entitlement=group:two')).slice(0, 2)).toEqual([
      `By policy ${version}, which is tried on them; the one for everybody is ${base}.`,
      'No: the policy does not give staff-1 group:two at app.',
    ]);
  });

  it('answers by a policy that is given and not in force', async () => {
    const { why } = await withMara();
    const { rules, ...policy } = aPolicy();
    const body = JSON.stringify({ policy: { ...policy, rules: rules.slice(0, 1) } });
    expect(await why('entitlement=group:two', body)).toEqual([
      expect.stringMatching(/^By policy [0-9a-f]{12}, as it was given\.$/),
      'No: the policy would not give staff-1 group:two at app.',
      'Role "engineer" would give it, and no rule gives that role.',
      expect.stringContaining('it would be taken away, once this policy is theirs'),
    ]);
    expect(await why('entitlement=group:two', '{')).toBe('409 no policy: it is not JSON');
    const same = JSON.stringify({ policy: aPolicy() });
    expect((await why('entitlement=group:two', same))[1]).toBe('Yes: the policy gives staff-1 group:two at app.');
    expect(await why('entitlement=group:two', '{"policy":{}}')).toContain('409 no policy: policy.roles');
  });
});

describe('explain as of another moment', () => {
  it('goes by the policy that was in force for them then, and says what the ledger had wished', async () => {
    const { why, company } = await withMara();
    const before = (await company.pipeline.activePolicy()).base.version;
    await company.pass(60);
    const { rules, ...policy } = aPolicy();
    await publishPolicy(company.pipeline, { ...policy, rules: rules.slice(0, 1) }, { actor: 'alpha' });
    await company.say('1', change('phone', { phone: '1' }));
    expect((await why('entitlement=group:two&target=app'))[0]).toMatch(/^No/);
    expect(await why('entitlement=group:two&target=app&as-of=2026-11-21T10:30:00Z')).toEqual([
      `As of 2026-11-21T10:30:00Z: by policy ${before}, in force for them then (decided at 2026-11-21T10:00:00Z). Facts are as known now about that day.`,
      'Yes: the policy gives staff-1 group:two at app.',
      'Rule "engineering" gives role "engineer": department is "Engineering", as the rule wants.',
      expect.stringContaining('Facts have come since then'),
      expect.stringMatching(
        /^The ledger wished group:two at app since 2026-11-21T10:00:00Z \(revision 1\), verified at /,
      ),
    ]);
  });

  it('tells what is known now from what was known then', async () => {
    const { why, company } = await withMara();
    await company.pass(180);
    await company.say('1', { ...leave('late'), leaves: false });
    const told = await why('entitlement=group:two&as-of=2026-11-21T11:00:00Z');
    expect(told).toContain(
      'They left on 2026-11-21: who has left gets nothing; by their attributes they would get it.',
    );
    expect(told).toContain('Facts have come since then; by those that were known then the answer was "yes".');
  });

  it('answers for a day to come by what is known now', async () => {
    const { why, company } = await withMara();
    await company.say('1', change('move', { department: 'Sales' }, { at: 10 * DAY }));
    expect((await why('entitlement=group:two&as-of=2026-11-25'))[1]).toMatch(/^Yes/);
    expect(await why('entitlement=group:two&as-of=2026-12-24')).toEqual([
      expect.stringContaining('As of 2026-12-24 (up to 2026-12-24T23:59:59Z), still to come'),
      'No: the policy does not give staff-1 group:two at app.',
      'Rule "engineering" would give role "engineer": department is "Sales", the rule wants "Engineering".',
    ]);
  });

  it('says so when nothing was decided by then', async () => {
    const { why } = await withMara();
    expect(await why('entitlement=group:two&as-of=2026-11-01')).toEqual([
      expect.stringContaining('nothing was decided about them by then'),
      'Yes: the policy gives staff-1 group:two at app.',
      expect.any(String),
      'Facts have come since then; by those that were known then the answer was "no".',
      'By then no plan of theirs in the audit log names group:two at app.',
    ]);
  });
});
