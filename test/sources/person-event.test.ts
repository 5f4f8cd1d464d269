// What our documented payload means: who works here from when to when, and which attributes hold from when.
import { describe, expect, test } from 'vitest';
import type { Statement } from '../../shared/model/event.ts';
import { NOW, normalised } from './world.ts';
import { standardWorld } from './worlds/standard.ts';

const timestamp = '2026-11-21T09:30:00Z';

function answerTo(type: string, data: object, more: object = {}) {
  const body = JSON.stringify({ type, timestamp, data: { id: '4711', ...data }, ...more });
  return normalised(standardWorld, standardWorld.deliver(body, { secret: standardWorld.secrets.live.sign, now: NOW }));
}

function statementOf(type: string, data: object): Statement {
  const answer = answerTo(type, data);
  if (answer.kind !== 'events' || !answer.events[0]?.statement) throw new Error(JSON.stringify(answer));
  return answer.events[0].statement;
}

describe('a person event', () => {
  test('hires somebody from a day in their own zone, and brings their attributes at once', () => {
    expect(
      statementOf('person.hired', {
        effective: '2026-12-01',
        zone: 'Pacific/Auckland',
        employment: 'e-9',
        attributes: { userName: 'mara' },
      }),
    ).toEqual({
      whole: false,
      version: Date.parse(timestamp),
      at: { instant: timestamp },
      attributes: { userName: 'mara' },
      turns: [{ status: 'active', at: { date: '2026-12-01', zone: 'Pacific/Auckland' }, of: 'e-9' }],
    });
  });

  test('of a contractor ends by itself the day after the last day', () => {
    expect(statementOf('person.hired', { effective: '2026-12-01', lastDay: '2026-12-31' }).turns).toEqual([
      { status: 'active', at: { date: '2026-12-01' } },
      { status: 'left', at: { date: '2027-01-01' } },
    ]);
  });

  test('whose last day is 9999-12-31 has no end: nobody is taken for a leaver by it', () => {
    expect(statementOf('person.hired', { effective: '2026-12-01', lastDay: '9999-12-31' }).turns).toEqual([
      { status: 'active', at: { date: '2026-12-01' } },
    ]);
    expect(answerTo('person.left', { lastDay: '9999-12-31' })).toEqual({
      kind: 'invalid',
      what: 'person.left names a last day that is none: 9999-12-31 means no end',
    });
  });

  test.each([
    ['data.effective', { effective: '0001-01-01' }],
    ['data.effective', { effective: '1899-12-31' }],
    ['data.effective', { effective: '9999-12-31T23:59:59-23:00' }],
    ['data.lastDay', { lastDay: '9999-01-01' }],
    ['data.lastDay', { lastDay: '0000-12-31' }],
  ])('with a %s that nobody can mean is refused: %j', (field, data) => {
    expect(answerTo('person.hired', data)).toEqual({ kind: 'invalid', what: `wrong: ${field}` });
  });

  test('that says it happened before computers counted time is refused', () => {
    expect(answerTo('person.hired', {}, { timestamp: '1969-12-31T23:59:59Z' }).kind).toBe('invalid');
  });

  test('ends access when the last day is over, or at an instant, or at once', () => {
    const turnsOf = (data: object) => statementOf('person.left', data).turns;
    expect(turnsOf({ lastDay: '2026-11-30', zone: 'America/Lima' })).toEqual([
      { status: 'left', at: { date: '2026-12-01', zone: 'America/Lima' } },
    ]);
    expect(turnsOf({ effective: '2026-11-21T17:00:00+01:00' })).toEqual([
      { status: 'left', at: { instant: '2026-11-21T17:00:00+01:00' } },
    ]);
    expect(turnsOf({})).toEqual([{ status: 'left', at: { instant: timestamp } }]);
  });

  test('that says "today" holds from when it was said; one ahead or long past holds from its day', () => {
    const attributes = { title: 'Cook' };
    const at = (type: string, effective: string) => statementOf(type, { effective, attributes }).at;
    for (const type of ['person.changed', 'person.hired', 'person.rehired']) {
      expect(at(type, '2026-11-21'), type).toEqual({ instant: timestamp });
      expect(at(type, '2026-03-01'), type).toEqual({ date: '2026-03-01' });
    }
    expect(at('person.changed', '2026-12-24')).toEqual({ date: '2026-12-24' });
    expect(at('person.rehired', '2026-12-24')).toEqual({ instant: timestamp });
  });

  test('can be taken back by naming its id', () => {
    const statement = statementOf('person.rescinded', { rescinds: 'msg_1', version: 8 });
    expect(statement).toEqual({ whole: false, version: 8, at: { instant: timestamp }, rescinds: 'msg_1' });
  });

  test('that is misspelt is refused, because "lastday" would end access at once', () => {
    const wrong: [string, object][] = [
      ['person.left', { lastday: '2026-12-31' }],
      ['person.left', { lastDay: '2026-12-31', effective: '2026-12-01' }],
      ['person.left', { lastDay: '31.12.2026' }],
      ['person.left', { zone: 'Mars/Olympus' }],
      ['person.left', { id: 'a b' }],
      ['person.changed', {}],
      ['person.changed', { attributes: { title: 'Cook' }, lastDay: '2026-12-31' }],
      ['person.changed', { attributes: { 'no name': 'x' } }],
      ['person.changed', { attributes: { title: 'x'.repeat(401) } }],
      ['person.rescinded', {}],
      ['person.hired', { rescinds: 'msg_1' }],
    ];
    for (const [type, data] of wrong) expect(answerTo(type, data).kind, JSON.stringify(data)).toBe('invalid');
  });

  test('without a time zone offset in its timestamp is refused', () => {
    expect(answerTo('person.left', {}, { timestamp: '2026-11-21T09:30:00' }).kind).toBe('invalid');
  });
});
