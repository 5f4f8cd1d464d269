// How fast a target may be called, shared by all workers through the ledger: tokens handed out in chunks, and a breaker.
import type { Bucket } from '../ports/adapter.ts';
import type { Pipeline } from '../ports/pipeline.ts';
import { type Item, type Key, WriteRefused } from '../ports/table.ts';

/** May we call now? Otherwise not before `until`. */
export type Gate = { readonly kind: 'go' } | { readonly kind: 'wait'; readonly until: number; readonly cause: string };

export interface Pace {
  /** Takes the tokens of one operation (its reads and writes). A removal takes the next token, also out of a chunk already handed out. */
  take(target: string, operation: { readonly removal: boolean; readonly calls: number }): Promise<Gate>;
  /** Stops all calls to the target until then. */
  stop(target: string, stopped: { readonly cause: string; readonly until: number }): Promise<void>;
}

/** A worker's hand of tokens: what is left of the chunk it drew, and until when. */
interface Hand {
  left: number;
  until: number;
  stoppedUntil: number;
  cause: string;
  readAt: number;
  turn: Promise<unknown>;
}

/** A breaker that another worker opened is seen after at most this long. */
const FRESH = 5_000;
/**
 * Tokens that may be drawn at once, at least those of one operation. The steady rate leaves room for two such bursts, one
 * drawn now and one still in a worker's hand, so that no window of the vendor's ever sees more than its limit.
 */
const LEAST_BURST = 3;
const BURST_SHARE = 0.01;
/** How long a removal may wait for the slot that it took ahead of others, ms. */
const AHEAD = 10_000;

/** One pace per process; state that must be shared is in the `pace` item of each target. */
export function makePace(ports: PacePorts): Pace {
  const hands = new Map<string, Hand>();
  const handOf = (target: string): Hand => {
    const known = hands.get(target) ?? {
      left: 0,
      until: 0,
      stoppedUntil: 0,
      cause: '',
      readAt: Number.NEGATIVE_INFINITY,
      turn: Promise.resolve(),
    };
    hands.set(target, known);
    return known;
  };
  return {
    async take(target, operation) {
      const hand = handOf(target);
      const taken = hand.turn.then(() => takeInTurn(ports, { target, hand, ...operation }));
      hand.turn = taken.then(nothing, nothing);
      const { gate, at } = await taken;
      const wait = (at ?? 0) - ports.clock.now();
      if (wait > 0) await ports.clock.sleep(Math.ceil(wait));
      return gate;
    },
    async stop(target, { cause, until }) {
      const hand = handOf(target);
      if (hand.stoppedUntil >= until) return;
      Object.assign(hand, { stoppedUntil: until, cause, readAt: ports.clock.now() });
      const stopped = change(ports, target, (state) =>
        state.stop >= until ? undefined : { ...state, stop: until, cause },
      );
      await stopped.catch(() => ports.log.warn('breaker-not-shared', { target }));
    },
  };
}

const nothing = () => undefined;

interface Taking {
  readonly target: string;
  readonly hand: Hand;
  readonly removal: boolean;
  readonly calls: number;
}

/** One taker of a process at a time, so that they do not race each other for the same item. `at`: when the tokens are good. */
async function takeInTurn(
  ports: PacePorts,
  { target, hand, removal, calls }: Taking,
): Promise<{ gate: Gate; at?: number }> {
  const now = ports.clock.now();
  if (now - hand.readAt > FRESH || hand.readAt > now) await look(ports, { target, hand, now });
  if (hand.stoppedUntil > now) return { gate: { kind: 'wait', until: hand.stoppedUntil, cause: hand.cause } };
  const bucket = tightest(ports.target(target)?.capabilities.buckets ?? []);
  if (!bucket) return { gate: { kind: 'go' } };
  if (hand.left >= calls && hand.until >= now) {
    hand.left -= calls;
    return { gate: { kind: 'go' } };
  }
  const wanted = Math.max(calls, burst(bucket));
  const drawn = await draw(ports, { target, bucket, wanted, now, ahead: removal });
  if (drawn.kind === 'wait') return { gate: drawn };
  Object.assign(hand, { left: drawn.tokens - calls, until: drawn.at + wanted * intervalOf(bucket) });
  return { gate: { kind: 'go' }, at: drawn.at };
}

type PacePorts = Pick<Pipeline, 'table' | 'clock' | 'settings' | 'target' | 'log'>;

interface PaceState {
  readonly v: number;
  /** Theoretical arrival time of the next token, ms (generic cell rate algorithm, ITU-T I.371). */
  readonly tat: number;
  readonly stop: number;
  readonly cause: string;
}

const FRESH_STATE: PaceState = { v: 0, tat: 0, stop: 0, cause: '' };

/** Whether calls to a target are stopped now, why, and until when (ms). */
export async function stoppedNow(
  ports: Pick<Pipeline, 'table' | 'settings' | 'clock'>,
  target: string,
): Promise<{ readonly cause: string; readonly until: number } | undefined> {
  const { stop, cause } = await read(ports, target);
  return stop > ports.clock.now() ? { cause, until: stop } : undefined;
}

/** Until when calls to a target were stopped last, ms; 0: never. */
export async function lastStop(ports: Pick<Pipeline, 'table' | 'settings'>, target: string): Promise<number> {
  return (await read(ports, target)).stop;
}

function paceKey(tenant: string, target: string): Key {
  return { table: 'state', pk: `${tenant}#t#${target}`, sk: 'pace' };
}

async function read({ table, settings }: Pick<Pipeline, 'table' | 'settings'>, target: string): Promise<PaceState> {
  const item = await table.get(paceKey(settings.tenant, target));
  return item
    ? {
        v: Number(item.fields.v),
        tat: Number(item.fields.tat),
        stop: Number(item.fields.stop),
        cause: String(item.fields.cause),
      }
    : FRESH_STATE;
}

async function look(
  ports: Pick<Pipeline, 'table' | 'settings'>,
  { target, hand, now }: { target: string; hand: Hand; now: number },
): Promise<void> {
  const state = await read(ports, target);
  Object.assign(hand, { stoppedUntil: state.stop, cause: state.cause, readAt: now });
}

async function change(
  ports: Pick<Pipeline, 'table' | 'settings'>,
  target: string,
  next: (state: PaceState) => PaceState | undefined,
): Promise<PaceState | undefined> {
  for (let round = 0; round < 5; round++) {
    const before = await read(ports, target);
    const after = next(before);
    if (!after) return undefined;
    const item: Item = {
      ...paceKey(ports.settings.tenant, target),
      fields: { v: before.v + 1, tat: after.tat, stop: after.stop, cause: after.cause },
    };
    try {
      await ports.table.write([
        {
          kind: 'put',
          item,
          when: before.v === 0 ? { kind: 'absent' } : { kind: 'equals', field: 'v', value: before.v },
        },
      ]);
      return after;
    } catch (error) {
      if (!(error instanceof WriteRefused)) throw error;
    }
  }
  return undefined;
}

/** The bucket that limits most: reads and writes of an operation are counted together against it. */
function tightest(buckets: readonly Bucket[]): Bucket | undefined {
  return [...buckets].sort((a, b) => a.calls / a.perMs - b.calls / b.perMs)[0];
}

function burst({ calls }: Bucket): number {
  return Math.max(1, Math.min(Math.floor(calls / 3), Math.max(LEAST_BURST, Math.floor(calls * BURST_SHARE))));
}

/** Time from token to token, ms. */
function intervalOf(bucket: Bucket): number {
  return bucket.perMs / Math.max(1, bucket.calls - 2 * burst(bucket));
}

interface Draw {
  readonly target: string;
  readonly bucket: Bucket;
  readonly wanted: number;
  readonly now: number;
  /** Takes the next slot although others wait for it. */
  readonly ahead: boolean;
}

type Drawn =
  | { readonly kind: 'tokens'; readonly tokens: number; readonly at: number }
  | Extract<Gate, { kind: 'wait' }>;

/** Takes tokens when they are there by now; with `ahead` the next ones, whenever they come, if that is soon. */
async function draw(
  ports: Pick<Pipeline, 'table' | 'settings'>,
  { target, bucket, wanted, now, ahead }: Draw,
): Promise<Drawn> {
  const interval = intervalOf(bucket);
  const slack = Math.max(burst(bucket), wanted) * interval;
  let from = now;
  const after = await change(ports, target, (state) => {
    const tat = Math.max(state.tat, now - burst(bucket) * interval) + wanted * interval;
    from = tat - slack;
    return from > now + (ahead ? AHEAD : 0) ? undefined : { ...state, tat };
  });
  if (!after) return { kind: 'wait', until: Math.max(Math.ceil(from), now + 1), cause: 'pace' };
  return { kind: 'tokens', tokens: wanted, at: from };
}
