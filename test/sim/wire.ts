// The network between a worker and a target: once sent, a request no longer needs its sender. Faults of targets live here.
import { later, operate, type Process } from './process.ts';
import { Refused, type Server } from './server.ts';
import type { World } from './world.ts';

export interface Request<T> {
  readonly kind: 'read' | 'write';
  readonly what: string;
  readonly signal: AbortSignal;
  /** What the server does when the request arrives; `at` is that moment. */
  readonly act: (at: number) => T;
  /** What a server that lies answers without doing it. */
  readonly lie?: () => T;
}

/** Sent, and no answer came: it may have been done. */
export class NoAnswer extends Error {
  constructor() {
    super('no answer');
    this.name = 'NoAnswer';
  }
}

const noAnswer = new NoAnswer();

type Fate = 'ok' | 'unavailable' | 'throttled' | 'cut-before' | 'cut-after' | 'late' | 'lie';

function fateOf({ mix, dice }: World, { kind, lie }: Pick<Request<unknown>, 'kind' | 'lie'>): Fate {
  const roll = dice.roll();
  let edge = mix.unavailable;
  if (roll < edge) return 'unavailable';
  edge += mix.throttled;
  if (roll < edge) return 'throttled';
  edge += mix.cutReply;
  if (roll < edge) return roll < edge - mix.cutReply / 3 ? 'cut-after' : 'cut-before';
  if (kind === 'read') return 'ok';
  edge += mix.lateLanding;
  if (roll < edge) return 'late';
  edge += mix.lie;
  return roll < edge && lie ? 'lie' : 'ok';
}

/** One request to a server. Rejects with what the server refused, or with `NoAnswer`. */
export async function ask<T>(process: Process, server: Server, request: Request<T>): Promise<T> {
  const { world } = process;
  const sent = await operate(process, { kind: 'call', what: `${server.name} ${request.what}` }, () => {
    if (request.signal.aborted) throw new Refused({ kind: 'unavailable', detail: 'aborted before it was sent' });
    const answer = send(process, server, { request, fate: fateOf(world, request) });
    answer.catch(() => undefined);
    return [answer] as const;
  });
  return sent[0];
}

function send<T>(process: Process, server: Server, { request, fate }: { request: Request<T>; fate: Fate }): Promise<T> {
  const { world } = process;
  const { timeline, dice, journal } = world;
  const sentAt = timeline.now();
  if (fate !== 'ok') journal.note(`${sentAt} ${process.name} ${server.name} ${request.what} will be ${fate}`);
  if (fate === 'lie') return replied(process, request, request.lie as () => T);
  if (fate === 'unavailable') return replied(process, request, refusing({ kind: 'unavailable' }));
  if (fate === 'throttled') {
    const retryAfterMs = dice.pick([undefined, 1_000, 20_000, 120_000]);
    return replied(
      process,
      request,
      refusing({ kind: 'throttled', ...(retryAfterMs !== undefined && { retryAfterMs }) }),
    );
  }
  if (fate === 'cut-before')
    return replied(process, request, () => {
      throw noAnswer;
    });
  return landing(process, server, { request, fate });
}

function refusing(fault: Refused['fault']): () => never {
  return () => {
    throw new Refused(fault);
  };
}

/** The answer comes back in a while, unless the caller gives up first. */
function replied<T>(process: Process, { signal }: Request<T>, answer: () => T): Promise<T> {
  return new Promise((resolve, reject) => {
    signal.addEventListener('abort', () => reject(noAnswer));
    later(process, process.world.dice.between(5, 60), () => {
      try {
        resolve(answer());
      } catch (error) {
        reject(error as Error);
      }
    });
  });
}

/** Takes effect at its own moment, at the latest `landingMs` after nobody waits any more. */
function landing<T>(
  process: Process,
  server: Server,
  { request, fate }: { request: Request<T>; fate: 'ok' | 'late' | 'cut-after' },
): Promise<T> {
  const { timeline, dice, journal } = process.world;
  const { landingMs } = server.manner;
  const delay = fate === 'late' ? dice.between(0, 25_000 + landingMs) : dice.between(5, 60);
  return new Promise((resolve, reject) => {
    let done = false;
    const land = () => {
      if (done) return;
      done = true;
      process.onDeath.delete(giveUp);
      const answer = attempt(request, timeline.now());
      journal.note(`${timeline.now()} ${server.name} ${request.what} of ${process.name} lands`);
      if (fate === 'cut-after') later(process, 5, () => reject(noAnswer));
      else later(process, dice.between(5, 60), () => (answer.ok ? resolve(answer.value) : reject(answer.error)));
    };
    const entry = timeline.at(timeline.now() + delay, land);
    const giveUp = () => {
      process.onDeath.delete(giveUp);
      reject(noAnswer);
      if (done) return;
      entry.cancelled = true;
      const left = timeline.now() + landingMs;
      if (landingMs > 0 && fate === 'late') timeline.at(Math.min(left, timeline.now() + delay), land);
      else if (dice.chance(0.5)) land();
      else done = true;
    };
    process.onDeath.add(giveUp);
    request.signal.addEventListener('abort', giveUp);
  });
}

function attempt<T>({ act }: Request<T>, at: number) {
  try {
    return { ok: true as const, value: act(at) };
  } catch (error) {
    return { ok: false as const, error: error as Error };
  }
}
