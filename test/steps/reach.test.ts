// `who` and `reach` at the operators' API: the graph both ways, and the company in slices.
import { expect, it } from 'vitest';
import { personItem } from '../../shared/core/ledger.ts';
import { Policy } from '../../shared/model/policy/policy.ts';
import { publishPolicy } from '../../shared/steps/policies.ts';
import { aPerson, aPolicy, aStanding } from '../builders/a-person.ts';
import { anOffice, sha256 } from '../builders/an-office.ts';
import { change, hire, leave } from '../builders/occasions.ts';

const written = aPolicy(['app', 'wiki']);
const graph = Policy.parse({
  ...written,
  roles: {
    ...written.roles,
    lead: {
      owner: 'board',
      risk: 'high',
      description: 'Leads',
      entitlements: { wiki: ['group:leads'] },
      includes: ['engineer'],
    },
    auditor: { owner: 'audit', risk: 'medium', description: 'Audits', requestable: true },
  },
  rules: [...written.rules, { id: 'leads', when: { attributes: { title: 'Lead' } }, roles: ['lead'] }],
  duties: [{ id: 'four-eyes', owner: 'audit', description: 'd', exclude: [{ role: 'lead' }, { role: 'auditor' }] }],
  entitlements: { app: { 'group:two': { owner: 'platform', risk: 'medium' } } },
});

async function withPeople() {
  const office = await anOffice({ targets: ['app', 'wiki'], policy: graph });
  const { company } = office;
  await company.say('1', hire('h1', { userName: 'mara', title: 'Lead' }));
  await company.say('2', hire('h2', { userName: 'noor', department: 'Sales' }));
  await company.say('3', hire('h3', { userName: 'ole' }));
  await company.pass(2);
  return office;
}

it('a role is shown with the rules that give it, the roles around it, what it reaches, and how risky that is', async () => {
  const { ask } = await withPeople();
  expect((await ask('GET reach/engineer')).json).toMatchObject({
    kind: 'role',
    role: { name: 'engineer', owner: 'it', risk: 'low', requestable: false },
    rules: [{ name: 'engineering' }, { name: 'leads' }],
    includes: [],
    includedBy: [{ name: 'lead' }],
    entitlements: [
      { target: 'app', entitlement: 'account' },
      { target: 'app', entitlement: 'group:two', owners: ['platform'], risk: 'medium' },
      { target: 'wiki', entitlement: 'account' },
      { target: 'wiki', entitlement: 'group:two', owners: ['it'], risk: 'low' },
    ],
    duties: [],
    highestRisk: 'medium',
  });
  expect((await ask('GET reach/lead')).json).toMatchObject({
    includes: [{ name: 'engineer' }],
    duties: [{ name: 'four-eyes' }],
    highestRisk: 'high',
    entitlements: expect.arrayContaining([
      expect.objectContaining({ entitlement: 'group:two', through: ['engineer'] }),
    ]),
  });
});

it('a rule, an entitlement and a person are shown from where they stand', async () => {
  const { ask } = await withPeople();
  expect((await ask('GET reach/rule:leads')).json).toMatchObject({
    rule: { name: 'leads' },
    roles: [{ name: 'lead' }],
  });
  expect((await ask('GET reach', { query: 'of=group%3Aleads' })).json).toMatchObject({
    kind: 'entitlement',
    at: [
      {
        target: 'wiki',
        owners: ['board'],
        risk: 'high',
        roles: [{ name: 'lead' }],
        rules: [{ name: 'leads' }],
        duties: [{ name: 'four-eyes' }],
      },
    ],
  });
  expect((await ask('GET reach/staff-1')).json).toMatchObject({
    kind: 'person',
    rules: [{ name: 'engineering' }, { name: 'everybody' }, { name: 'leads', roles: ['lead'] }],
    highestRisk: 'high',
    duties: [{ name: 'four-eyes' }],
    entitlements: expect.arrayContaining([
      expect.objectContaining({ target: 'wiki', entitlement: 'group:leads', rules: ['leads'] }),
    ]),
  });
});

it('everybody who holds an entitlement is named with account, state and rules; who left is not', async () => {
  const { ask, company } = await withPeople();
  expect((await ask('GET who/group:two', { query: 'target=app' })).json).toEqual({
    looked: 3,
    people: [
      { person: 'staff-1', target: 'app', account: 'active', state: 'verified', rules: ['engineering', 'leads'] },
      { person: 'staff-3', target: 'app', account: 'active', state: 'verified', rules: ['engineering'] },
    ],
  });
  await company.say('3', leave());
  expect(
    (await ask('GET who/account', { query: 'target=app' })).json.people.map(({ person }: { person: string }) => person),
  ).toEqual(['staff-1', 'staff-2']);
  expect((await ask('GET who/engineer')).json.people).toEqual([{ person: 'staff-1', rules: ['engineering', 'leads'] }]);
  expect((await ask('GET who/rule:leads')).json.people).toEqual([{ person: 'staff-1', rules: ['leads'] }]);
});

it('somebody who still has what no rule gives any more is named without a rule', async () => {
  const { ask, company } = await withPeople();
  await publishPolicy(
    company.pipeline,
    { ...graph, rules: graph.rules.filter(({ id }) => id !== 'leads') },
    { actor: 'alpha' },
  );
  expect((await ask('GET who/group:leads')).json.people).toMatchObject([{ person: 'staff-1', rules: [] }]);
});

it('the rules of each person are those of the version that is theirs', async () => {
  const { ask, company } = await withPeople();
  const rules = graph.rules.map((rule) => (rule.id === 'engineering' ? { ...rule, id: 'builders' } : rule));
  const cohorts = { leads: { when: { attributes: { title: 'Lead' } } } };
  const trial = { to: 'leads', steps: [], watch: 60 };
  await publishPolicy(company.pipeline, Policy.parse({ ...graph, rules, cohorts }), { actor: 'alpha', trial });
  const { people } = (await ask('GET who/group:two', { query: 'target=app' })).json;
  expect(people.map(({ person, rules: by }: { person: string; rules: string[] }) => [person, ...by]).sort()).toEqual([
    ['staff-1', 'builders', 'leads'],
    ['staff-3', 'engineering'],
  ]);
  expect((await ask('GET reach/staff-1')).json.rules[0]).toEqual({ name: 'builders', roles: ['engineer'] });
});

it('a large company is answered in slices, each of which goes on where the one before stopped', async () => {
  const { ask, company } = await anOffice();
  for (let number = 1; number <= 1_100; number++) {
    const person = aPerson({ id: `staff-${number}`, standings: { app: aStanding() } });
    await company.table.write([{ kind: 'put', item: personItem(person, sha256) }]);
  }
  const people = new Set<string>();
  let [slices, cursor] = [0, ''];
  do {
    // Each slice is as short as it can be: its time is over at once.
    company.clock.now = ((now: number) => () => {
      now += 9_000;
      return now;
    })(company.clock.now());
    const { json } = await ask('GET who/group:one', { query: cursor && `cursor=${encodeURIComponent(cursor)}` });
    for (const { person } of json.people) people.add(person);
    cursor = json.cursor ?? '';
    slices += 1;
  } while (cursor !== '');
  expect(people.size).toBe(1_100);
  expect(slices).toBe(3);
});

it.each([
  ['GET reach/enginer', '', 404, 'no person, role, entitlement or rule is known as "enginer"; nearest: engineer'],
  ['GET reach/group:tow', '', 404, 'nearest: group:two at app'],
  ['GET reach', '', 404, 'is known as ""'],
  ['GET reach/engineer', 'kind=person', 404, 'no person, role'],
  ['GET reach/staff-99', '', 404, 'is known as "staff-99"'],
  ['GET who/group:tow', '', 404, 'no role, entitlement or rule is known as "group:tow"; nearest: group:two'],
  ['GET who/group:two', 'target=wik', 404, 'there is no target "wik"; targets: app, wiki'],
  ['GET who/group:two', 'cursor=x', 409, 'the cursor is none that a slice has named'],
  ['GET who/__proto__', '', 404, 'is known as "__proto__"'],
  ['GET reach/constructor', '', 404, 'is known as "constructor"'],
])('%s %s is answered with %i and a sentence', async (...[what, query, status, words]) => {
  const { ask } = await withPeople();
  const reply = await ask(what, { query });
  expect([reply.status, reply.json.detail]).toEqual([status, expect.stringContaining(words)]);
});

it('asks which is meant where several things have one name', async () => {
  const { ask, company } = await anOffice({
    policy: Policy.parse({
      ...aPolicy(),
      roles: { ...aPolicy().roles, 'staff-1': { owner: 'it', risk: 'low', description: 'r' } },
    }),
  });
  await company.say('1', hire());
  expect((await ask('GET reach/staff-1')).json.detail).toBe(
    '"staff-1" is a person and a role: choose with --kind person or --kind role',
  );
  expect((await ask('GET reach/staff-1', { query: 'kind=role' })).json.kind).toBe('role');
});

it('leaves in the log what is of ours, and nothing that was only typed', async () => {
  const { ask, company } = await withPeople();
  await company.say('1', change('c', {}));
  for (const what of [
    'reach/staff-1',
    'reach/engineer',
    'who/group:two',
    'who/rule:leads',
    'reach/jana@example.com',
    'who/jana@example.com',
  ])
    await ask(`GET ${what}`);
  expect(company.rows('operator').map(({ cause }) => cause)).toEqual([
    'reach staff-1',
    'reach engineer',
    'who group:two',
    'who rule:leads',
    'reach',
    'who',
  ]);
});
