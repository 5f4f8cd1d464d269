// The laptop's record of traces outlives what cuts a line off: a full disk, a kill.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { recordTraces } from '../../infra/local/trace-file.ts';
import { spansOf } from '../../operator/trace-spans.ts';
import { inSpan } from '../../shared/lambda/tracing.ts';

const span = {
  trace: 'c0ffee',
  span: '01',
  name: 'apply',
  at: 1,
  micros: 1,
  attributes: { 'frontdesk.target': 'app' },
};
const whole = JSON.stringify(span);
/** Behind a bracket, where a line looks whole; and in the middle of the last one. */
const torn = `${whole.slice(0, -1)}\n${whole.slice(0, 40)}`;

it('a span is found after a line that was cut off, and of the torn one nothing is told', async () => {
  const data = mkdtempSync(join(tmpdir(), 'traces-'));
  const path = join(data, 'traces.jsonl');
  try {
    writeFileSync(path, torn);
    const traces = recordTraces(path);
    const trace = await inSpan('decide', {}, async (later) => later.spanContext().traceId);
    await traces.stop();
    expect(spansOf(data, trace)).toMatchObject([{ name: 'decide', trace }]);
    expect(spansOf(data, span.trace)).toEqual([]);
  } finally {
    rmSync(data, { recursive: true });
  }
});
