// What the command line says and how it exits, by what a running Frontdesk answers.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { folder, frontdesk } from './command.ts';

const people = join(folder, 'people.csv');
writeFileSync(people, 'id,userName\n1,u1\n');

const taken = (more: object) => ({
  kind: 'imported',
  people: 30,
  changed: 0,
  missing: 0,
  left: 0,
  refused: [],
  sanity: { kind: 'sane' },
  effect: { held: 0, decided: true },
  ...more,
});
async function imported(more: object) {
  const { code, out } = await frontdesk(['import', people], {
    'POST import/csv': { json: taken(more) },
  });
  return { code, out };
}

describe('an import', () => {
  it('that leaves nothing open exits with 0', async () => {
    expect(await imported({})).toMatchObject({ code: 0 });
  });

  it.each([
    [
      'a row was left out',
      { refused: [{ line: 4, what: 'the id is missing' }], unproven: '1 of its rows was left out' },
      'line 4',
    ],
    ['the file is not whole by its own count', { unproven: 'its last line says 99 rows, and it has 30' }, '99 rows'],
    [
      'the guard holds people of it',
      { missing: 5, left: 5, effect: { held: 3, decided: true } },
      'what 3 people of it would lose',
    ],
    ['some are not decided yet', { left: 2, effect: { held: 0, decided: false } }, 'Not all of it is decided yet'],
  ])('exits with 2 and says so when %s', async (_, more, words) => {
    expect(await imported(more)).toEqual({ code: 2, out: expect.stringContaining(words) });
  });

  it('of which nobody is held exits with 0, however many left, and says when it was taken in before', async () => {
    const { code, out } = await imported({ missing: 2, left: 2, repeats: '2026-11-21T10:00:00.000Z' });
    expect(code).toBe(0);
    expect(out).toContain('It was taken in before, at 2026-11-21T10:00:00Z');
  });

  it('says with a hint that leads to the same folder where to see who is held', async () => {
    const { out } = await imported({ effect: { held: 1, decided: true } });
    expect(out).toContain(`what 1 person of it would lose: see npx frontdesk --data ${folder} plans`);
  });

  it('goes on when a call was not answered in time', async () => {
    const { code, err } = await frontdesk(['import', people], {
      'POST import/csv': { status: 503, json: { title: 'Unavailable, try again' } },
    });
    expect({ code, err }).toEqual({ code: 1, err: 'frontdesk: Unavailable, try again\n' });
  });
});

describe('failures', () => {
  it('says what to do with what stopped, and another thing with what is held', async () => {
    const failures = (who: object) =>
      frontdesk(['failures'], { 'GET failures': { json: { people: [who], events: [], deliveries: [] } } });
    const held = await failures({ person: 'hr-1', held: ['app'], stopped: [] });
    expect(held).toMatchObject({ code: 2, out: expect.stringContaining('two people approve it') });
    expect(held.out).not.toContain('redrive');
    const stopped = await failures({
      person: 'hr-1',
      held: [],
      stopped: [{ target: 'app', state: 'parked', cause: 'conflict' }],
    });
    expect(stopped.out).toContain('rename or delete it there');
    expect(stopped.out).not.toContain('approve');
  });
});

describe('a plan that is over', () => {
  it('is shown with what became of it, and without a table of nothing', async () => {
    const plan = {
      hash: 'a'.repeat(64),
      why: 'w',
      state: 'released',
      approvals: [],
      moved: 0,
      rows: [],
      end: 'released already',
    };
    const { code, out } = await frontdesk(['plans', 'aaaaaaaa'], { 'GET plan/aaaaaaaa': { json: plan } });
    expect({ code, out }).toEqual({ code: 0, out: expect.stringMatching(/It is over: released already\.\n$/) });
    expect(out).not.toContain('Nothing to change');
  });
});

describe('an address that is none', () => {
  it.each(['nonsense', 'ftp://x'])('%s is called so', async (url) => {
    expect(await frontdesk(['status', '--url', url])).toMatchObject({
      code: 1,
      err: `frontdesk: "${url}" is no http address\n`,
    });
  });
});

describe('a credential', () => {
  it('comes with the name to log in with', async () => {
    const { code, out } = await frontdesk(['credential', 'hr-1', 'warehouse'], {
      'POST credential/hr-1/warehouse': { json: { kind: 'issued', userName: 'aaaa_08cb', secret: 's3' } },
    });
    expect({ code, out }).toEqual({ code: 0, out: 'user name  aaaa_08cb\nsecret     s3\n' });
  });
});

describe('audit check', () => {
  it.each([
    [['--head', 'newest'], 'it is the number of a head, a colon and its hash of 64 hex digits'],
    [['--newer-than', 'a day'], 'it is a number of minutes, 1 or more'],
  ])('%j is refused in one sentence', async (options, words) => {
    const { code, err } = await frontdesk(['audit', 'check', people, ...options]);
    expect({ code, err }).toEqual({ code: 1, err: expect.stringContaining(words) });
  });
});

describe('help', () => {
  it('names the arguments of credential, and an example of audit', async () => {
    expect((await frontdesk(['credential', '--help'])).out).toContain('Arguments:');
    expect((await frontdesk(['audit', '--help'])).out).toContain('npx frontdesk audit check audit.jsonl');
  });
});
