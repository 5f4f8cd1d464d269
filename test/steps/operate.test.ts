// The operators' API: named people with tokens of their own, every command in the log before it is answered.
import { describe, expect, it } from 'vitest';
import type { Company } from '../builders/a-company.ts';
import { aPolicy } from '../builders/a-person.ts';
import { anOffice, tokens } from '../builders/an-office.ts';
import { hire, leave } from '../builders/occasions.ts';

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
    [`GET person/${'a'.repeat(3_000)}`, 404],
    [`GET trace/${'a:'.repeat(1_500)}`, 404],
    [`GET trace/a:b:${'é'.repeat(580)}`, 404],
    [`GET plan/${'f'.repeat(3_000)}`, 404],
    [`POST credential/${'a'.repeat(3_000)}/app`, 404],
    [`POST import/${'a'.repeat(3_000)}`, 404],
    ['POST approve', 404],
    ['POST credential', 409],
    ['GET plan', 404],
  ])('%s is answered with %i', async (what, status) => {
    const { ask } = await anOffice();
    expect((await ask(what)).status).toBe(status);
  });

  it.each([
    ['GET person/jana.weber@example.com', 'person'],
    ['GET trace/mail:jana@example.com', 'trace'],
    ['GET trace/hr:jana@example.com:hire', 'trace'],
    ['GET plan/jana@example.com', 'plan'],
    ['POST approve/jana@example.com', 'approve'],
    ['POST credential/jana@example.com/app', 'credential'],
    ['POST import/jana@example.com', 'import'],
    ['POST redrive/jana@example.com', 'redrive'],
    ['GET audit/jana@example.com', 'audit'],
    [`GET person/jana@example.com${'x'.repeat(700)}`, 'person'],
  ])('who asks %s leaves nothing of it in the log but "%s"', async (what, cause) => {
    const { company, ask } = await anOffice();
    await ask(what, { query: what.includes('redrive') ? 'person=jana@example.com&event=jana' : '' }).catch(
      () => undefined,
    );
    expect(commandsOf(company)).toEqual([['alpha', 'commanded', cause]]);
    expect(JSON.stringify([company.table.contents('audit'), company.log.lines])).not.toContain('jana');
  });

  it('is found in the log with the plan that they asked for, by its whole hash', async () => {
    const { company, ask } = await anOffice();
    const file = (count: number) =>
      `id,userName\n${Array.from({ length: count }, (_, at) => `${at},u${at}`).join('\n')}\n#rows,${count}\n`;
    await ask('POST import/hr', { body: file(40) });
    await company.work();
    const { json } = await ask('POST import/hr', { body: file(20) });
    await ask(`GET plan/${json.held.hash.slice(0, 8)}`);
    expect(commandsOf(company).at(-1)).toEqual(['alpha', 'commanded', `plan ${json.held.hash}`]);
  });

  it('sees the pipeline at a glance', async () => {
    const { company, ask } = await anOffice({ heads: 12 });
    await company.say('1', hire());
    expect((await ask('GET status')).json).toMatchObject({
      tenant: 'acme',
      people: 1,
      countedAt: expect.stringMatching(/^2026-/),
      budget: { hour: 2, day: 2, urgent: 1 },
      held: 0,
      plans: 0,
    });
  });

  it('sees a young company as it is now, and a larger one as it was last counted', async () => {
    const young = await anOffice({ heads: 0 });
    await young.company.say('1', hire());
    expect((await young.ask('GET status')).json).toMatchObject({
      people: 1,
      targets: [{ target: 'app', accounts: 1 }],
    });
    const large = await anOffice({ heads: 600 });
    await large.company.say('1', hire());
    expect((await large.ask('GET status')).json).toMatchObject({
      people: 600,
      targets: [{ target: 'app', accounts: 600 }],
    });
  });

  it('is told that a name to redrive is nobody’s, and that a target is none', async () => {
    const { company, ask } = await anOffice();
    await company.say('1', hire());
    await company.pass(2);
    const redrive = (query: string) => ask('POST redrive', { query });
    expect(await redrive('person=staff-nope')).toMatchObject({ status: 404 });
    expect(await redrive('person=')).toMatchObject({ status: 404 });
    expect(await redrive('event=nope')).toMatchObject({ status: 404 });
    expect(await redrive(`person=${'a'.repeat(3_000)}`)).toMatchObject({ status: 404 });
    expect(await redrive('person=staff-1')).toMatchObject({ status: 200, json: { operations: 0, events: 0 } });
    expect(await ask('POST credential/staff-1/nope')).toMatchObject({
      status: 409,
      json: { detail: 'there is no target "nope", only app' },
    });
  });

  it('learns what became of a plan that is over, by the beginning of its hash', async () => {
    const { company, ask } = await anOffice();
    const file = (count: number) =>
      `id,userName\n${Array.from({ length: count }, (_, at) => `${at},u${at}`).join('\n')}\n#rows,${count}\n`;
    await ask('POST import/hr', { body: file(40) });
    await company.work();
    await company.pass(2);
    const first = String((await ask('POST import/hr', { body: file(20) })).json.held.hash).slice(0, 12);
    const second = String((await ask('POST import/hr', { body: file(24) })).json.held.hash).slice(0, 12);
    expect((await ask(`GET plan/${first}`)).json).toMatchObject({
      state: 'superseded',
      rows: [],
      end: expect.stringMatching(/^ended at 2026-.* by system, nothing of it was applied: a newer file was taken in$/),
    });
    await ask(`POST approve/${second}`, { token: tokens.bravo });
    await ask(`POST approve/${second}`, { token: tokens.charlie });
    const end = expect.stringMatching(
      /released already at 2026-.* by charlie: 16 applied, 0 had moved and dropped out$/,
    );
    expect((await ask(`GET plan/${second}`)).json).toMatchObject({ state: 'released', moved: 0, rows: [], end });
    expect(await ask(`POST approve/${second}`, { token: tokens.bravo })).toMatchObject({
      status: 409,
      json: { detail: end },
    });
  });

  it('makes a credential that is shown once, kept nowhere, and noted in the log without it', async () => {
    const { company, ask } = await anOffice();
    await company.say('1', hire());
    await company.pass(2);
    const { status, json, headers } = await ask('POST credential/staff-1/app');
    expect({ status, headers }).toMatchObject({ status: 200, headers: { 'cache-control': 'no-store' } });
    expect(company.target().accounts('staff-1')).toMatchObject([{ password: json.secret, userName: json.userName }]);
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

  it('gets no credential for somebody whose loss is held: they may have left', async () => {
    const { company, ask } = await anOffice({ heads: 12 });
    for (const person of ['1', '2', '3']) await company.say(person, hire('hire', { userName: `user${person}` }));
    await company.pass(2);
    for (const person of ['1', '2', '3']) await company.say(person, { ...leave(), leaves: false });
    expect((await company.person('3')).standings.app?.wish.account).toBe('active');
    expect(await ask('POST credential/staff-3/app')).toMatchObject({ status: 409 });
  });

  it('takes a file in and approves a plan by the beginning of its hash, each in their own name', async () => {
    const { company, ask } = await anOffice();
    const file = (from: number) =>
      `id,userName,department\n${Array.from({ length: 40 - from }, (_, at) => `${at + from},u${at + from},Sales`).join('\n')}\n#rows,${40 - from}\n`;
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
    const body = JSON.stringify({
      policy: { ...policy, rules: policy.rules.filter(({ id }) => id !== 'engineering') },
    });
    const first = await ask('POST policy', { body });
    expect(first).toMatchObject({ status: 200, json: { kind: 'published', changed: true, woken: 1 } });
    expect(await ask('POST policy', { body })).toMatchObject({ json: { changed: false } });
    expect((await company.pipeline.activePolicy()).base.version).toBe(first.json.version);
    expect(company.rows('policy').map(({ actor, act }) => [actor, act])).toContainEqual(['alpha', 'published']);
  });

  it('gives way to an earlier one by its version alone, in the name of whoever says so, with what it gave', async () => {
    const { company, ask } = await anOffice();
    await company.say('1', hire());
    await company.pass(2);
    const first = (await company.pipeline.activePolicy()).base.version;
    const policy = { ...aPolicy(), rules: aPolicy().rules.slice(0, 1) };
    await ask('POST policy', { body: JSON.stringify({ policy }) });
    await company.pass(2);
    expect(company.target().accounts('staff-1')[0]?.held).toEqual(['group:one']);
    const back = await ask(`POST policy/revert/${first}`, { token: tokens.bravo });
    expect(back).toMatchObject({ status: 200, json: { kind: 'published', version: first, changed: true, woken: 1 } });
    await company.pass(2);
    expect(company.target().accounts('staff-1')[0]?.held).toEqual(['group:one', 'group:two']);
    expect((await ask('GET policy/history')).json[0]).toMatchObject({ act: 'published', version: first, by: 'bravo' });
    expect((await ask(`POST policy/revert/${first}`)).json).toMatchObject({ changed: false });
    const { status, json } = await ask('POST policy/revert/0123456789ab');
    expect([status, json.detail]).toEqual([409, expect.stringContaining('no such version')]);
  });

  it.each([
    ['no JSON', '{"roles":'],
    ['no policy', '{}'],
  ])('that is %s is refused, and the one in force stays', async (_, body) => {
    const { company, ask } = await anOffice();
    const { version } = (await company.pipeline.activePolicy()).base;
    expect(await ask('POST policy', { body })).toMatchObject({
      status: 409,
      json: { detail: expect.stringMatching(/^no policy: /) },
    });
    expect((await company.pipeline.activePolicy()).base.version).toBe(version);
  });
});
