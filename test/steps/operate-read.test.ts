// Operators who may only read: open to them is what changes nothing, and they count nowhere among those who act.
import { describe, expect, it } from 'vitest';
import { isOpenTo } from '../../shared/steps/operate/command.ts';
import { commands } from '../../shared/steps/operate/commands.ts';
import type { Company } from '../builders/a-company.ts';
import { aPolicy } from '../builders/a-person.ts';
import { anOffice, askOver, readingToken, sha256, tokens } from '../builders/an-office.ts';
import { hire, leave } from '../builders/occasions.ts';

const named = (effect: string) =>
  Object.entries(commands)
    .filter(([, command]) => command.effect === effect)
    .map(([name]) => name);
const CHANGING = [
  ...['POST approve', 'POST apply-plan', 'POST credential', 'POST import', 'POST incident', 'POST policy'],
  ...['POST reconcile', 'POST redrive', 'POST resume', 'POST rotate', 'POST window'],
];
/** How each command that reads is asked, where its name alone is not enough. */
const ASKED: {
  readonly [command: string]: { readonly path?: string; readonly query?: string; readonly body?: object };
} = {
  'GET person': { path: 'person/staff-1' },
  'GET trace': { path: 'trace/hr:1:hire' },
  'GET explain': { path: 'explain/staff-1', query: 'entitlement=group:two' },
  'POST explain': { path: 'explain/staff-1', query: 'entitlement=group:two', body: { policy: aPolicy() } },
  'GET reach': { path: 'reach/staff-1' },
  'GET who': { path: 'who/engineer' },
  'POST replay': { body: { policy: aPolicy(), since: '30d' } },
  'POST plan': { body: { policy: aPolicy() } },
  'GET drift': { path: 'drift/app' },
};

/** All that is stored, but for what tells who asked. */
function kept(company: Company): string {
  const rows = company.table.contents('state').filter(({ pk }) => !/#counter#operator#|secret/.test(pk));
  return JSON.stringify([rows, company.target().accounts('staff-1'), company.queues.meter.messages]);
}

async function aBusyOffice() {
  const office = await anOffice();
  await office.company.say('1', hire());
  await office.company.pass(2);
  return office;
}

describe('a command', () => {
  it('is declared to read or to change, each of them, and whoever adds one to either is asked here', () => {
    expect(Object.values(commands).filter(({ effect }) => effect !== 'reads' && effect !== 'changes')).toEqual([]);
    expect(named('changes').sort()).toEqual(CHANGING.sort());
    expect(named('reads').filter((name) => !name.startsWith('GET '))).toEqual([
      'POST explain',
      'POST replay',
      'POST plan',
    ]);
  });

  it('that is declared neither is shut to who only reads', () => {
    expect(isOpenTo({}, { role: 'read' })).toBe(false);
    expect(isOpenTo({ effect: 'changes' }, { role: 'read' })).toBe(false);
    expect(isOpenTo({ effect: 'reads' }, { role: 'read' })).toBe(true);
    expect(isOpenTo({}, {})).toBe(true);
  });

  it.each(named('reads'))('%s is open to who only reads, and leaves everything as it was', async (name) => {
    const { company, ask } = await aBusyOffice();
    const before = kept(company);
    const [method, word = ''] = name.split(' ');
    const { path = word, query = '', body } = ASKED[name] ?? {};
    const asked = { query, ...(body && { body: JSON.stringify(body) }), token: readingToken };
    if (name === 'GET audit') await expect(ask(name, asked)).rejects.toThrow(SyntaxError);
    else if (name === 'GET plan') expect((await ask(name, asked)).status).toBe(404);
    else expect(await ask(`${method} ${path}`, asked)).toMatchObject({ status: 200 });
    expect(kept(company)).toBe(before);
    expect(company.rows('operator').map(({ actor, act }) => [actor, act])).toEqual([['reader', 'commanded']]);
  });

  it.each(CHANGING)('%s is refused to who only reads, says who may, and is noted', async (name) => {
    const { company, ask } = await aBusyOffice();
    const before = kept(company);
    const word = name.split(' ')[1];
    expect(await ask(`${name}/app`, { token: readingToken, body: '{}' })).toMatchObject({
      status: 403,
      json: {
        title: 'Not allowed',
        detail: `this token only reads, and "${word}" may change something: an operator without "role":"read" in the list of operators may do it`,
      },
    });
    expect(kept(company)).toBe(before);
    expect(company.rows('operator').map(({ id, actor, act, cause }) => [id, actor, act, cause])).toEqual([
      ['reader', 'system', 'denied', word],
    ]);
  });
});

describe('an operator who only reads', () => {
  it('leaves nothing of what they typed in the log when they are refused', async () => {
    const { company, ask } = await anOffice();
    await ask('POST credential/jana@example.com/app', { token: readingToken });
    expect(JSON.stringify([company.table.contents('audit'), company.log.lines])).not.toContain('jana');
  });

  it('never counts as one of the two who release a plan', async () => {
    const { company, ask } = await anOffice({ heads: 12 });
    for (const person of ['1', '2', '3']) await company.say(person, hire('hire', { userName: `user${person}` }));
    await company.pass(2);
    for (const person of ['1', '2', '3']) await company.say(person, { ...leave(), leaves: false });
    const [{ hash }] = (await ask('GET plans', { token: readingToken })).json;
    expect((await ask(`POST approve/${hash}`)).json).toMatchObject({ missing: 1 });
    expect((await ask(`POST approve/${hash}`, { token: readingToken })).status).toBe(403);
    expect((await ask(`GET plan/${hash}`, { token: readingToken })).json).toMatchObject({
      state: 'open',
      approvals: [{ by: 'alpha' }],
    });
    expect((await ask(`POST approve/${hash}`, { token: tokens.bravo })).json).toMatchObject({ kind: 'released' });
  });
});

describe('a stored list of operators', () => {
  const may = async (entries: readonly object[]) => {
    const { ports, secrets } = await anOffice();
    const list = entries.map((entry) => ({ name: 'ana', sha256: sha256(tokens.alpha), ...entry }));
    const shown = async (name: string) =>
      name === 'frontdesk/operators' ? [JSON.stringify(list)] : secrets.shown(name);
    return (await askOver({ ...ports, secrets: { ...secrets, shown } })('POST window/end')).status;
  };

  it.each<[string, readonly object[], number]>([
    ['without a role lets its token command, as every list did once', [{}], 409],
    ['with words that are not ours does so too', [{ team: 'it' }], 409],
    ['with the role read does not', [{ role: 'read' }], 403],
    ['with a role that this version does not know lets it read only', [{ role: 'approve' }], 403],
    ['that names one token twice lets it read only', [{}, { role: 'read' }], 403],
  ])('%s', async (_, entries, status) => {
    expect(await may(entries)).toBe(status);
  });
});
