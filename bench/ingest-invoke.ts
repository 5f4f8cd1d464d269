// What the shell around the webhook's step costs: header names, base64, one log line, one mapping of what is thrown.

import { Logger } from '@aws-lambda-powertools/logger';
import { injectLambdaContext } from '@aws-lambda-powertools/logger/middleware';
import { Metrics } from '@aws-lambda-powertools/metrics';
import { logMetrics } from '@aws-lambda-powertools/metrics/middleware';
import middy from '@middy/core';
import httpHeaderNormalizer from '@middy/http-header-normalizer';
import { http } from '../shared/lambda/http.ts';
import type { HttpEvent } from '../shared/lambda/http-event.ts';
import { logger } from '../shared/lambda/log.ts';
import type { RawReply } from '../shared/ports/source.ts';
import { accept } from '../shared/steps/accept.ts';
import { NOW } from '../test/sources/world.ts';
import { acceptBench, worlds } from '../test/steps/accept-bench.ts';
import { type Benchmark, interleaved, spread } from './benchmark.ts';

const ROUNDS = 15;
const DELIVERIES = 3_000;

type Handler = (event: HttpEvent) => Promise<unknown>;

const context = {
  functionName: 'webhook',
  awsRequestId: 'r',
  memoryLimitInMB: '512',
  invokedFunctionArn: 'a',
  functionVersion: '1',
};

/** Events of their own for each contender, so that each one writes a row. */
function events(): readonly HttpEvent[] {
  return Array.from({ length: DELIVERIES }, (_, n) => {
    const body = worlds.hr.one.replace('"4711"', `"${n}"`);
    const { headers } = worlds.hr.deliver(body, { secret: worlds.hr.secrets.live.sign, now: NOW });
    return {
      headers: headers as { readonly [name: string]: string },
      pathParameters: { source: 'hr' },
      body: Buffer.from(body).toString('base64'),
      isBase64Encoded: true,
      requestContext: { http: { method: 'POST' } },
    };
  });
}

const step = (log?: typeof logger) => {
  const { pipeline } = acceptBench();
  return accept({ ...pipeline, ...(log && { log }) });
};

function bare(): Handler {
  const take = step();
  return async ({ headers = {}, body }) => {
    const request = { method: 'POST', headers: { ...headers }, body: Buffer.from(body ?? '', 'base64') };
    const { status, body: text = '' }: RawReply = await take({ source: 'hr', request });
    return { statusCode: status, body: text };
  };
}

function ours(): Handler {
  const take = step(logger);
  const handler = http(({ parameters, request }) => take({ source: parameters.source ?? '', request }));
  return (event) => handler(event, context);
}

/** The same with Powertools' own middleware for logs and metrics. */
function full(): Handler {
  const take = bare();
  const log = new Logger({ serviceName: 'peer' });
  const metrics = new Metrics({ namespace: 'peer', serviceName: 'peer' });
  const handler = middy(async (event: HttpEvent) => {
    log.info('delivery-accepted', { source: 'hr', events: 1 });
    metrics.addMetric('accepted', 'Count', 1);
    return take(event);
  });
  const layers: readonly object[] = [httpHeaderNormalizer(), injectLambdaContext(log), logMetrics(metrics)];
  for (const layer of layers) handler.use(layer);
  return (event) => handler(event, context as never);
}

/** Microseconds a delivery. What is logged is put together and thrown away: writing is the host's part. */
async function timed(make: () => Handler): Promise<number> {
  const handler = make();
  const all = events();
  const write = process.stdout.write;
  process.stdout.write = () => true;
  try {
    const started = performance.now();
    for (const event of all) await handler(event);
    return ((performance.now() - started) * 1000) / DELIVERIES;
  } finally {
    process.stdout.write = write;
  }
}

export const ingestInvoke: Benchmark = {
  name: 'ingest.invoke',
  workload: 'A signed delivery taken in by the whole handler in one process, stores in memory.',
  async run() {
    const times = await interleaved(ROUNDS, {
      ours: () => timed(ours),
      bare: () => timed(bare),
      full: () => timed(full),
    });
    const [mine, alone, theirs] = [spread(times.ours), spread(times.bare), spread(times.full)];
    const more = mine.median - alone.median;
    return [
      {
        name: 'a delivery',
        unit: 'µs',
        ours: mine,
        peer: { ...alone, who: 'the step alone' },
        ratio: mine.median / alone.median,
        goal: 'at most 20 µs more',
        met: more <= 20,
        bound: 'middy, the log line by Powertools, base64',
      },
      {
        name: 'the shell alone',
        unit: 'µs',
        ours: { min: more, median: more, max: more },
        peer: { ...spread([theirs.median - alone.median]), who: 'middy with Powertools for logs and metrics' },
        ratio: more / (theirs.median - alone.median),
        goal: 'none; for comparison',
        met: true,
      },
    ];
  },
};
