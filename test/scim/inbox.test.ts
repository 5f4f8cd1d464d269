// What the pipeline hears of a change at the SCIM server: one inbox row with each version, and a person it folds to.
import { expect, it } from 'vitest';
import { factOf } from '../../shared/core/fact.ts';
import { fold } from '../../shared/core/fold.ts';
import { dueAt } from '../../shared/core/inbox.ts';
import type { EmploymentStatus } from '../../shared/model/event.ts';
import { SourceEvent, Statement } from '../../shared/model/event.ts';
import { anEndpoint, aStoredUser, enterpriseUser, type TestEndpoint } from './endpoint.ts';

/** The person's status as the pipeline's own fold sees it after the newest row alone. */
async function statusNow(endpoint: TestEndpoint): Promise<EmploymentStatus | 'expected' | 'unknown'> {
  const rows = await endpoint.inbox();
  const facts = rows.flatMap(({ statement, vendorId }) =>
    statement
      ? [factOf(statement, vendorId, { authority: { source: 'idp', owns: ['*'], zone: 'UTC' }, fallback: 0 })]
      : [],
  );
  return fold(facts, endpoint.pipeline.clock.now()).status;
}

it('each version is one event with the whole of what is known, and one wake-up', async () => {
  const endpoint = anEndpoint();
  const id = await aStoredUser(endpoint, 'mara@example.com', {
    externalId: 'e-1',
    displayName: 'Mara Lind',
    title: 'Engineer',
    userType: 'Employee',
    timezone: 'Europe/Berlin',
    phoneNumbers: [
      { type: 'mobile', value: '+49 1' },
      { type: 'work', value: '+49 2' },
    ],
    [enterpriseUser]: { department: 'Sales', employeeNumber: '42', manager: { value: 'boss' } },
  });
  await endpoint.patch(id, [{ op: 'remove', path: 'title' }]);
  const [first, second, ...more] = await endpoint.inbox();
  expect(more).toEqual([]);
  expect(first).toMatchObject({
    subject: id,
    vendorId: `${id}.1`,
    event: `idp:${id}:${id}.1`,
    leaves: false,
    thin: false,
  });
  expect(first?.statement).toMatchObject({ whole: true, turns: [{ status: 'active' }] });
  expect(first?.statement?.attributes).toEqual({
    userName: 'mara@example.com',
    email: 'mara@example.com',
    externalId: 'e-1',
    displayName: 'Mara Lind',
    givenName: 'Mara',
    familyName: 'Lind',
    title: 'Engineer',
    employmentType: 'Employee',
    zone: 'Europe/Berlin',
    phone: '+49 2',
    department: 'Sales',
    employeeNumber: '42',
    manager: 'boss',
  });
  expect(second?.statement?.attributes).not.toHaveProperty('title');
  expect(second?.statement?.version ?? 0).toBeGreaterThan(first?.statement?.version ?? Number.MAX_SAFE_INTEGER);
  expect(endpoint.sent.map(({ queue, body }) => [queue, body])).toEqual([
    ['events', { tenant: 'acme', source: 'idp', subject: id, event: `idp:${id}:${id}.1` }],
    ['events', { tenant: 'acme', source: 'idp', subject: id, event: `idp:${id}:${id}.2` }],
  ]);
});

it('what is told is always a valid event', async () => {
  const endpoint = anEndpoint();
  const id = await aStoredUser(endpoint, `${'x'.repeat(388)}@example.com`, {
    name: { givenName: ' ', familyName: 'é\u0001' },
    emails: [{ value: '' }, {}],
    locale: '',
  });
  for (let at = 0; at < 40; at++)
    await endpoint.patch(id, [{ op: 'replace', path: 'active', value: at % 2 === 0 ? 'False' : 'True' }]);
  await endpoint.ask('DELETE', `/Users/${id}`);
  const rows = await endpoint.inbox();
  expect(rows).toHaveLength(42);
  for (const { statement, vendorId, subject, leaves } of rows) {
    Statement.parse(statement);
    SourceEvent.parse({ vendorId, subject, leaves, statement });
  }
});

it('inactive means left, urgently; active again is a rehire; deleted is left', async () => {
  const endpoint = anEndpoint();
  const id = await aStoredUser(endpoint, 'mara@example.com');
  expect(await statusNow(endpoint)).toBe('active');
  await endpoint.patch(id, [{ op: 'replace', value: { active: false } }]);
  expect([await statusNow(endpoint), endpoint.sent.at(-1)?.queue]).toEqual(['left', 'events-urgent']);
  await endpoint.patch(id, [{ op: 'Replace', path: 'active', value: 'True' }]);
  expect([await statusNow(endpoint), endpoint.sent.at(-1)?.queue]).toEqual(['active', 'events']);
  await endpoint.ask('DELETE', `/Users/${id}`);
  expect([await statusNow(endpoint), endpoint.sent.at(-1)?.queue]).toEqual(['left', 'events-urgent']);
  const rows = await endpoint.inbox();
  expect(rows.at(-1)?.statement?.turns?.map(({ status }) => status)).toEqual(['active', 'left', 'active', 'left']);
  expect(rows.map(({ leaves }) => leaves)).toEqual([false, true, false, true]);
  expect(new Set(rows.map(({ vendorId }) => vendorId)).size).toBe(4);
});

it('the newest row decides in whatever order rows are read', async () => {
  const endpoint = anEndpoint();
  const id = await aStoredUser(endpoint, 'mara@example.com');
  await endpoint.patch(id, [{ op: 'replace', path: 'active', value: false }]);
  await endpoint.patch(id, [{ op: 'replace', path: 'title', value: 'Former' }]);
  const facts = (await endpoint.inbox()).flatMap(({ statement, vendorId }) =>
    statement
      ? [factOf(statement, vendorId, { authority: { source: 'idp', owns: ['*'], zone: 'UTC' }, fallback: 0 })]
      : [],
  );
  const now = endpoint.pipeline.clock.now();
  for (const order of [facts, [...facts].reverse(), [facts[1], facts[2], facts[0]].flatMap((fact) => fact ?? [])])
    expect(fold(order, now)).toMatchObject({ status: 'left', attributes: { title: 'Former' } });
});

it('a name that Entra ID marked as deleted is not told as a rename, and frees the old name', async () => {
  const endpoint = anEndpoint();
  const id = await aStoredUser(endpoint, 'mara@example.com');
  const marked = `0a21f0f28d2a4f8ebf987363c4aed4ef${'mara@example.com'}`;
  const { json } = await endpoint.patch(id, [
    { op: 'Replace', path: 'userName', value: marked },
    { op: 'Replace', path: 'active', value: 'False' },
  ]);
  expect(json.userName).toBe(marked);
  expect((await endpoint.inbox()).at(-1)?.statement?.attributes?.userName).toBe('mara@example.com');
  await aStoredUser(endpoint, 'mara@example.com');
});

it('a wake-up that cannot be sent fails nothing: the row is in the due index for the sweep', async () => {
  const endpoint = anEndpoint({ queues: { send: () => Promise.reject(new Error('queue down')) } });
  const id = await aStoredUser(endpoint, 'mara@example.com');
  const due = await Promise.all(
    Array.from({ length: 16 }, (_, shard) =>
      endpoint.table.queryIndex({
        index: 'due',
        shard: `due#acme#${String(shard).padStart(2, '0')}`,
        to: dueAt(Number.MAX_SAFE_INTEGER),
        limit: 10,
      }),
    ),
  );
  expect(due.flatMap(({ keys }) => keys.map(({ pk, sk }) => [pk, sk]))).toEqual([
    [`acme#in#idp#${id}`, `idp:${id}:${id}.1`],
  ]);
});
