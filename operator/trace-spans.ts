// The spans of a trace that the laptop kept, found by its id and shown one below the other.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { SpanLine } from '../shared/model/span.ts';
import { table } from './print.ts';

/** In the order in which they began; none when this machine recorded none. `data` is the laptop's folder. */
export function spansOf(data: string, trace: string): readonly SpanLine[] {
  const files = ['traces.jsonl.1', 'traces.jsonl'].map((name) => join(data, name)).filter((file) => existsSync(file));
  const lines = files.flatMap((file) => readFileSync(file, 'utf8').split('\n'));
  return lines
    .filter((line) => line.includes(trace))
    .flatMap((line) => spanIn(line) ?? [])
    .filter((line) => line.trace === trace)
    .toSorted((a, b) => a.at - b.at);
}

/** Undefined for a line that a full disk or a kill cut off. */
function spanIn(line: string): SpanLine | undefined {
  try {
    return SpanLine.parse(JSON.parse(line));
  } catch {
    return undefined;
  }
}

/** The events whose trace this is. */
export function eventsOf(spans: readonly SpanLine[]): readonly string[] {
  return [...new Set(spans.flatMap(({ attributes }) => attributes['frontdesk.event'] ?? []))];
}

/** Begin and length in milliseconds from the first span on. */
export function spansText(spans: readonly SpanLine[]): string {
  const first = spans[0]?.at ?? 0;
  const ms = (micros: number) => (micros / 1_000).toFixed(1);
  const rows = spans.map(({ name, at, micros, error, attributes }) => [
    name,
    ms(at - first),
    ms(micros),
    attributes['frontdesk.target'] ?? '',
    error ?? attributes['frontdesk.outcome'] ?? '',
  ]);
  return table(['step', 'after ms', 'ms', 'target', 'outcome'], rows);
}
