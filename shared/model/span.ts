// A step of a trace as the laptop keeps it: one line of `traces.jsonl`.
import * as z from 'zod';

/** `at`: microseconds since the epoch; `micros`: how long it took; `error`: the name of what was thrown. */
export const SpanLine = z.object({
  trace: z.string(),
  span: z.string(),
  parent: z.string().optional(),
  name: z.string(),
  at: z.number(),
  micros: z.number(),
  error: z.string().optional(),
  attributes: z.record(z.string(), z.string()),
});
export type SpanLine = z.infer<typeof SpanLine>;
