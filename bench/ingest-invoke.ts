// What the shell around the webhook's step costs: header names, base64, one log line, one line of metrics, one mapping of what is thrown.
import { Logger } from '@aws-lambda-powertools/logger';
import { injectLambdaContext } from '@aws-lambda-powertools/logger/middleware';
import { Metrics } from '@aws-lambda-powertools/metrics';
import { logMetrics } from '@aws-lambda-powertools/metrics/middleware';
import middy from '@middy/core';
import httpHeaderNormalizer from '@middy/http-header-normalizer';
import { http } from '../shared/lambda/http.ts';
import type { HttpEvent } from '../shared/lambda/http-event.ts';
import { logger } from '../shared/lambda/log.ts';
import { metrics } from '../shared/lambda/metrics.ts';
import type { Pipeline } from '../shared/ports/pipeline.ts';
import type { RawReply } from '../shared/ports/source.ts';
import { accept } from '../shared/steps/accept.ts';
import { NOW } from '../test/sources/world.ts';
import { acceptBench, worlds } from '../test/steps/accept-bench.ts';
import { type Benchmark, type Figure, interleaved, spread } from './benchmark.ts';

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

interface Contender {
  readonly handler: Handler;
  /** Deliveries that lie in the inbox. */
  readonly rows: () => number;
}

function bare(): Contender {
  const { pipeline, rows } = acceptBench();
  const take = accept(pipeline);
  const handler: Handler = async ({ headers = {}, body }) => {
    const request = { method: 'POST', headers: { ...headers }, body: Buffer.from(body ?? '', 'base64') };
    const { status, body: text = '' }: RawReply = await take({ source: 'hr', request });
    return { statusCode: status, body: text };
  };
  return { handler, rows: () => rows().length };
}

/** Our shell around the step; `ports` are those that the functions have. */
function shelled(ports: Partial<Pick<Pipeline, 'log' | 'metrics'>>): Contender {
  const { pipeline, rows } = acceptBench();
  const take = accept({ ...pipeline, ...ports });
  const handler = http(({ parameters, request }) => take({ source: parameters.source ?? '', request }));
  return { handler: (event) => handler(event, context), rows: () => rows().length };
}

/** The same with Powertools' own middleware for logs and metrics. */
function full(): Contender {
  const { handler: take, rows } = bare();
  const log = new Logger({ serviceName: 'peer' });
  const counts = new Metrics({ namespace: 'peer', serviceName: 'peer' });
  const handler = middy(async (event: HttpEvent) => {
    log.info('delivery-accepted', { source: 'hr', events: 1 });
    counts.addMetric('accepted', 'Count', 1);
    return take(event);
  });
  const layers: readonly object[] = [httpHeaderNormalizer(), injectLambdaContext(log), logMetrics(counts)];
  for (const layer of layers) handler.use(layer);
  return { handler: (event) => handler(event, context as never), rows };
}

/** Microseconds a delivery. What is logged is put together and thrown away: writing is the host's part. Throws when a delivery was not taken in. */
async function timed(make: () => Contender): Promise<number> {
  const { handler, rows } = make();
  const all = events();
  const write = process.stdout.write;
  process.stdout.write = () => true;
  const us = await microseconds(handler, all).finally(() => {
    process.stdout.write = write;
  });
  if (rows() !== DELIVERIES) throw new Error(`${rows()} of ${DELIVERIES} deliveries lie in the inbox`);
  return us;
}

async function microseconds(handler: Handler, all: readonly HttpEvent[]): Promise<number> {
  const started = performance.now();
  for (const event of all) await handler(event);
  return ((performance.now() - started) * 1000) / all.length;
}

export const ingestInvoke: Benchmark = {
  name: 'ingest.invoke',
  workload: 'A signed delivery taken in by the whole handler in one process, stores in memory.',
  async run(tell) {
    let round = 0;
    const times = await interleaved(ROUNDS, {
      ours: () => {
        tell(`round ${++round} of ${ROUNDS}`);
        return timed(() => shelled({ log: logger, metrics }));
      },
      logging: () => timed(() => shelled({ log: logger })),
      silent: () => timed(() => shelled({})),
      bare: () => timed(bare),
      full: () => timed(full),
    });
    const median = (name: keyof typeof times) => spread(times[name]).median;
    const alone = spread(times.bare);
    const more = (name: keyof typeof times) => median(name) - alone.median;
    const part = (name: string, us: number): Figure => {
      return { name, unit: 'µs', ours: spread([us]), goal: 'none; part of the above', met: true };
    };
    return [
      {
        name: 'a delivery',
        unit: 'µs',
        ours: spread(times.ours),
        peer: { ...alone, who: 'the step alone' },
        ratio: median('ours') / alone.median,
        goal: 'at most 20 µs more',
        met: more('ours') <= 20,
        bound: `Powertools: its log line (${(median('logging') - median('silent')).toFixed(0)} µs) and its line of metrics (${(median('ours') - median('logging')).toFixed(0)} µs); all else takes ${more('silent').toFixed(0)} µs`,
      },
      {
        name: 'the shell with log line and metrics',
        unit: 'µs',
        ours: spread([more('ours')]),
        peer: { ...spread([more('full')]), who: 'middy with Powertools for logs and metrics' },
        ratio: more('ours') / more('full'),
        goal: 'none; for comparison',
        met: true,
      },
      part('the shell without them', more('silent')),
      part('the log line', median('logging') - median('silent')),
      part('the metrics', median('ours') - median('logging')),
    ];
  },
};
