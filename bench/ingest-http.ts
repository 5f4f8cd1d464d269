// Signed webhooks over HTTP, each with an id of its own: our gateway and shell beside bare node:http and fastify, all over the same step.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import autocannon from 'autocannon';
import { worlds } from '../test/steps/accept-bench.ts';
import { type Benchmark, interleaved, spread } from './benchmark.ts';

const ROUNDS = 7;
const SECONDS = 3;
const CONNECTIONS = 16;

let number = 0;

/** A delivery that nobody has sent before. */
function delivery(): { readonly headers: { [name: string]: string }; readonly body: string } {
  const body = worlds.hr.one.replace('"4711"', `"${++number}"`);
  const { headers } = worlds.hr.deliver(body, { secret: worlds.hr.secrets.live.sign, now: Date.now() });
  return { headers: headers as { [name: string]: string }, body };
}

async function server(kind: string) {
  const child = spawn(process.execPath, [new URL('./ingest-server.ts', import.meta.url).pathname, kind], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [port] = (await once(createInterface({ input: child.stdout }), 'line')) as [string];
  return { url: `http://127.0.0.1:${port}/hooks/hr`, stop: () => child.kill() };
}

/** Deliveries a second that were answered with 202. Signed before the clock starts. */
async function perSecond(url: string): Promise<number> {
  const ready = Array.from({ length: 60_000 }, delivery);
  let next = 0;
  const result = await autocannon({
    url,
    connections: CONNECTIONS,
    duration: SECONDS,
    requests: [
      { method: 'POST', setupRequest: (request) => ({ ...request, ...(ready[next++ % ready.length] ?? delivery()) }) },
    ],
  });
  if (result.non2xx > 0 || result.errors > 0) throw new Error(`${result.non2xx} refused, ${result.errors} failed`);
  return result.requests.average;
}

export const ingestHttp: Benchmark = {
  name: 'ingest.http',
  workload: `Signed webhooks over ${CONNECTIONS} connections: authenticate, validate, one row, one wake-up; stores in memory.`,
  async run(tell) {
    const servers = { ours: await server('ours'), bare: await server('bare'), fastify: await server('fastify') };
    let round = 0;
    const times = await interleaved(ROUNDS, {
      ours: () => {
        tell(`round ${++round} of ${ROUNDS}`);
        return perSecond(servers.ours.url);
      },
      bare: () => perSecond(servers.bare.url),
      fastify: () => perSecond(servers.fastify.url),
    });
    for (const { stop } of Object.values(servers)) stop();
    const beside = (who: 'bare' | 'fastify', name: string, goal: number) => {
      const [mine, theirs] = [spread(times.ours), spread(times[who])];
      const ratio = mine.median / theirs.median;
      return {
        name: `beside ${name}`,
        unit: 'deliveries/s',
        ours: mine,
        peer: { ...theirs, who: name },
        ratio,
        goal: `at least ${goal} of it`,
        met: ratio >= goal,
        bound:
          "the laptop's gateway makes an event of API Gateway's shape of each request, base64 included, and middy reads it; in the cloud the gateway is AWS's",
      };
    };
    return [beside('bare', 'node:http', 0.95), beside('fastify', 'fastify', 1)];
  },
};
