// What can be named in `who`, `reach` and `explain`: all that is in force for anybody, and all that people still have.
import { expect, it } from 'vitest';
import { Policy } from '../../shared/model/policy/policy.ts';
import { publishPolicy } from '../../shared/steps/policies.ts';
import { aPolicy } from '../builders/a-person.ts';
import { anOffice } from '../builders/an-office.ts';
import { change, hire } from '../builders/occasions.ts';

const written = aPolicy(['app', 'wiki']);

async function withMara(options: Parameters<typeof anOffice>[0] = {}) {
  const office = await anOffice({ targets: ['app', 'wiki'], policy: written, ...options });
  await office.company.say('1', hire());
  await office.company.say('2', hire('h2', { userName: 'noor', department: 'Sales' }));
  await office.company.pass(2);
  const told = async (what: string, query = '') => {
    const { status, json } = await office.ask(`GET ${what}`, { query });
    return status === 200 ? json : `${status} ${json.detail}`;
  };
  return { ...office, told };
}

/** Without the group that engineers have, and without anything at the wiki. */
const without = Policy.parse({
  ...written,
  roles: Object.fromEntries(
    Object.entries(written.roles).map(([name, role]) => [name, { ...role, entitlements: { app: ['group:one'] } }]),
  ),
  mappings: { app: written.mappings.app },
});

it('a group that the policy has dropped is still held, and found without naming its target', async () => {
  const { told, company } = await withMara();
  await publishPolicy(company.pipeline, without, { actor: 'alpha' });
  expect((await told('who/group:two')).people).toMatchObject([
    { person: 'staff-1', target: 'app', rules: [] },
    { person: 'staff-1', target: 'wiki', rules: [] },
  ]);
  expect(await told('reach/group:two')).toEqual({
    kind: 'entitlement',
    entitlement: 'group:two',
    at: [],
    sentences: [
      'No policy in force gives group:two any more; the ledger still has people with it at app, wiki: "who group:two" names them.',
    ],
  });
  expect(await told('explain/staff-1', 'entitlement=group:two')).toBe(
    '409 group:two is to be had at app, wiki: name one, as in "explain staff-1 app group:two"',
  );
  expect(await told('explain/staff-2', 'entitlement=group:two')).toBe(
    '404 no rule and no role gives group:two at any target; nearest: group:one at app; and they have none: to ask all the same, name the target, as in "explain staff-2 app group:two" (targets: app, wiki)',
  );
});

it('a target that the mappings have dropped still has its accounts', async () => {
  const { told, company } = await withMara();
  await publishPolicy(company.pipeline, without, { actor: 'alpha' });
  const { people } = await told('who/account', 'target=wiki');
  expect(people).toMatchObject([
    { person: 'staff-1', target: 'wiki', account: 'active', rules: [] },
    { person: 'staff-2', target: 'wiki', account: 'active', rules: [] },
  ]);
  expect((await told('explain/staff-1', 'entitlement=account&target=wiki')).verdict).toBe('no');
});

it('a target that the settings have dropped as well is found by those who are there, and else refused by name', async () => {
  const { told, ports } = await withMara();
  const { table, settings } = ports;
  const { app } = settings.targets;
  Object.assign(ports, { settings: { ...settings, targets: { app } }, table });
  await publishPolicy(ports, without, { actor: 'alpha' });
  expect((await told('who/account', 'target=wiki')).people).toHaveLength(2);
  expect(await told('who/account', 'target=wik')).toBe('404 there is no target "wik"; targets: app');
});

it('what only the version on trial has is known, and told as that', async () => {
  const { told, company } = await withMara();
  const roles = {
    ...written.roles,
    trial: { owner: 'it', risk: 'low', description: 't', entitlements: { app: ['group:trial'] } },
  };
  const rules = [
    ...written.rules,
    { id: 'trial', when: { attributes: { department: 'Engineering' } }, roles: ['trial'] },
  ];
  const cohorts = { engineers: { when: { attributes: { department: 'Engineering' } } } };
  const trial = { to: 'engineers', steps: [], watch: 60 };
  const base = (await company.pipeline.activePolicy()).base.version;
  const candidate = Policy.parse({ ...written, roles, rules, cohorts });
  const { version } = await publishPolicy(company.pipeline, candidate, { actor: 'alpha', trial });
  await company.say('1', change('c', {}));
  await company.pass(2);
  expect((await told('who/group:trial')).people).toMatchObject([
    { person: 'staff-1', target: 'app', rules: ['trial'] },
  ]);
  expect((await told('who/trial')).people).toEqual([{ person: 'staff-1', rules: ['trial'] }]);
  expect((await told('who/rule:trial')).people).toEqual([{ person: 'staff-1', rules: ['trial'] }]);
  expect(await told('reach/group:trial')).toMatchObject({
    at: [{ target: 'app', roles: [{ name: 'trial' }] }],
    sentences: [
      `By policy ${version}, which is tried on some people; the one for everybody, ${base}, does not have it.`,
    ],
  });
  expect((await told('explain/staff-2', 'entitlement=group:trial')).verdict).toBe('no');
  expect(company.rows('operator').map(({ cause }) => cause)).toContain('who group:trial');
});

it('somebody from whom it is to be taken is named until it is proven to be gone', async () => {
  const { told, company } = await withMara({ targets: ['app'], policy: aPolicy() });
  company.target().server.trouble = 'unavailable';
  await company.say('1', { ...change('move', { department: 'Sales' }), leaves: false });
  const { people } = await told('who/group:two');
  expect(people).toMatchObject([{ person: 'staff-1', target: 'app', rules: [], mayRemain: true }]);
  company.target().server.trouble = undefined;
  await company.pass(120);
  expect(await told('who/group:two')).toMatchObject({ people: [] });
});

it.each([
  [
    'who/group:tow',
    '404 no role, entitlement or rule is known as "group:tow"; nearest: group:two at app, group:two at wiki; name a role, rule:ID, an entitlement as the target calls it (group:engineering), or "account"',
  ],
  [
    'who/enginer',
    '404 no role, entitlement or rule is known as "enginer"; nearest: engineer; name a role, rule:ID, an entitlement as the target calls it (group:engineering), or "account"',
  ],
  [
    'reach/zzz',
    '404 no person, role, entitlement or rule is known as "zzz"; name a person (hr-1042), a role, rule:ID, an entitlement as the target calls it (group:engineering), or "account"',
  ],
])('%s is answered with what is like it, and with what can be named', async (what, answer) => {
  const { told } = await withMara();
  expect(await told(what)).toBe(answer);
});

it('a kind that there is not is refused with those that there are', async () => {
  const { told } = await withMara();
  expect(await told('reach/engineer', 'kind=nope')).toBe(
    '409 "nope" is no kind: name person, role, entitlement or rule',
  );
});
