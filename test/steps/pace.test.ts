// A target's published limit is never exceeded, nor does anybody wait for a token that is none of theirs.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Bucket, Connection } from '../../shared/ports/adapter.ts';
import { makePace, waitUntil } from '../../shared/steps/pace.ts';
import { pump } from '../../shared/steps/pump.ts';
import { aCompany } from '../builders/a-company.ts';
import { hire, leave } from '../builders/occasions.ts';

const limit = (calls: number, perMs: number): Bucket => ({ name: 'all', calls, perMs, takes: ['read', 'write'] });

interface Operation {
  readonly removal: boolean;
  readonly calls: number;
}

/** When each call was allowed, ms, by that many workers with a hand of tokens each. */
async function callTimes(bucket: Bucket, operations: readonly Operation[], workers = 2): Promise<readonly number[]> {
  const { pipeline, clock } = await aCompany({ target: { app: { capabilities: { buckets: [bucket] } } } });
  const paces = Array.from({ length: workers }, () => makePace(pipeline));
  const start = clock.now();
  const times: number[] = [];
  await Promise.all(
    operations.map(async (operation, at) => {
      const pace = paces[at % workers];
      for (;;) {
        const gate = await pace?.take('app', operation);
        if (gate?.kind === 'go') {
          await waitUntil(clock, gate.at);
          return void times.push(...Array.from({ length: operation.calls }, () => clock.now() - start));
        }
        await clock.sleep(Math.max(1, (gate?.until ?? 0) - clock.now()));
      }
    }),
  );
  return times.toSorted((a, b) => a - b);
}

/** Most calls in any window of that length. */
function busiest(times: readonly number[], perMs: number): number {
  return Math.max(...times.map((from) => times.filter((at) => at >= from && at < from + perMs).length));
}

describe('no window of the vendor sees more than its limit', () => {
  const many = (count: number, removal: boolean, calls: number) =>
    Array.from({ length: count }, () => ({ removal, calls }));

  it.each([
    ['grants', limit(20, 1_000), many(60, false, 3)],
    ['removals', limit(20, 1_000), many(40, true, 3)],
    ['removals that take more than a burst each', limit(20, 1_000), many(8, true, 11)],
    ['grants and removals of many groups', limit(100, 60_000), [...many(6, false, 14), ...many(3, true, 9)]],
    ['a thousand a minute', limit(1_000, 60_000), many(300, true, 3)],
  ] satisfies [string, Bucket, readonly Operation[]][])('%s', async (_, bucket, operations: readonly Operation[]) => {
    const times = await callTimes(bucket, operations);
    expect(times).toHaveLength(operations.reduce((sum, { calls }) => sum + calls, 0));
    expect(busiest(times, bucket.perMs)).toBeLessThanOrEqual(bucket.calls);
  });

  it('whatever comes, in whatever order', async () => {
    const operation = fc.record({ removal: fc.boolean(), calls: fc.integer({ min: 1, max: 9 }) });
    await fc.assert(
      fc.asyncProperty(
        fc.array(operation, { minLength: 1, maxLength: 24 }),
        fc.integer({ min: 1, max: 3 }),
        async (operations, workers) => {
          const times = await callTimes(limit(20, 1_000), operations, workers);
          expect(busiest(times, 1_000)).toBeLessThanOrEqual(20);
        },
      ),
      { numRuns: 60 },
    );
  });
});

it('a removal takes the next time that is free, although grants wait for theirs', async () => {
  const { pipeline, clock } = await aCompany({ target: { app: { capabilities: { buckets: [limit(20, 1_000)] } } } });
  const [one, other] = [makePace(pipeline), makePace(pipeline)];
  while ((await one.take('app', { removal: false, calls: 2 })).kind === 'go');
  expect(await other.take('app', { removal: false, calls: 2 })).toMatchObject({ kind: 'wait' });
  const gate = await other.take('app', { removal: true, calls: 2 });
  expect(gate.kind === 'go' ? gate.at - clock.now() : undefined).toBeLessThan(400);
  expect(await one.take('app', { removal: false, calls: 2 })).toMatchObject({ kind: 'wait' });
});

it('a leaver loses access at an idle target at once, whatever a busy one asks them to wait', async () => {
  const calls: { readonly target: string; readonly at: number }[] = [];
  const noting = (target: string) => ({
    bend: (connection: Connection) => ({
      ...connection,
      apply: (request: Parameters<typeof connection.apply>[0]) => {
        if (request.change.kind === 'suspend') calls.push({ target, at: company.clock.now() });
        return connection.apply(request);
      },
    }),
  });
  const busy = { buckets: [limit(60, 60_000)] };
  const company = await aCompany({
    targets: ['idle', 'busy'],
    target: { idle: noting('idle'), busy: { ...noting('busy'), capabilities: busy } },
  });
  const people = Array.from({ length: 6 }, (_, at) => String(at + 1));
  for (const person of people) await company.say(person, hire(`hire-${person}`, { userName: `u${person}` }));
  await company.pass(10);
  const start = company.clock.now();
  for (const person of people) await company.deliver(person, leave(`leave-${person}`));
  await company.work();
  await company.pass(3);
  const late = (target: string) =>
    Math.max(...calls.filter((call) => call.target === target).map(({ at }) => at - start));
  expect(late('busy')).toBeGreaterThan(2_000);
  expect(late('idle')).toBeLessThan(500);
});

it('a backlog that takes longer than one run is handed over to the next run, and waits for no sweep', async () => {
  const slow = { capabilities: { buckets: [limit(600, 60_000)] } };
  const company = await aCompany({ targets: ['app'], target: { app: slow } });
  const { pipeline, clock, queues } = company;
  const pace = makePace(pipeline);
  await pace.stop('app', { cause: 'throttled', until: clock.now() + 60_000 });
  const people = Array.from({ length: 60 }, (_, at) => String(at + 1));
  for (const person of people) await company.say(person, hire(`hire-${person}`, { userName: `u${person}` }));
  clock.move(61_000);
  await pump(pipeline, pace)({ target: 'app' });
  const made = company.target().server.accounts.size;
  expect({ some: made > 20, all: made === people.length, next: queues.size('pump') }).toEqual({
    some: true,
    all: false,
    next: 1,
  });
});
