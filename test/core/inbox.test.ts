import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import {
  dueAt,
  dueShard,
  dueShards,
  eventId,
  inboxItem,
  inboxKey,
  inboxPayload,
  inboxRow,
  inboxWakeup,
} from '../../shared/core/inbox.ts';
import type { SourceEvent } from '../../shared/model/event.ts';

const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');
const leaver: SourceEvent = { vendorId: 'evt-1', subject: '4711', leaves: true, occurredAt: '2026-11-21T09:00:00Z' };
const received = { tenant: 'acme', source: 'hr', receivedAt: 1_795_000_000_000, sealed: 'secret text' };

test('a stored inbox row reads back as it was written', () => {
  const item = inboxItem(leaver, received, sha256);
  expect(item.pk).toBe('acme#in#hr#4711');
  expect(item.sk).toBe('hr:4711:evt-1');
  expect(inboxRow(item)).toEqual({
    ...received,
    subject: '4711',
    event: 'hr:4711:evt-1',
    vendorId: 'evt-1',
    leaves: true,
    thin: true,
    tries: 0,
  });
});

test('a redelivery has the same key, so it can never become a second row', () => {
  const later = inboxItem(leaver, { ...received, receivedAt: received.receivedAt + 90_000_000 }, sha256);
  const { pk, sk } = inboxKey({
    tenant: 'acme',
    source: 'hr',
    subject: '4711',
    event: eventId('hr', { subject: '4711', vendorId: 'evt-1' }),
  });
  expect([later.pk, later.sk]).toEqual([pk, sk]);
});

test('a row becomes due one minute after it came, in one of sixteen shards of its tenant', () => {
  const item = inboxItem(leaver, received, sha256);
  expect(item.index?.at).toBe(dueAt(received.receivedAt + 60_000));
  expect(dueShards('acme')).toContain(item.index?.shard);
  const used = new Set(Array.from({ length: 400 }, (_, n) => dueShard('acme', `acme#in#hr#${n}`, sha256)));
  expect([...used].sort()).toEqual(dueShards('acme'));
});

test('moments sort as text in the order of time', () => {
  expect(dueAt(5) < dueAt(40)).toBe(true);
  expect(dueAt(-5)).toBe('000000000000000');
  expect(dueAt(1_795_000_000_000)).toHaveLength(15);
});

test('only ids go into the wake-up, and leavers take the urgent lane', () => {
  const row = inboxRow(inboxItem(leaver, received, sha256));
  const body = { tenant: 'acme', source: 'hr', subject: '4711', event: 'hr:4711:evt-1' };
  expect(inboxWakeup(row, 'd1', sha256)).toEqual({
    queue: 'events-urgent',
    group: 'acme#hr#4711',
    deduplicationId: 'd1',
    body,
  });
  expect(inboxWakeup({ ...row, leaves: false }, 'd1', sha256).queue).toBe('events');
});

test('an id that SQS would refuse as a message group still has a group of its own', () => {
  const groupOf = (subject: string) =>
    inboxWakeup({ tenant: 'acme', source: 'hr', subject, event: 'hr:e', leaves: false }, 'd', sha256).group;
  for (const subject of ['Žofie', 'x'.repeat(128)]) expect(groupOf(subject)).toMatch(/^[!-~]{1,128}$/);
  expect(groupOf('Žofie')).not.toBe(groupOf('Žofia'));
});

test('what is sealed holds the statement and when it happened, nothing else', () => {
  const text = inboxPayload({ ...leaver, statement: { whole: false, attributes: { title: 'Cook' } } });
  expect(JSON.parse(text)).toEqual({
    statement: { whole: false, attributes: { title: 'Cook' } },
    occurredAt: '2026-11-21T09:00:00Z',
  });
});
