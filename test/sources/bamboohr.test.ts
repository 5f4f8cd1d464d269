// BambooHR's payloads as documented and as seen, and what an employee's record says about employment.
import { describe, expect, test } from 'vitest';
import { statementOf } from '../../shared/sources/bamboohr/record.ts';
import { timeOf } from '../../shared/sources/bamboohr/signing.ts';
import { digest, isAuthentic, NOW, normalised, withHeader } from './world.ts';
import { bambooApi, bambooWorld, employee } from './worlds/bamboohr.ts';

const secret = bambooWorld.secrets.live.sign;

function eventsOf(body: string, contentType = 'application/json') {
  const request = withHeader(bambooWorld.deliver(body, { secret, now: NOW }), 'content-type', contentType);
  const answer = normalised(bambooWorld, request);
  return answer.kind === 'events' ? answer : answer.what;
}

const form = 'application/x-www-form-urlencoded';
const shown = (body: string, contentType?: string) => {
  const answer = eventsOf(body, contentType);
  return typeof answer === 'string'
    ? answer
    : answer.events.map(({ subject, leaves }) => `${subject}${leaves ? ' leaves' : ''}`);
};

describe("BambooHR's deliveries", () => {
  test('are understood event-based and field-based, as JSON and as a form', () => {
    const updated =
      'type=employee.updated&timestamp=2026-01-31T18:42:00%2B0000&data[companyId]=12345&data[employeeId]=67890';
    expect(shown(`${updated}&data[changedFields][0]=firstName`, form)).toEqual(['67890']);
    expect(
      shown(`${updated}&data[changedFields][0]=firstName&data[changedFields][1]=status`, `${form}; charset=utf-8`),
    ).toEqual(['67890 leaves']);
    expect(
      shown(
        'employees[12345][changedFields][0]=First+name&employees[12345][First+name]=John&employees[9][changedFields][0]=Status',
        form,
      ),
    ).toEqual(['9 leaves', '12345']);
    expect(shown('{"type":"employee_with_fields.deleted","data":{"employeeId":7}}')).toEqual(['7 leaves']);
    expect(
      shown(
        '{"employees":[{"id":"1","action":"Updated","changedFields":["Employment Status"],"fields":{"Employment Status":{"value":"x"}}}]}',
      ),
    ).toEqual(['1 leaves']);
  });

  test('of which an entry is torn still speak of the others', () => {
    const good = { id: '7', action: 'Updated', changedFields: ['Status'] };
    const torn = [{ id: 0 }, 'x', null, { action: 'Updated' }];
    expect(eventsOf(JSON.stringify({ employees: [torn[0], good, ...torn.slice(1)] }))).toMatchObject({
      events: [{ subject: '7', leaves: true }],
      ignored: 0,
      unreadable: 4,
    });
    expect(typeof eventsOf(JSON.stringify({ employees: torn }))).toBe('string');
    expect(shown(JSON.stringify({ employees: [{ ...good, timestamp: 5, changedFields: 7 }] }))).toEqual(['7']);
  });

  test('never name the owner of the API key or a made-up id', () => {
    for (const id of ['0', '-1', '1/../2', 'directory', ' 1', '01', ''])
      expect(typeof eventsOf(JSON.stringify({ type: 'employee.updated', data: { employeeId: id } })), id).toBe(
        'string',
      );
  });

  test('as a form with odd names speak of nobody and leave nothing behind', () => {
    for (const body of [
      'employees[__proto__][x]=1',
      'employees[1]=a&employees[1][id]=b',
      'a[b][c][d][e]=1',
      '[]=1',
      'employees[constructor][prototype][x]=1',
    ])
      expect(JSON.stringify(shown(body, form)), body).toMatch(/^(\[\]|"neither an event)/);
    expect(Object.hasOwn(Object.prototype, 'x')).toBe(false);
  });

  test('that are sent a second time are one event; two edits in one second are two', () => {
    const id = (now: number) => {
      const answer = normalised(bambooWorld, bambooWorld.deliver(bambooWorld.one, { secret, now }));
      return answer.kind === 'events' ? answer.events[0]?.vendorId : undefined;
    };
    expect(id(NOW)).toBe(id(NOW));
    expect(id(NOW)).not.toBe(id(NOW + 1000));
  });

  test('carry their time in seconds or in ISO 8601, with or without a zone', () => {
    const same = [
      '1795253400',
      '2026-11-21T09:30:00Z',
      '2026-11-21T09:30:00+0000',
      '2026-11-21T10:30:00+01:00',
      '2026-11-21T09:30:00',
      '2026-11-21T09:30:00.000Z',
    ];
    expect(new Set(same.map(timeOf))).toEqual(new Set([NOW]));
    for (const text of ['', '1795253400abc', '2026-11-21', 'now', '2026-13-41T09:30:00Z', '-5'])
      expect(timeOf(text), text).toBeUndefined();
  });

  test('in ISO time are signed over the text of the header, body first', () => {
    const sample = bambooWorld.source.sample?.(
      { what: 'leave', subject: '4711', attributes: {}, date: '2026-11-20' },
      { secret, now: NOW, id: 'x', config: {} },
    );
    const request = { method: 'POST', headers: sample?.headers ?? {}, body: Buffer.from(sample?.body ?? '') };
    expect(request.headers['x-bamboohr-timestamp']).toBe('2026-11-21T09:30:00.000Z');
    expect(isAuthentic(bambooWorld, request, { hold: [secret] })).toBe(true);
  });
});

describe("an employee's record", () => {
  const mapping = { title: 'jobTitle', division: 'division' };
  const read = (change: object, now = NOW) => {
    const { terminationDate, ...current } = { ...employee, id: '4711', ...change };
    return statementOf([current, { id: '4711', terminationDate }], { subject: '4711', mapping, now });
  };
  const turns = (change: object) => {
    const answer = read(change);
    if (answer.kind !== 'found') throw new Error(JSON.stringify(answer));
    return answer.statement.turns?.map(({ status, at }) => `${status} ${'date' in at ? at.date : at.instant}`);
  };

  test('of somebody who works here is active from the hire date', () => {
    expect(turns({})).toEqual(['active 2024-02-01']);
    expect(turns({ hireDate: null, originalHireDate: '' })).toEqual(['active 1970-01-01T00:00:00Z']);
  });

  test('with a last day ends the day after it', () => {
    expect(turns({ terminationDate: '2026-12-31' })).toEqual(['active 2024-02-01', 'left 2027-01-01']);
    expect(turns({ terminationDate: '2026-11-20' })).toEqual(['active 2024-02-01', 'left 2026-11-21']);
    expect(turns({ status: 'Inactive', terminationDate: '2026-10-31' })).toEqual([
      'active 2024-02-01',
      'left 2026-11-01',
    ]);
  });

  test('with 9999-12-31 as its last day has no end; a day that nobody can mean is a breach of contract', () => {
    expect(turns({ terminationDate: '9999-12-31' })).toEqual(['active 2024-02-01']);
    for (const odd of [{ terminationDate: '9999-01-01' }, { hireDate: '0001-01-01' }, { hireDate: '9999-12-31' }])
      expect(read(odd), JSON.stringify(odd)).toMatchObject({ fault: { kind: 'contractBreach' } });
  });

  test('of somebody made inactive has left by now, whatever the last day says', () => {
    const now = 'left 2026-11-21T09:30:00.000Z';
    for (const terminationDate of [null, '2026-11-21', '2026-12-31'])
      expect(turns({ status: 'Inactive', terminationDate }), `${terminationDate}`).toEqual(['active 2024-02-01', now]);
    expect(turns({ status: 'Inactive', terminationDate: '2026-11-20' })).toEqual([
      'active 2024-02-01',
      'left 2026-11-20',
    ]);
  });

  test('of somebody hired again shows both employments, or only that they are here', () => {
    expect(turns({ hireDate: '2026-11-01', terminationDate: '2025-05-31' })).toEqual([
      'active 2024-02-01',
      'left 2025-06-01',
      'active 2026-11-01',
    ]);
    expect(turns({ terminationDate: '2025-05-31' })).toEqual(['active 2024-02-01']);
  });

  test('gives its attributes, without the empty ones', () => {
    expect(read({})).toMatchObject({ kind: 'found', statement: { whole: true, attributes: { title: 'Cook' } } });
  });

  test('that lost a field because the key may not see it any more is denied, or it would be cleared for everybody', async () => {
    for (const hidden of ['department', 'terminationDate', 'status']) {
      const api = await bambooApi([hidden]);
      const request = {
        subject: '4711',
        credentials: [api.credential.good],
        now: NOW,
        config: bambooWorld.source.config.parse(api.config),
      };
      const answer = await bambooWorld.source.fetch?.(request, { digest, signal: AbortSignal.timeout(5_000) });
      await api.close();
      expect(answer, hidden).toMatchObject({ kind: 'fault', fault: { kind: 'denied' } });
    }
  });

  test('with a last day ahead shows it although everything else is as of today', async () => {
    const api = await bambooApi();
    api.put('4711', {
      ...employee,
      jobTitle: { now: 'Cook', ahead: 'Chef' },
      terminationDate: { now: null, ahead: '2026-12-31' },
    });
    const request = {
      subject: '4711',
      credentials: [api.credential.good],
      now: NOW,
      config: bambooWorld.source.config.parse(api.config),
    };
    const answer = await bambooWorld.source.fetch?.(request, { digest, signal: AbortSignal.timeout(5_000) });
    await api.close();
    expect(answer).toMatchObject({
      kind: 'found',
      statement: {
        attributes: { title: 'Cook' },
        turns: [{ status: 'active' }, { status: 'left', at: { date: '2027-01-01' } }],
      },
    });
  });

  test('with a value that cannot be an attribute names the attribute, not the value', () => {
    expect(read({ jobTitle: 'x'.repeat(401) })).toEqual({ kind: 'fault', fault: { kind: 'invalid', field: 'title' } });
    expect(read({ status: 'Retired' })).toMatchObject({ kind: 'fault', fault: { kind: 'contractBreach' } });
  });
});
