// One trace an event, from its webhook to the targets, by the OpenTelemetry API: without a provider all of it does nothing.
import { createHash } from 'node:crypto';
import {
  type Attributes,
  type Context,
  context,
  createContextKey,
  ROOT_CONTEXT,
  type Span,
  type SpanContext,
  SpanKind,
  SpanStatusCode,
  TraceFlags,
  trace,
} from '@opentelemetry/api';
import { traceIdOfEvent } from '../core/trace.ts';

/** Few names, so that a backend can group by them; what differs stands in the attributes, and is an id or a count. */
type SpanName =
  | 'webhook'
  | 'scim'
  | 'operator'
  | 'accept'
  | 'decide'
  | 'apply'
  | 'pump'
  | 'verify'
  | 'sweep'
  | 'call'
  | 'read';

const tracer = trace.getTracer('frontdesk');
const ARRIVED = createContextKey('when the delivery that is taken in now arrived');

const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');

/** Runs `work` as a span. What it throws ends the span as failed, by name only: a message may hold what came in. */
export async function inSpan<T>(
  name: SpanName,
  { parent = context.active(), kind = SpanKind.INTERNAL, attributes = {} }: SpanParts,
  work: (span: Span) => Promise<T>,
): Promise<T> {
  const span = tracer.startSpan(name, { kind, attributes }, parent);
  try {
    return await context.with(trace.setSpan(parent, span), () => work(span));
  } catch (error) {
    span.setStatus({ code: SpanStatusCode.ERROR, message: error instanceof Error ? error.name : 'unknown' });
    throw error;
  } finally {
    span.end();
  }
}

export interface SpanParts {
  readonly parent?: Context;
  readonly kind?: SpanKind;
  readonly attributes?: Attributes;
}

/** A function's step as a span of the trace that its message carries. */
export function traced<Input, Output>(
  name: SpanName,
  step: (input: Input) => Promise<Output>,
): (input: Input) => Promise<Output> {
  return (input) => {
    const isDelivery = name === 'webhook' || name === 'scim';
    const parent = isDelivery ? context.active().setValue(ARRIVED, Date.now()) : context.active();
    return inSpan(name, { parent, kind: isDelivery ? SpanKind.SERVER : SpanKind.CONSUMER }, () => step(input));
  };
}

/**
 * What the wake-up of an event carries: the event's own trace, also when the sweep sends it again. In a delivery the trace begins with a span `accept`, from the request's
 * first moment to now. Undefined when nobody records.
 */
export function traceOfEvent(event: string): string | undefined {
  const traceId = traceIdOfEvent(event, sha256);
  const present = trace.getActiveSpan();
  if (traceId === undefined || !present?.isRecording()) return undefined;
  const root = { traceId, spanId: traceId.slice(0, 16), traceFlags: TraceFlags.SAMPLED, isRemote: true };
  const arrived = context.active().getValue(ARRIVED);
  if (typeof arrived !== 'number') return carried(root);
  const parts = {
    kind: SpanKind.PRODUCER,
    startTime: arrived,
    attributes: { 'frontdesk.event': event },
    links: [{ context: present.spanContext() }],
  };
  const span = tracer.startSpan('accept', parts, trace.setSpanContext(ROOT_CONTEXT, root));
  span.end();
  return carried(span.spanContext());
}

/** What a message carries that is sent now. Undefined when nobody records. */
export function presentTrace(): string | undefined {
  const span = trace.getActiveSpan();
  return span?.isRecording() ? carried(span.spanContext()) : undefined;
}

/** W3C Trace Context, `traceparent`. */
function carried({ traceId, spanId, traceFlags }: SpanContext): string {
  return `00-${traceId}-${spanId}-${traceFlags.toString(16).padStart(2, '0')}`;
}

/** The context that a message was sent from; a root without one, or with one that is none. */
export function contextOf(traceparent: string | undefined): Context {
  const [, traceId, spanId, flags = '0'] =
    /^00-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})$/.exec(traceparent ?? '') ?? [];
  if (traceId === undefined || spanId === undefined) return ROOT_CONTEXT;
  const traceFlags = Number.parseInt(flags, 16);
  return trace.setSpanContext(ROOT_CONTEXT, { traceId, spanId, traceFlags, isRemote: true });
}
