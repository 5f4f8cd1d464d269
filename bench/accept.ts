// What taking one delivery in costs in this process: authenticate, normalise, seal, one put in memory, one wake-up. Microseconds.
import { http } from '../shared/lambda/http.ts';
import { accept } from '../shared/steps/accept.ts';
import { NOW } from '../test/sources/world.ts';
import { acceptBench, type WorldName, worlds } from '../test/steps/accept-bench.ts';

const ROUNDS = 5;
const DELIVERIES = 4000;

/** A delivery of its own each time, so that each one writes a row. */
function bodyOf(name: WorldName, n: number): string {
  const { one } = worlds[name];
  if (name === 'hr') return one.replace('"4711"', `"${n}"`);
  return name === 'bamboo' ? one.replace('"4711"', `"${n + 1}"`) : one.replace('f790999f', `${n}`);
}

async function microseconds(name: WorldName): Promise<number> {
  const bench = acceptBench();
  const step = accept(bench.pipeline);
  const handler = http(({ parameters, request }) => step({ source: parameters.source ?? '', request }));
  const events = Array.from({ length: DELIVERIES }, (_, n) => {
    const { headers, body, method } = worlds[name].deliver(bodyOf(name, n), {
      secret: worlds[name].secrets.live.sign,
      now: NOW,
    });
    return {
      headers,
      pathParameters: { source: name },
      body: Buffer.from(body).toString('base64'),
      isBase64Encoded: true,
      requestContext: { http: { method } },
    };
  });
  const started = performance.now();
  for (const event of events) {
    const { statusCode } = await handler(event, {});
    if (statusCode >= 300) throw new Error(`${name} answered ${statusCode}`);
  }
  return ((performance.now() - started) * 1000) / DELIVERIES;
}

for (const name of Object.keys(worlds) as WorldName[]) {
  const rounds: number[] = [];
  for (let round = 0; round < ROUNDS; round++) rounds.push(await microseconds(name));
  const [best = 0] = rounds.sort((a, b) => a - b);
  console.log(
    `${name.padEnd(7)} best ${best.toFixed(0)} µs, median ${(rounds[Math.floor(ROUNDS / 2)] ?? 0).toFixed(0)} µs a delivery`,
  );
}
