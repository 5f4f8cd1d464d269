// `replay` at the operators' API: what another policy would have done to a small company in the last days.
import { describe, expect, it } from 'vitest';
import { personItem } from '../../shared/core/ledger.ts';
import type { Policy } from '../../shared/model/policy/policy.ts';
import { publishPolicy } from '../../shared/steps/policies.ts';
import { START } from '../builders/a-company.ts';
import { aPerson, aPolicy } from '../builders/a-person.ts';
import { anOffice, type Office, sha256 } from '../builders/an-office.ts';
import { change, hire, leave } from '../builders/occasions.ts';

const DAY = 86_400_000;
const HOUR = 3_600_000;

/** Engineering is given to nobody any more. */
const withoutEngineering = (): Policy => {
  const { rules, ...policy } = aPolicy();
  return { ...policy, rules: rules.slice(0, 1) };
};

/** Only those with a site get the account. */
const withSite = (): Policy => {
  const { rules, ...policy } = aPolicy();
  const [everybody, ...others] = rules;
  return {
    ...policy,
    rules: [
      { ...everybody, id: 'sited', when: { attributes: { site: { exists: true } } }, roles: ['employee'] },
      ...others,
    ],
  };
};

const replayed = async ({ ask }: Office, asked: object) => {
  const { status, json } = await ask('POST replay', { body: JSON.stringify({ since: '30d', ...asked }) });
  return status === 200 ? json : `${status} ${json.detail}`;
};
const at = (offset: number) => new Date(START + offset).toISOString();

describe('a replay', () => {
  it('names who would have lost what, by which rule, from when to when', async () => {
    const office = await anOffice();
    await office.company.say('1', hire('h1', { userName: 'mara' }));
    await office.company.say('2', hire('h2', { userName: 'noor', department: 'Sales' }));
    await office.company.pass(2 * 60);
    await office.company.say('1', change('move', { department: 'Sales' }, { at: 2 * HOUR }));
    await office.company.pass(60);
    expect(await replayed(office, { policy: withoutEngineering() })).toEqual({
      window: { from: at(3 * HOUR - 30 * DAY), to: at(3 * HOUR) },
      base: (await office.company.pipeline.activePolicy()).base.version,
      policy: expect.stringMatching(/^[0-9a-f]{12}$/),
      looked: 2,
      totals: {
        ...{ looked: 2, facts: 3, different: 1, losing: 1, gaining: 0, respelled: 0 },
        targets: { app: { losing: 1, gaining: 0 } },
        entitlements: { 'group:two at app': { losing: 1, gaining: 0 } },
        rules: { engineering: { losing: 1, gaining: 0 } },
      },
      people: [
        {
          person: 'staff-1',
          different: [
            {
              kind: 'loss',
              target: 'app',
              what: 'group:two',
              from: at(0),
              until: at(2 * HOUR),
              rules: ['engineering'],
            },
          ],
        },
      ],
    });
  });

  it('goes by what the inbox kept where later facts have replaced it in the ledger', async () => {
    const office = await anOffice();
    const { company } = office;
    await company.say('1', hire());
    for (let move = 1; move <= 10; move++) {
      await company.pass(60);
      const department = move % 2 === 1 ? 'Sales' : 'Engineering';
      await company.say('1', change(`m${move}`, { department }, { at: move * HOUR }));
    }
    expect((await company.person('1')).facts.length).toBeLessThan(8);
    const { totals, people } = await replayed(office, { policy: withoutEngineering() });
    expect(totals).toMatchObject({ facts: 11, losing: 1 });
    expect(people[0].different.map(({ from, until }: { from: string; until?: string }) => [from, until])).toEqual([
      [at(0), at(HOUR)],
      [at(2 * HOUR), at(3 * HOUR)],
      [at(4 * HOUR), at(5 * HOUR)],
      [at(6 * HOUR), at(7 * HOUR)],
      [at(8 * HOUR), at(9 * HOUR)],
      [at(10 * HOUR), undefined],
    ]);
  });

  it('counts a late statement from when it came, and nothing for who has left', async () => {
    const office = await anOffice();
    const { company } = office;
    await company.say('1', hire());
    await company.pass(60);
    await company.say('1', change('late', { site: 'Oslo' }, { at: -20 * DAY }));
    await company.pass(60);
    await company.say('1', leave('left', { at: 2 * HOUR }));
    const { people } = await replayed(office, { policy: withSite() });
    expect(people[0].different).toEqual([
      { kind: 'loss', target: 'app', what: 'group:one', from: at(0), until: at(HOUR), rules: ['everybody'] },
    ]);
  });

  it('names profiles that would have been spelled otherwise, by their fields alone', async () => {
    const office = await anOffice();
    await office.company.say('1', hire());
    const policy = {
      ...aPolicy(),
      mappings: { app: { userName: '{userName}', email: '{userName}@acme.example', displayName: '{displayName}!' } },
    };
    const { totals, people } = await replayed(office, { policy });
    expect(totals).toMatchObject({ different: 1, losing: 0, gaining: 0, respelled: 1 });
    expect(people[0].different).toEqual([
      { kind: 'profile', target: 'app', what: 'displayName', from: at(0), rules: [] },
    ]);
    expect(JSON.stringify(people)).not.toContain('Mara Lind');
  });

  it('compares with the version that is named, which need not be in force', async () => {
    const office = await anOffice();
    const { company } = office;
    await company.say('1', hire());
    const old = (await company.pipeline.activePolicy()).base.version;
    await publishPolicy(company.pipeline, withoutEngineering(), { actor: 'alpha' });
    expect((await replayed(office, { policy: withoutEngineering() })).totals.different).toBe(0);
    expect((await replayed(office, { policy: withoutEngineering(), base: { version: old } })).totals.losing).toBe(1);
  });

  it('of a large company comes in slices of one window, and their sums are the sums of all', async () => {
    const office = await anOffice();
    const { company } = office;
    const set = { userName: 'mara', department: 'Engineering' };
    const fact = {
      source: 'hr',
      id: 'hire',
      ver: START - 90 * DAY,
      whole: false,
      at: START - 90 * DAY,
      set,
      turns: [{ status: 'active', at: START - 90 * DAY } as const],
    };
    for (let number = 1; number <= 1_100; number++)
      await company.table.write([
        { kind: 'put', item: personItem(aPerson({ id: `staff-${number}`, facts: [fact] }), sha256) },
      ]);
    company.clock.now = ((now: number) => () => {
      now += 9_000;
      return now;
    })(company.clock.now());
    let [losing, slices] = [0, 0];
    let more: object = {};
    const windows = new Set<string>();
    do {
      const slice = await replayed(office, { policy: withoutEngineering(), ...more });
      losing += slice.totals.losing;
      slices += 1;
      windows.add(JSON.stringify(slice.window));
      more =
        slice.cursor === undefined ? {} : { cursor: slice.cursor, since: slice.window.from, until: slice.window.to };
    } while ('cursor' in more);
    expect([losing, slices, windows.size]).toEqual([1_100, 3, 1]);
  });

  it('changes nothing, and leaves nothing in the log but the command', async () => {
    const office = await anOffice();
    await office.company.say('1', hire());
    const before = await office.company.person('1');
    await replayed(office, { policy: withoutEngineering() });
    expect(await office.company.person('1')).toEqual(before);
    expect(office.company.rows('operator').map(({ cause }) => cause)).toEqual(['replay']);
  });
});

it.each<[string, object | string, string]>([
  ['no JSON', '{', '409 no replay: it is not JSON'],
  ['no policy', { policy: { roles: {} } }, '409 no policy: policy.rules'],
  ['a window that is none', { policy: aPolicy(), since: 'soon' }, '409 "soon" is no beginning of a window: give 30d'],
  [
    'a window that lies ahead',
    { policy: aPolicy(), since: '2030-01-01' },
    '409 "2030-01-01" is no beginning of a window',
  ],
  ['an end that is none', { policy: aPolicy(), until: 'now' }, '409 no replay:'],
  [
    'a version that nobody published',
    { policy: aPolicy(), base: { version: 'ffffffffffff' } },
    '404 no policy version "ffffffffffff" was ever published here',
  ],
  ['a base that is no policy', { policy: aPolicy(), base: { policy: {} } }, '409 base: no policy: policy.roles'],
  ['a cursor of nowhere', { policy: aPolicy(), cursor: 'x' }, '409 the cursor is none'],
  ['a word too many', { policy: aPolicy(), fast: true }, '409 no replay:'],
])('a replay with %s is refused in a sentence', async (_, asked, words) => {
  const { ask } = await anOffice();
  const body = typeof asked === 'string' ? asked : JSON.stringify({ since: '30d', ...asked });
  const { status, json } = await ask('POST replay', { body });
  expect(`${status} ${json.detail}`).toContain(words);
});
