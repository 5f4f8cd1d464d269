// How fast a target may be called, shared by all workers through the ledger: tokens handed out in chunks, and a breaker.
import { allowance, intervalOf, tightest } from '../core/pacing.ts';
import type { Bucket } from '../ports/adapter.ts';
import type { Pipeline } from '../ports/pipeline.ts';
import { type Item, type Key, WriteRefused } from '../ports/table.ts';

/** The tokens are ours and good from `at` on, ms (mostly now); or there are none before `until`. */
export type Gate =
  | { readonly kind: 'go'; readonly at: number }
  | { readonly kind: 'wait'; readonly until: number; readonly cause: string };

export interface Pace {
  /** Takes the tokens of one operation (its reads and writes). A removal takes the next token, also out of a chunk already handed out. */
  take(target: string, operation: { readonly removal: boolean; readonly calls: number }): Promise<Gate>;
  /** Calls that may go to the target at once without a pause before them. */
  most(target: string): number;
  /** Stops all calls to the target until then. */
  stop(target: string, stopped: { readonly cause: string; readonly until: number }): Promise<void>;
}

/** A worker's hand: time at the target that is its own, from `next` to `end`, and what it knows of the breaker. */
interface Hand {
  next: number;
  end: number;
  stoppedUntil: number;
  cause: string;
  readAt: number;
  turn: Promise<unknown>;
}

/** A breaker that another worker opened is seen after at most this long. */
const FRESH = 5_000;
/** One draw takes at most this much of the target's time for later operations of the same worker, ms. */
export const CHUNK = 250;
/** How far ahead a slot may be taken, ms. */
const AHEAD = 10_000;

/** One pace per process; state that must be shared is in the `pace` item of each target. */
export function makePace(ports: PacePorts): Pace {
  const hands = new Map<string, Hand>();
  const handOf = (target: string): Hand => {
    const known = hands.get(target) ?? {
      next: 0,
      end: 0,
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
      return await taken;
    },
    most(target) {
      const bucket = tightest(ports.target(target)?.capabilities.buckets ?? []);
      return bucket ? allowance(bucket) + 1 : Number.POSITIVE_INFINITY;
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

/** Tokens taken ahead are waited for. */
export async function waitUntil(clock: Pipeline['clock'], at: number): Promise<void> {
  const wait = at - clock.now();
  if (wait > 0) await clock.sleep(wait);
}

interface Taking {
  readonly target: string;
  readonly hand: Hand;
  readonly removal: boolean;
  readonly calls: number;
}

/** One taker of a process at a time, so that they do not race each other for the same item. */
async function takeInTurn(ports: PacePorts, { target, hand, removal, calls }: Taking): Promise<Gate> {
  const now = ports.clock.now();
  if (now - hand.readAt > FRESH || hand.readAt > now) await look(ports, { target, hand, now });
  if (hand.stoppedUntil > now) return { kind: 'wait', until: hand.stoppedUntil, cause: hand.cause };
  const bucket = tightest(ports.target(target)?.capabilities.buckets ?? []);
  if (!bucket) return { kind: 'go', at: now };
  const length = calls * intervalOf(bucket);
  const at = Math.max(now, Math.ceil(hand.next));
  const isLarge = calls > allowance(bucket) + 1;
  if (!isLarge && at + length <= hand.end) {
    hand.next = at + length;
    return { kind: 'go', at };
  }
  const drawn = await draw(ports, { target, bucket, calls, now, ahead: removal || isLarge });
  if (drawn.kind === 'go') Object.assign(hand, { next: drawn.at + length, end: drawn.end });
  return drawn;
}

type PacePorts = Pick<Pipeline, 'table' | 'clock' | 'settings' | 'target' | 'log'>;

interface PaceState {
  readonly v: number;
  /** From when on the target's time is nobody's yet, ms: the theoretical arrival time of the generic cell rate algorithm (ITU-T I.371). */
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

interface Draw {
  readonly target: string;
  readonly bucket: Bucket;
  readonly calls: number;
  readonly now: number;
  /** Takes the next time that is free although it has not come. */
  readonly ahead: boolean;
}

type Drawn = { readonly kind: 'go'; readonly at: number; readonly end: number } | Extract<Gate, { kind: 'wait' }>;

/**
 * Takes time of the target, a call's interval for each call and some more for what comes next. Operations are never nearer to each
 * other than the time of the first one, so a window holds less than the limit without the allowance, and the calls of one operation: no
 * more than the limit in all. An operation with more calls than the allowance has a pause before it that makes up for them.
 */
async function draw(
  ports: Pick<Pipeline, 'table' | 'settings'>,
  { target, bucket, calls, now, ahead }: Draw,
): Promise<Drawn> {
  const interval = intervalOf(bucket);
  const pause = Math.min(AHEAD, Math.max(0, calls - allowance(bucket) - 1) * interval);
  const one = calls * interval;
  const length = Math.max(1, Math.floor(CHUNK / one)) * one;
  let at = now;
  const after = await change(ports, target, (state) => {
    at = Math.max(Math.ceil(state.tat + pause), now);
    return at > now + (ahead ? AHEAD : 0) ? undefined : { ...state, tat: at + length };
  });
  return after ? { kind: 'go', at, end: at + length } : { kind: 'wait', until: at, cause: 'pace' };
}
