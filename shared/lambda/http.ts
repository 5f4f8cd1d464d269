// The shell of every HTTP function: one request in, one reply out, and nothing of a failure but its status.
import middy, { type MiddlewareObj } from '@middy/core';
import httpHeaderNormalizer from '@middy/http-header-normalizer';
import { problem } from '../core/problem.ts';
import type { Log } from '../ports/runtime.ts';
import type { RawReply } from '../ports/source.ts';
import { callOf, type HttpCall, type HttpEvent, type HttpResult, resultOf } from './http-event.ts';
import { logger, nameOf } from './log.ts';
import { metered, metrics } from './metrics.ts';

/** Time kept for the reply when the function runs out of it. */
const RESERVE_MS = 100;

export type HttpHandler = (event: HttpEvent, context: object) => Promise<HttpResult>;

/** Whatever is thrown is a bug of ours or a deadline: its name is logged, and the caller sees a status. */
function failures(log: Log): MiddlewareObj<HttpEvent, HttpResult> {
  return {
    onError(request) {
      const name = nameOf(request.error);
      log.error('request-failed', { name });
      metrics.add({ WorkerFailures: 1 });
      const isLate = name === 'TimeoutError';
      request.response = resultOf(isLate ? problem(503, { headers: { 'retry-after': '5' } }) : problem(500));
    },
  };
}

/** `export const handler = http(step)`. */
export function http(step: (call: HttpCall) => Promise<RawReply>, log: Log = logger): HttpHandler {
  const handler = async (event: HttpEvent) => resultOf(await step(callOf(event)));
  const shell = middy(handler, { timeoutEarlyInMillis: RESERVE_MS })
    .use(httpHeaderNormalizer())
    .use(failures(log)) as HttpHandler;
  return metered(shell);
}
