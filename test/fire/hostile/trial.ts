// A hundred thousand requests that nobody should send, over HTTP, at a running laptop: refused, or done whole; never a 5xx.
import { loadavg } from 'node:os';
import { seeded } from '../../../infra/local/people-seed.ts';
import { aPlace, forgetPlace, secretOf } from '../../e2e/laptop.ts';
import { memoryOf, start } from '../../e2e/start-process.ts';
import { counts, quantile, type Tell, type Trial } from '../trial.ts';
import { growthMb, type Sample, slopeMb } from './memory-curve.ts';
import { MARK, type Random } from './mutations.ts';
import { hookShot, type Shot, scimShot, validShots } from './senders.ts';
import { stateRows, storeFaults } from './stores.ts';
import { userOf } from './user.ts';
import { type WireReply, wireClient } from './wire.ts';

const SIDES = 4;
/** Growth from when it was warm to the end, and what that goes on as in 10,000 requests: 50 MB in 100,000 either way. */
const GOALS = { p99Ms: 50, growthMb: 50, slopeMb: 5 } as const;
/** A smaller trial is over before the engine has settled, and its growth is only shown. */
const WARM_FROM = 40_000;
const SAMPLE_EVERY = 1_000;
const TELL_EVERY = 5_000;
/** Left alone, the engine lets garbage lie for as long as there is memory, and growth would say nothing. */
const SMALL_HEAP = '--max-old-space-size=128';

export interface Hostile {
  readonly requests: number;
  readonly seed: number;
  readonly tell: Tell;
}

interface Run extends Hostile {
  readonly place: { readonly data: string; readonly port: number };
  readonly replies: { readonly status: number; readonly ms: number }[];
  readonly acknowledged: Set<string>;
  readonly faults: string[];
  readonly samples: Sample[];
  /** Of the laptop, resident, MB. */
  memory(): number;
}

/** The p99 is of the whole laptop, which also works on what was taken, and of a machine as idle as it was then. */
export async function hostile(options: Hostile): Promise<Trial> {
  const place = aPlace();
  const laptop = await start({ ...place, nodeOptions: SMALL_HEAP });
  const run: Run = {
    ...options,
    place,
    replies: [],
    acknowledged: new Set(),
    faults: [],
    samples: [],
    memory: () => memoryOf(laptop.pid),
  };
  try {
    await accepted(run);
    await volley(run);
    run.faults.push(...storeFaults(await stateRows(place.port), run.acknowledged));
    return trialOf(run);
  } finally {
    await laptop.end('SIGTERM');
    await forgetPlace(place.data);
  }
}

function trialOf({ requests, seed, replies, samples, acknowledged, faults }: Run): Trial {
  const times = replies.map(({ ms }) => ms);
  const p99Ms = quantile(times, 0.99);
  const classes = counts(replies.map(({ status }) => classOf(status)));
  const [growth, slope] = [growthMb(samples), slopeMb(samples)];
  const isFlat = growth <= GOALS.growthMb && slope <= GOALS.slopeMb;
  const missed = [
    ...(requests >= WARM_FROM && !isFlat
      ? [`memory grew by ${growth.toFixed(0)} MB, in the end by ${slope.toFixed(1)} MB in 10,000 requests`]
      : []),
    ...(p99Ms > GOALS.p99Ms ? [`p99 is ${round(p99Ms)} ms`] : []),
  ];
  const figures = { requests, seed, ...Object.fromEntries(classes), events: acknowledged.size };
  const measured = {
    p50Ms: round(quantile(times, 0.5)),
    p99Ms: round(p99Ms),
    growthMb: round(growth),
    slopeMb: round(slope),
    load: round(loadavg()[0] ?? 0),
  };
  return { name: 'hostile', figures: { ...figures, ...measured }, faults, missed };
}

function classOf(status: number): string {
  return status === 0 ? 'closed' : `answered${Math.floor(status / 100)}xx`;
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}

/** First what is right, so that a trial in which everything is refused fails. */
async function accepted(run: Run): Promise<void> {
  const client = wireClient(run.place.port);
  for (const shot of validShots(run.place)) {
    const reply = await client.ask(shot.sent);
    if (reply.status < 200 || reply.status > 299) run.faults.push(`${shot.how} was answered ${reply.status}`);
    for (const event of shot.acknowledged(reply)) run.acknowledged.add(event);
  }
  if (run.acknowledged.size < 5) run.faults.push('what was recorded is not acknowledged');
  client.close();
}

/** Sends from four sides, each with a die and a user of its own. */
async function volley(run: Run): Promise<void> {
  const each = Math.ceil(run.requests / SIDES);
  const sides = Array.from({ length: SIDES }, (_, side) => fromSide(run, each, seeded(run.seed * 100 + side)));
  await Promise.all(sides);
}

async function fromSide(run: Run, requests: number, random: Random): Promise<void> {
  const token = secretOf(run.place.data, 'frontdesk/sources/directory/token');
  const client = wireClient(run.place.port);
  const field = { data: run.place.data, token, random };
  const user = userOf(client, { token, name: `hostile-${Math.floor(random() * 1e9)}` });
  for (let at = 0; at < requests; at++) {
    const shot = random() < 0.75 ? hookShot(field) : scimShot(field, await user.id());
    const reply = await client.ask(shot.sent);
    run.replies.push({ status: reply.status, ms: reply.ms });
    judge(run, shot, reply);
    if (shot.writes) run.faults.push(...(await user.afterWrite(reply.status)));
    if (run.replies.length % SAMPLE_EVERY === 0) sample(run);
  }
  client.close();
}

function sample(run: Run): void {
  const [requests, mb] = [run.replies.length, run.memory()];
  run.samples.push({ requests, mb });
  if (requests % TELL_EVERY === 0) run.tell(`${requests} requests, ${mb.toFixed(0)} MB resident`);
}

function judge(run: Run, shot: Shot, reply: WireReply): void {
  const { status, text } = reply;
  const { method, path } = shot.sent;
  const fault = (what: string) =>
    run.faults.length < 50 &&
    run.faults.push(`${shot.how}: ${what} (${method} ${path.slice(0, 80)}, ${shot.sent.framing}, seed ${run.seed})`);
  if (status >= 500) fault(`answered ${status}`);
  if (status >= 200 && status < 400 && !shot.isProven) fault(`taken with ${status} although it proves nothing`);
  if ((status < 200 || status > 299) && text.includes(MARK)) fault(`the ${status} repeats what came in`);
  for (const event of shot.acknowledged(reply)) run.acknowledged.add(event);
}
