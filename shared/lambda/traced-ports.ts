// The ports whose calls show in a trace: queues hand the trace on, targets get a span for each call.
import { SpanKind } from '@opentelemetry/api';
import type { Connection } from '../ports/adapter.ts';
import type { Queues } from '../ports/queue.ts';
import { inSpan, presentTrace, traceOfEvent } from './tracing.ts';

/** Wake-ups carry the trace of the event that they are for, or else of what runs now. */
export function tracedQueues(queues: Queues): Queues {
  return {
    send: (messages) =>
      queues.send(
        messages.map((message) => {
          const { event } = message.body;
          const trace = typeof event === 'string' ? traceOfEvent(event) : presentTrace();
          return trace === undefined ? message : { ...message, trace };
        }),
      ),
  };
}

/** Each change and each read is a span with the operation's key, the kind of change and how it ended. */
export function tracedConnection(target: string, connection: Connection): Connection {
  const attributes = { 'frontdesk.target': target };
  return {
    ...connection,
    apply: (request) => {
      const asked = { 'frontdesk.operation': request.key, 'frontdesk.change': request.change.kind };
      return inSpan('call', { kind: SpanKind.CLIENT, attributes: { ...attributes, ...asked } }, async (span) => {
        const outcome = await connection.apply(request);
        span.setAttribute('frontdesk.outcome', outcome.kind === 'fault' ? outcome.fault.kind : outcome.kind);
        return outcome;
      });
    },
    read: (request) => {
      const asked = { 'frontdesk.accounts': request.refs.length };
      return inSpan('read', { kind: SpanKind.CLIENT, attributes: { ...attributes, ...asked } }, async (span) => {
        const answer = await connection.read(request);
        span.setAttribute('frontdesk.outcome', answer.kind === 'fault' ? answer.fault.kind : answer.kind);
        return answer;
      });
    },
  };
}
