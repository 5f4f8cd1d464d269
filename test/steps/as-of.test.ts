// `who` and `reach` as of another moment: by each person's own log, the facts of then, and the version of then.
import { expect, it } from 'vitest';
import { Policy } from '../../shared/model/policy/policy.ts';
import { publishPolicy } from '../../shared/steps/policies.ts';
import { aPolicy } from '../builders/a-person.ts';
import { anOffice } from '../builders/an-office.ts';
import { change, hire } from '../builders/occasions.ts';

const DAY = 86_400_000;
const BEFORE = 'as-of=2026-11-21T10:30:00Z';

/** Engineers have lost their role by a new version, and one of them has moved, since half past ten. */
async function withThePast() {
  const office = await anOffice();
  const { company } = office;
  await company.say('1', hire());
  await company.say('2', hire('h2', { userName: 'noor', department: 'Engineering' }));
  await company.pass(60);
  await company.say('1', { ...change('move', { department: 'Sales' }), leaves: false });
  const before = (await company.pipeline.activePolicy()).base.version;
  const { rules, roles } = aPolicy();
  const { engineer, ...others } = roles;
  const after = Policy.parse({ ...aPolicy(), roles: others, rules: rules.filter(({ id }) => id !== 'engineering') });
  await publishPolicy(company.pipeline, after, { actor: 'alpha' });
  await company.say('2', change('phone', { phone: '1' }));
  await company.pass(60);
  const told = async (what: string, query = '') => {
    const { status, json } = await office.ask(`GET ${what}`, { query });
    return status === 200 ? json : `${status} ${json.detail}`;
  };
  return { ...office, told, before };
}

it('who held an entitlement then is told by what the ledger had wished, with the rules of then', async () => {
  const { told } = await withThePast();
  expect(await told('who/group:two')).toMatch(/^404 no role, entitlement or rule is known as "group:two"/);
  expect(await told('who/group:two', BEFORE)).toEqual({
    looked: 2,
    unknown: expect.any(String),
    people: ['staff-1', 'staff-2'].map((person) => ({
      ...{ person, target: 'app', since: '2026-11-21T10:00:00.000Z', rules: ['engineering'] },
      verifiedAt: expect.stringMatching(/^2026-11-21T10:0/),
    })),
    sentences: [
      "As of 2026-11-21T10:30:00Z: by each person's own log what the ledger had wished, by the policy that decided them then and the facts that had come by then.",
      'People who were erased since, and whoever nothing was decided about by then, are not among them; facts that later ones have replaced are not kept.',
    ],
  });
  expect((await told('who/account', `${BEFORE}&target=app`)).people).toHaveLength(2);
  expect((await told('who/account', 'as-of=2026-11-20')).people).toEqual([]);
});

it('who had a role or fell under a rule then is told by the version of then, although no version has it now', async () => {
  const { told } = await withThePast();
  const both = [
    { person: 'staff-1', rules: ['engineering'] },
    { person: 'staff-2', rules: ['engineering'] },
  ];
  expect((await told('who/engineer', BEFORE)).people).toEqual(both);
  expect((await told('who/rule:engineering', BEFORE)).people).toEqual(both);
  expect(await told('who/enginer', BEFORE)).toMatch(/^404 no role, entitlement or rule is known as "enginer"/);
});

it('who will have it is told by what is known now', async () => {
  const { told, company } = await withThePast();
  await publishPolicy(company.pipeline, aPolicy(), { actor: 'alpha' });
  await company.say('2', change('later', { department: 'Sales' }, { at: 10 * DAY }));
  expect((await told('who/group:two', 'as-of=2026-11-25')).people).toEqual([
    { person: 'staff-2', target: 'app', rules: ['engineering'] },
  ]);
  const { people, sentences } = await told('who/group:two', 'as-of=2026-12-24');
  expect(people).toEqual([]);
  expect(sentences).toEqual([expect.stringContaining('still to come')]);
});

it('what a person reached then is told by the facts and the version of then', async () => {
  const { told, before } = await withThePast();
  const now = await told('reach/staff-1');
  expect(now.rules).toEqual([{ name: 'everybody', roles: ['employee'] }]);
  expect(await told('reach/staff-1', BEFORE)).toMatchObject({
    kind: 'person',
    status: 'active',
    rules: [{ name: 'engineering' }, { name: 'everybody' }],
    sentences: [
      `As of 2026-11-21T10:30:00Z: by policy ${before}, in force for them then (decided at 2026-11-21T10:00:00Z). Facts are those that had been taken in by then; what later ones have replaced is not kept.`,
    ],
  });
});

it('a role, a rule and an entitlement of then are shown by the version that was for everybody', async () => {
  const { told, before } = await withThePast();
  expect(await told('reach/engineer')).toMatch(/^404/);
  expect(await told('reach/engineer', BEFORE)).toMatchObject({
    role: { name: 'engineer' },
    rules: [{ name: 'engineering' }],
    sentences: [
      `As of 2026-11-21T10:30:00Z: by policy ${before}, which was for everybody then (published at 2026-11-21T10:00:00Z by alpha); what was on trial is left out.`,
    ],
  });
  expect((await told('reach/rule:engineering', BEFORE)).roles).toMatchObject([{ name: 'engineer' }]);
  expect((await told('reach/group:two', BEFORE)).at).toMatchObject([{ target: 'app' }]);
  expect((await told('reach/account', 'as-of=2027-01-01')).sentences).toEqual([
    expect.stringContaining('still to come: by policy '),
  ]);
});

it.each([
  [
    'reach/engineer',
    'as-of=2026-11-01',
    '404 as of 2026-11-01 (up to 2026-11-01T23:59:59Z): no version was for everybody by then, the first one that is kept came at 2026-11-21T10:00:00Z',
  ],
  ['reach/enginer', BEFORE, 'known as "enginer"; nearest: engineer'],
  ['reach/engineer', 'as-of=soon', '409 "soon" is no date'],
  ['reach/staff-1', 'as-of=soon', '409 "soon" is no date'],
  ['who/group:two', 'as-of=2026-02-30', '409 "2026-02-30" is no date'],
])('%s with %s is answered with a sentence', async (what, query, sentence) => {
  const { told } = await withThePast();
  expect(await told(what, query)).toContain(sentence);
});

it('takes the last day that can be written', async () => {
  const { told } = await withThePast();
  const { sentences } = await told('explain/staff-1', 'entitlement=account&as-of=9999-12-31');
  expect(sentences[0]).toContain('As of 9999-12-31 (up to 9999-12-31T23:59:59Z), still to come');
});
