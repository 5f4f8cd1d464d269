// One trace an event, seen by a real OpenTelemetry provider that keeps its spans in memory.
import { context, trace } from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import { BasicTracerProvider, InMemorySpanExporter, SimpleSpanProcessor } from '@opentelemetry/sdk-trace-base';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import * as z from 'zod';
import { batch } from '../../shared/lambda/batch.ts';
import { tracedConnection, tracedQueues } from '../../shared/lambda/traced-ports.ts';
import { traced } from '../../shared/lambda/tracing.ts';
import type { Connection } from '../../shared/ports/adapter.ts';
import type { Message } from '../../shared/ports/queue.ts';

const EVENT = 'hr:1042:msg_7';
// The first half of the SHA-256 of "hr:msg_7".
const TRACE = '162ce0ea5075054b0cd5c790cb12109a';
const Wakeup = z.object({ person: z.string() });

const sent: Message[] = [];
const queues = tracedQueues({ send: async (messages) => void sent.push(...messages) });
const wakeup = { queue: 'events', group: 'g', deduplicationId: 'd', body: { event: EVENT } } as const;
const next = { queue: 'apply', group: 'g', deduplicationId: 'e', body: { person: 'p' } } as const;

function record({ body, trace: carried }: Message) {
  return {
    messageId: 'm',
    body: JSON.stringify(body),
    attributes: { ApproximateReceiveCount: '1' },
    ...(carried !== undefined && { messageAttributes: { traceparent: { stringValue: carried } } }),
  };
}

const take = traced('webhook', () => queues.send([wakeup]));
const decideAll = batch(
  z.unknown(),
  traced('decide', () => queues.send([next])),
);

describe('while somebody records', () => {
  const exporter = new InMemorySpanExporter();
  const spans = () => exporter.getFinishedSpans();
  const named = (name: string) => spans().filter((span) => span.name === name);

  beforeEach(() => {
    sent.splice(0);
    context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
    trace.setGlobalTracerProvider(new BasicTracerProvider({ spanProcessors: [new SimpleSpanProcessor(exporter)] }));
  });
  afterEach(() => {
    exporter.reset();
    trace.disable();
    context.disable();
  });

  it('an event has one trace from its webhook over the queues to the call of a target', async () => {
    await take(undefined);
    await decideAll({ Records: [record(sent[0] as Message)] });
    const connection = tracedConnection('app', { apply: async () => ({ kind: 'changed' }) } as unknown as Connection);
    const change = { kind: 'ensure', ref: { person: 'p', userName: 'u' }, profile: {}, grant: [], revoke: [] } as const;
    const call = () => connection.apply({ change, key: 'acme/p/app/1', signal: AbortSignal.timeout(1_000) });
    await batch(Wakeup, traced('apply', call))({ Records: [record(sent[1] as Message)] });
    const path = ['accept', 'decide', 'apply', 'call'].map((name) => named(name)[0]);
    const ids = path.map((span) => span?.spanContext().traceId);
    expect(new Set(ids)).toEqual(new Set([ids[0]]));
    expect(path.map((span) => span?.parentSpanContext?.spanId).slice(1)).toEqual(
      path.slice(0, -1).map((span) => span?.spanContext().spanId),
    );
    expect(path[3]?.attributes).toEqual({
      'frontdesk.target': 'app',
      'frontdesk.operation': 'acme/p/app/1',
      'frontdesk.change': 'ensure',
      'frontdesk.outcome': 'changed',
    });
  });

  it("the trace follows from the source and the vendor's own id alone, and leads back to the delivery", async () => {
    await take(undefined);
    expect(sent[0]?.trace?.slice(3, 35)).toBe(TRACE);
    expect(named('accept')[0]?.spanContext().traceId).toBe(TRACE);
    expect(named('accept')[0]?.links[0]?.context.spanId).toBe(named('webhook')[0]?.spanContext().spanId);
  });

  it('a wake-up that the sweep sends again belongs to the trace of its event, and nothing is taken in twice', async () => {
    await traced('sweep', () => queues.send([wakeup]))(undefined);
    expect(sent[0]?.trace?.slice(3, 35)).toBe(TRACE);
    expect(named('accept')).toEqual([]);
  });

  it('what fails is told by its name, never by what was said', async () => {
    await expect(traced('apply', () => Promise.reject(new TypeError('ada@example.com')))(undefined)).rejects.toThrow();
    expect(named('apply')[0]?.status.message).toBe('TypeError');
    expect(JSON.stringify(named('apply')[0]?.events)).not.toContain('ada');
  });

  it('a message with a trace that is none begins a trace of its own', async () => {
    await decideAll({ Records: [record({ ...wakeup, trace: '00-zz-1-01' })] });
    expect(named('decide')[0]?.parentSpanContext).toBeUndefined();
  });
});

it('while nobody records, messages are as they are without tracing', async () => {
  sent.splice(0);
  await take(undefined);
  expect(sent).toEqual([wakeup]);
});
