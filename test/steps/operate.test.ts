// The operators' API: named people with tokens of their own, every command in the log before it is answered.
import { createHash, timingSafeEqual } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { type OperatorPorts, operate } from '../../shared/steps/operate/operate.ts';
import { aSigner } from '../audit/audit-house.ts';
import { memoryArchive } from '../audit/memory-archive.ts';
import { aCompany, type Company, type CompanyOptions } from '../builders/a-company.ts';
import { aPolicy } from '../builders/a-person.ts';
import { hire, leave } from '../builders/occasions.ts';
import { memorySecrets } from '../memory/memory-secrets.ts';

const tokens = { alpha: 'alpha-token-0123456789', bravo: 'bravo-token-0123456789', charlie: 'charlie-token-01234567' };
const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');

interface Asked {
  readonly token?: string | undefined;
  readonly query?: string;
  readonly body?: string;
}

async function anOffice(options: CompanyOptions = {}) {
  const company = await aCompany(options);
  const named = Object.entries(tokens).map(([name, token]) => ({ name, sha256: sha256(token) }));
  const ports: OperatorPorts = {
    ...company.pipeline,
    secrets: memorySecrets({ 'frontdesk/operators': JSON.stringify(named) }),
    equal: (a, b) => a.length === b.length && timingSafeEqual(Buffer.from(a), Buffer.from(b)),
    signer: aSigner(),
    archive: memoryArchive(),
  };
  const run = operate(ports);
  const ask = async (what: string, { token = tokens.alpha, query = '', body = '' }: Asked = {}) => {
    const [method = '', path = ''] = what.split(' ');
    const headers = token === '' ? {} : { authorization: `Bearer ${token}` };
    const request = { method, headers, body: new TextEncoder().encode(body) };
    const reply = await run({ path: `/operator/${path}`, query, request });
    return {
      status: reply.status,
      headers: reply.headers ?? {},
      json: reply.body ? JSON.parse(reply.body) : undefined,
    };
  };
  return { company, ask };
}

const commandsOf = (company: Company) => company.rows('operator').map(({ actor, act, cause }) => [actor, act, cause]);

describe('a stranger', () => {
  it.each([
    ['without a token', ''],
    ['with a token of nobody', 'somebody-elses-token-99'],
    ['with a token that is too short', 'short'],
    ['with a token that is cut', tokens.alpha.slice(0, -1)],
  ])('%s is told nothing but 401, and leaves no command behind', async (_, token) => {
    const { company, ask } = await anOffice();
    const reply = await ask('GET status', { token });
    expect(reply).toMatchObject({ status: 401, headers: { 'www-authenticate': 'Bearer' }, json: { status: 401 } });
    expect(Object.keys(reply.json)).toEqual(['type', 'title', 'status']);
    expect(company.rows('operator')).toEqual([]);
  });
});

describe('an operator', () => {
  it('sees a person with what they have and why, by their id', async () => {
    const { company, ask } = await anOffice();
    await company.say('1', hire());
    await company.pass(2);
    expect((await ask('GET person/staff-1')).json).toMatchObject({
      person: 'staff-1',
      status: 'active',
      attributes: { userName: 'mara' },
      targets: [{ target: 'app', account: 'active', state: 'verified', entitlements: ['group:one', 'group:two'] }],
      log: [{ act: 'decided' }, { act: 'verified' }],
    });
    expect(commandsOf(company)).toEqual([['alpha', 'commanded', 'person staff-1']]);
  });

  it('follows an event from its arrival to its end', async () => {
    const { company, ask } = await anOffice();
    await company.say('1', hire());
    await company.pass(2);
    expect((await ask('GET trace/hr:1:hire')).json).toMatchObject({
      event: 'hr:1:hire',
      person: 'staff-1',
      end: 'folded',
    });
    expect((await ask('GET trace/hr%3A1%3Ahire')).json).toMatchObject({ end: 'folded' });
  });

  it.each([
    ['GET person/staff-99', 404],
    ['GET trace/hr:1:nothing', 404],
    ['GET plan/ffffffff', 404],
    [`POST approve/${'f'.repeat(64)}`, 404],
    ['GET nonsense', 404],
    ['POST status', 404],
    ['GET constructor', 404],
    ['POST credential/staff-99/app', 409],
    ['POST credential/staff-1/nowhere', 409],
    ['POST import/nowhere', 409],
  ])('%s is answered with %i', async (what, status) => {
    const { ask } = await anOffice();
    expect((await ask(what)).status).toBe(status);
  });

  it('sees the pipeline at a glance', async () => {
    const { company, ask } = await anOffice({ heads: 12 });
    await company.say('1', hire());
    expect((await ask('GET status')).json).toMatchObject({
      tenant: 'acme',
      people: 12,
      budget: { hour: 2, day: 2, urgent: 1 },
      held: 0,
      plans: 0,
    });
  });

  it('makes a credential that is shown once, kept nowhere, and noted in the log without it', async () => {
    const { company, ask } = await anOffice();
    await company.say('1', hire());
    await company.pass(2);
    const { status, json, headers } = await ask('POST credential/staff-1/app');
    expect({ status, headers }).toMatchObject({ status: 200, headers: { 'cache-control': 'no-store' } });
    expect(company.target().accounts('staff-1')).toMatchObject([{ password: json.secret }]);
    expect(company.rows('secret', 'staff-1@app')).toMatchObject([{ actor: 'alpha', act: 'issued' }]);
    const everything = JSON.stringify([
      company.table.contents('state'),
      company.table.contents('audit'),
      company.log.lines,
    ]);
    expect(everything).not.toContain(json.secret);
  });

  it('gets no credential for somebody who has left', async () => {
    const { company, ask } = await anOffice();
    await company.say('1', hire());
    await company.pass(2);
    await company.say('1', leave());
    expect(await ask('POST credential/staff-1/app')).toMatchObject({ status: 409 });
  });

  it('takes a file in and approves a plan by the beginning of its hash, each in their own name', async () => {
    const { company, ask } = await anOffice();
    const file = (from: number) =>
      `id,userName,department\n${Array.from({ length: 40 - from }, (_, at) => `${at + from},u${at + from},Sales`).join('\n')}\n`;
    expect(await ask('POST import/hr', { body: file(0) })).toMatchObject({ status: 200, json: { people: 40 } });
    await company.work();
    await company.pass(2);
    const { json } = await ask('POST import/hr', { body: file(20) });
    const hash = String(json.held.hash).slice(0, 12);
    expect(await ask(`POST approve/${hash}`)).toMatchObject({ status: 409 });
    expect(await ask(`POST approve/${hash}`, { token: tokens.bravo })).toMatchObject({
      status: 200,
      json: { missing: 1 },
    });
    expect(await ask(`POST approve/${hash}`, { token: tokens.bravo })).toMatchObject({ status: 409 });
    expect(await ask(`POST approve/${hash}`, { token: tokens.charlie })).toMatchObject({ json: { kind: 'released' } });
    await company.work();
    expect([...company.target().server.accounts.values()].filter(({ active }) => active)).toHaveLength(20);
    expect(commandsOf(company).map(([actor]) => actor)).toEqual([
      'alpha',
      'alpha',
      'alpha',
      'bravo',
      'bravo',
      'charlie',
    ]);
    expect(await company.audited()).toMatchObject({ ok: true });
  });

  it('may send forty commands at once', async () => {
    const { company, ask } = await anOffice();
    const replies = await Promise.all(Array.from({ length: 40 }, () => ask('GET status')));
    expect(new Set(replies.map(({ status }) => status))).toEqual(new Set([200]));
    expect(company.rows('operator', 'alpha').map(({ number }) => number)).toEqual(
      Array.from({ length: 40 }, (_, at) => at + 1),
    );
  });
});

describe('a policy published by an operator', () => {
  it('is in force under its own name in the log, and once more changes nothing', async () => {
    const { company, ask } = await anOffice();
    await company.say('1', hire());
    await company.pass(2);
    const policy = aPolicy();
    const body = JSON.stringify({ ...policy, rules: policy.rules.filter(({ id }) => id !== 'engineering') });
    const first = await ask('POST policy', { body });
    expect(first).toMatchObject({ status: 200, json: { kind: 'published', changed: true, woken: 1 } });
    expect(await ask('POST policy', { body })).toMatchObject({ json: { changed: false } });
    expect((await company.pipeline.activePolicy()).version).toBe(first.json.version);
    expect(company.rows('policy').map(({ actor, act }) => [actor, act])).toContainEqual(['alpha', 'published']);
  });

  it.each([
    ['no JSON', '{"roles":'],
    ['no policy', '{}'],
  ])('that is %s is refused, and the one in force stays', async (_, body) => {
    const { company, ask } = await anOffice();
    const { version } = await company.pipeline.activePolicy();
    expect(await ask('POST policy', { body })).toMatchObject({
      status: 409,
      json: { detail: expect.stringMatching(/^no policy: /) },
    });
    expect((await company.pipeline.activePolicy()).version).toBe(version);
  });
});
