// What operators ask and command.
import { timingSafeEqual } from 'node:crypto';
import { http } from '../shared/lambda/http.ts';
import { traced } from '../shared/lambda/tracing.ts';
import { operate } from '../shared/steps/operate/operate.ts';
import { wired } from '../shared/wire.ts';

const equal = (a: string, b: string) => a.length === b.length && timingSafeEqual(Buffer.from(a), Buffer.from(b));

const run = traced(
  'operator',
  wired((ports) => operate({ ...ports, equal })),
);

export const handler = http(run);
