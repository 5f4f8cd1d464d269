// What operators ask and command.
import { createHash, timingSafeEqual } from 'node:crypto';
import { http } from '../shared/lambda/http.ts';
import { traced } from '../shared/lambda/tracing.ts';
import { operate } from '../shared/steps/operate/operate.ts';
import { wired } from '../shared/wire.ts';

const equal = (a: string, b: string) => a.length === b.length && timingSafeEqual(Buffer.from(a), Buffer.from(b));

const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest();

const run = traced(
  'operator',
  wired((ports) => operate({ ...ports, equal, sha256 })),
);

export const handler = http(run);
