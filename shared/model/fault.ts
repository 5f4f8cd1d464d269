// What can go wrong at a target or a source, as a closed set: text is never parsed. Only `core/retry.ts` decides what each means.
import * as z from 'zod';

const detail = { detail: z.string().max(300).optional() };

/**
 * `throttled` wait at least `retryAfterMs`; `unavailable` nothing happened; `unknownOutcome` it may have happened: read
 * before any retry; `denied` our credential may not: stops the target, never means absence; `conflict` something of that
 * name exists that is not ours, or a version moved; `alreadyExists` the account is there under `ref`; `absent` the thing
 * named is confirmed not there; `invalid` the target refuses this value; `unsupported` it cannot; `quotaExceeded` no
 * seats; `partial` some members of a batch failed; `contractBreach` the answer makes no sense. `detail` holds no personal data.
 */
export const Fault = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('throttled'), retryAfterMs: z.number().int().nonnegative().optional(), ...detail }),
  z.object({ kind: z.literal('unavailable'), ...detail }),
  z.object({ kind: z.literal('unknownOutcome'), ...detail }),
  z.object({ kind: z.literal('denied'), ...detail }),
  z.object({ kind: z.literal('conflict'), ...detail }),
  z.object({ kind: z.literal('alreadyExists'), ref: z.string(), ...detail }),
  z.object({ kind: z.literal('absent'), ...detail }),
  z.object({ kind: z.literal('invalid'), field: z.string().optional(), ...detail }),
  z.object({ kind: z.literal('unsupported'), ...detail }),
  z.object({ kind: z.literal('quotaExceeded'), ...detail }),
  z.object({ kind: z.literal('partial'), failed: z.array(z.string()), ...detail }),
  z.object({ kind: z.literal('contractBreach'), ...detail }),
]);
export type Fault = z.infer<typeof Fault>;
export type FaultKind = Fault['kind'];
