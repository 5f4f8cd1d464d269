// The laptop's traces: spans as lines of JSON in one file of its data folder, a bounded number of them.
import { existsSync, mkdirSync, renameSync, statSync } from 'node:fs';
import { appendFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { context, type HrTime, trace } from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import {
  BasicTracerProvider,
  BatchSpanProcessor,
  type ReadableSpan,
  type SpanExporter,
} from '@opentelemetry/sdk-trace-base';
import type { SpanLine } from '../../shared/model/span.ts';

/** Then the file is put aside, and the one aside before it is forgotten, bytes. */
const LARGEST = 16 * 1024 * 1024;

/** Records all spans of this process in `path`, until stopped. Spans reach the file within a second. */
export function recordTraces(path: string): { stop(): Promise<void> } {
  mkdirSync(dirname(path), { recursive: true });
  const processor = new BatchSpanProcessor(fileExporter(path), { scheduledDelayMillis: 500, maxQueueSize: 16_384 });
  const provider = new BasicTracerProvider({ spanProcessors: [processor] });
  context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
  trace.setGlobalTracerProvider(provider);
  return {
    async stop() {
      await provider.shutdown();
      trace.disable();
      context.disable();
    },
  };
}

function fileExporter(path: string): SpanExporter {
  let last: Promise<void> = Promise.resolve();
  return {
    export(spans, done) {
      last = last
        .then(() => append(path, spans))
        .then(
          () => done({ code: 0 }),
          (error: Error) => done({ code: 1, error }),
        );
    },
    shutdown: () => last,
  };
}

async function append(path: string, spans: readonly ReadableSpan[]): Promise<void> {
  if (existsSync(path) && statSync(path).size > LARGEST) renameSync(path, `${path}.1`);
  // A line that a full disk cut off must not swallow the next one.
  await appendFile(path, `\n${spans.map((span) => `${JSON.stringify(lineOf(span))}\n`).join('')}`, { mode: 0o600 });
}

function lineOf(span: ReadableSpan): SpanLine {
  const { traceId, spanId } = span.spanContext();
  const { parentSpanContext, startTime, endTime, status, attributes } = span;
  return {
    trace: traceId,
    span: spanId,
    ...(parentSpanContext && { parent: parentSpanContext.spanId }),
    name: span.name,
    at: micros(startTime),
    micros: micros(endTime) - micros(startTime),
    ...(status.message !== undefined && { error: status.message }),
    attributes: Object.fromEntries(Object.entries(attributes).map(([key, value]) => [key, String(value)])),
  };
}

function micros([seconds, nanos]: HrTime): number {
  return seconds * 1_000_000 + Math.round(nanos / 1_000);
}
