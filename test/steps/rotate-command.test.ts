// What an operator commands of a secret: what is refused has changed nothing, and no slip of a hand is a dead end.
import { describe, expect, it } from 'vitest';
import { commandRotation, type RotationCommand } from '../../shared/steps/operate/rotation.ts';
import type { RotatePorts } from '../../shared/steps/rotation-course.ts';
import { readRecord } from '../../shared/steps/rotation-record.ts';
import { anOffice, type Office, sha256, tokens } from '../builders/an-office.ts';
import { type RotationWorld, rotationWorld, type Style } from '../builders/rotation-world.ts';

const rotateIt = (ask: Office['ask'], query: string, body = '') => ask('POST rotate', { query, body });

describe('a secret', () => {
  it('that nobody here can make is refused without a value, and one that is not there is missing', async () => {
    const { company, ask } = await anOffice();
    for (const query of ['secret=targets/app', 'secret=targets/app&now=1']) {
      const how = query.includes('now') ? ' --now --value-from FILE' : 'app --value-from FILE';
      const refused = await rotateIt(ask, query);
      expect(refused).toMatchObject({ status: 409, json: { detail: expect.stringContaining(how) } });
    }
    expect((await rotateIt(ask, 'secret=nobody')).status).toBe(404);
    expect((await rotateIt(ask, '')).status).toBe(404);
    for (const value of ['with\nlines', '   ', 'x'.repeat(20_000)])
      expect((await rotateIt(ask, 'secret=targets/app', value)).status).toBe(409);
    expect((await rotateIt(ask, 'secret=audit-key', 'a key')).status).toBe(409);
    expect(company.rows('secret')).toEqual([]);
  });

  it('is shown with its age and limit, by name, and without its value', async () => {
    const { company, ask } = await anOffice();
    company.clock.move(91 * 86_400_000);
    const { json } = await ask('GET secrets');
    expect(json).toMatchObject([
      { name: 'audit-key', kind: 'audit-key', due: false },
      { name: 'frontdesk/operators', ageDays: 91, rotateDays: 90, due: true, automatic: false },
      { name: 'targets/app', kind: 'target', of: 'app', ageDays: 91, due: true },
    ]);
    expect(json[1]).toMatchObject({ usedAt: company.clock.now() });
    expect(JSON.stringify(json)).not.toContain('first');
    expect((await ask('GET status')).json.secrets).toHaveLength(3);
  });
});

describe('a list of operators', () => {
  const entry = (name: 'alpha' | 'bravo' | 'charlie') => ({ name, sha256: sha256(tokens[name]) });

  const reading = (name: 'alpha' | 'bravo') => ({ ...entry(name), role: 'read' });
  const all = [entry('alpha'), entry('bravo')];

  it('may name some who only read, beside two who command', async () => {
    const { ask } = await anOffice();
    const list = [entry('alpha'), entry('charlie'), reading('bravo')];
    expect(await rotateIt(ask, 'secret=operators', JSON.stringify(list))).toMatchObject({ status: 200 });
    expect((await ask('GET status', { token: tokens.bravo })).status).toBe(200);
    expect((await ask('POST redrive', { token: tokens.bravo })).status).toBe(403);
    expect((await ask('POST redrive', { token: tokens.charlie })).status).toBe(200);
  });

  it('is taken however its JSON is spelled, under the name of who brings it, and no answer, log or row holds it', async () => {
    const { company, ask } = await anOffice();
    const named = JSON.stringify([entry('alpha'), entry('charlie')], undefined, 2);
    const reply = await rotateIt(ask, 'secret=operators', named);
    expect(reply).toMatchObject({ status: 200, json: { secret: 'frontdesk/operators', state: 'finished' } });
    expect((await ask('GET status', { token: tokens.bravo })).status).toBe(401);
    expect((await ask('GET status', { token: tokens.charlie })).status).toBe(200);
    expect(company.rows('secret').map(({ act, actor }) => [act, actor])).toEqual([
      ['started', 'alpha'],
      ['rotated', 'alpha'],
      ['ended', 'alpha'],
    ]);
    const everything = JSON.stringify([reply.json, company.log.lines, company.rows(), company.table.contents('state')]);
    expect(everything).not.toContain(sha256(tokens.alpha));
  });

  it.each([
    ['is empty', [], 'fewer than two'],
    ['names one person', [entry('alpha')], 'fewer than two'],
    ['names one person twice', [entry('alpha'), { ...entry('bravo'), name: 'alpha' }], 'fewer than two'],
    ['gives two people one token', [entry('alpha'), { ...entry('alpha'), name: 'bravo' }], 'same token'],
    ['leaves out who brings it', [entry('bravo'), entry('charlie')], 'your own token is not on the list'],
    ['lets nobody in', [{ name: 'eve', sha256: '0'.repeat(64) }], 'fewer than two'],
    ['names two people of whom one only reads', [entry('alpha'), reading('bravo')], 'fewer than two'],
    [
      'lets its bringer only read',
      [reading('alpha'), entry('bravo'), entry('charlie')],
      'your own token would only read',
    ],
    ['spells a role wrong', [...all, { ...entry('bravo'), sha256: '0'.repeat(64), role: 'reed' }], '"role":"read"'],
    [
      'spells the word role wrong',
      [...all, { ...entry('bravo'), sha256: '0'.repeat(64), rôle: 'read' }],
      'nothing else',
    ],
    ['holds a name that no log takes', [entry('alpha'), { ...entry('bravo'), name: 'bra vo' }], 'must be JSON'],
    ['holds tokens', { alpha: tokens.alpha, bravo: tokens.bravo }, 'must be JSON'],
  ])('that %s is refused, and everybody still gets in', async (_, list, why) => {
    const { company, ask } = await anOffice();
    const reply = await rotateIt(ask, 'secret=operators&now=1', JSON.stringify(list));
    expect(reply).toMatchObject({ status: 409, json: { detail: expect.stringContaining(why) } });
    for (const token of Object.values(tokens)) expect((await ask('GET status', { token })).status).toBe(200);
    expect(company.rows('secret')).toEqual([]);
  });
});

/** A secret whose values people bring, and what an operator commands of it. */
async function aDesk(style: Style = 'sender') {
  const world = await rotationWorld(style, { follows: false });
  const { ports } = world.process();
  const byHand: RotatePorts = {
    ...ports,
    rotor: (secret) => {
      const rotor = ports.rotor(secret);
      return rotor && { ...rotor, isAutomatic: false };
    },
  };
  const command = (wish: Partial<RotationCommand>, on: RotatePorts = byHand) =>
    commandRotation(on, { secret: 's', actor: 'alpha', caller: '', atOnce: false, ...wish });
  return { world, ports, command };
}

const live = ({ secrets }: RotationWorld) => secrets.live('s');

describe('a value that somebody brought, and that is not switched to yet', () => {
  it('is replaced by the next one that is brought', async () => {
    const { world, command } = await aDesk();
    expect(await command({ value: 'wrong' })).toMatchObject({ state: 'open', step: 'test' });
    expect(await live(world)).toEqual(['wrong', 'v0']);
    expect(await command({ value: 'right' })).toMatchObject({ state: 'open', step: 'test' });
    expect(await live(world)).toEqual(['right', 'v0']);
  });

  it('is replaced after a leak too, and the value before ends at once', async () => {
    const { world, command } = await aDesk();
    await command({ value: 'wrong' });
    expect(await command({ value: 'right', atOnce: true })).toMatchObject({ state: 'finished' });
    expect(await live(world)).toEqual(['right']);
    expect(world.acts()).toEqual(['started', 'ended', 'started', 'rotated', 'ended']);
  });

  it('is taken back, by name, without a failure that wakes anybody', async () => {
    const { world, ports, command } = await aDesk();
    await command({ value: 'wrong' });
    expect(await command({ cancels: true, actor: 'bravo' })).toMatchObject({ state: 'cancelled' });
    expect(await live(world)).toEqual(['v0']);
    expect(await readRecord(ports, 's')).not.toHaveProperty('failure');
    expect(world.company.log.has('rotation-failed')).toBe(false);
    expect(world.company.rows('secret', 's').at(-1)).toMatchObject({ act: 'ended', actor: 'bravo' });
    expect(await command({ cancels: true })).toMatchObject({ kind: 'refused' });
  });

  it('of our own making is ended at the target when it is taken back', async () => {
    const { world, ports, command } = await aDesk('setter');
    world.side.isDown = true;
    expect(await command({}, ports)).toMatchObject({ state: 'open', step: 'test' });
    expect([...world.side.taken]).toEqual(['v0', 'v1']);
    expect(await command({ cancels: true }, ports)).toMatchObject({ state: 'cancelled' });
    expect([...world.side.taken]).toEqual(['v0']);
  });
});

it('a value that can be no secret of the source is refused, and after a leak nothing ends for it', async () => {
  const { world, ports, command } = await aDesk();
  const picky: RotatePorts = {
    ...ports,
    source: (name) => {
      const configured = ports.source(name);
      return configured && { ...configured, source: { ...configured.source, isSecret: (text) => text === 'a key' } };
    },
  };
  expect(await command({ value: 'no key', atOnce: true }, picky)).toMatchObject({ kind: 'refused' });
  expect(await live(world)).toEqual(['v0']);
  expect(await command({ value: 'a key', atOnce: true }, picky)).toMatchObject({ state: 'finished' });
});

describe('while two values are good', () => {
  it('a leak is ended with a third one, in one command', async () => {
    const { world, ports, command } = await aDesk('setter');
    expect(await command({}, ports)).toMatchObject({ state: 'open', step: 'end' });
    world.side.taken.add('third');
    expect(await command({ value: 'third', atOnce: true })).toMatchObject({ state: 'finished' });
    expect(await live(world)).toEqual(['third']);
  });

  it('a command that is refused ends nothing', async () => {
    const { world, ports, command } = await aDesk('setter');
    await command({}, ports);
    const before = [await live(world), world.acts()];
    for (const wish of [{ atOnce: true }, { value: 'third' }, { cancels: true }, { value: 'v1' }])
      expect(await command(wish)).toMatchObject({ kind: 'refused' });
    expect(await command({ cancels: true, atOnce: true })).toMatchObject({ kind: 'refused' });
    expect([await live(world), world.acts()]).toEqual(before);
  });

  it('the same value once more with --now ends the one before it', async () => {
    const { world, ports, command } = await aDesk('setter');
    await command({}, ports);
    expect(await command({ value: 'v1', atOnce: true })).toMatchObject({ state: 'finished' });
    expect(await live(world)).toEqual(['v1']);
    expect(await command({ value: 'v1', atOnce: true })).toMatchObject({
      kind: 'refused',
      why: 'that value is in force already',
    });
  });
});
