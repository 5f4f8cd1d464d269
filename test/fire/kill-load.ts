// The load under which the laptop is killed: hires, moves and leaves of seeded people, each person's one after the other.
import { setTimeout as sleep } from 'node:timers/promises';
import { type Sent, send } from '../e2e/deliveries.ts';
import type { Laptop } from '../e2e/laptop.ts';

export type What = 'hire' | 'move' | 'leave';

/** One delivery, as often as it took until it was acknowledged. */
export interface Told {
  readonly number: number;
  readonly what: What;
  /** What the first try was answered; 0 when the company was dead. */
  readonly firstStatus: number;
  sent: Sent;
}

export interface Load {
  readonly told: Told[];
  /** Sends from four sides until the company is dead; `round` decides who. */
  run(company: Laptop, round: number): Promise<void>;
  /** Sends again what was never acknowledged, with the same ids, as a vendor does. */
  again(company: Laptop): Promise<number>;
}

const SIDES = 4;
const ROUND = 1_000;
/** A leave in every eighth round keeps a growing company within the guard's budget. */
const LEAVES_EVERY = 8;

export function killLoad(data: string, random: () => number): Load {
  const told: Told[] = [];
  const tell = async (company: Laptop, number: number, what: What) => {
    const sent = await send(company, data, { what, number });
    told.push({ number, what, firstStatus: sent.status, sent });
    return sent.status !== 0;
  };
  const hires = async (company: Laptop, from: number) => {
    for (let number = from; await tell(company, number, 'hire'); number += SIDES) await sleep(5 + random() * 60);
  };
  const changes = async (company: Laptop, round: number) => {
    const [mover, leaver] = [untouched(told, random), untouched(told, random)];
    if (mover !== undefined) await tell(company, mover, 'move');
    if (round % LEAVES_EVERY === 0 && leaver !== undefined && leaver !== mover) await tell(company, leaver, 'leave');
  };
  return {
    told,
    async run(company, round) {
      const first = ROUND * round;
      const sides = Array.from({ length: SIDES }, (_, side) => hires(company, first + side));
      await Promise.all([...sides, changes(company, round)]);
    },
    async again(company) {
      const open = told.filter(({ sent }) => sent.status !== 202);
      for (const one of open) one.sent = await send(company, data, { ...one, id: one.sent.id });
      return open.length;
    },
  };
}

/** Somebody whose hire was acknowledged and about whom nothing was said since. */
function untouched(told: readonly Told[], random: () => number): number | undefined {
  const changed = new Set(told.flatMap(({ what, number }) => (what === 'hire' ? [] : [number])));
  const hired = told.filter(({ what, number, sent }) => what === 'hire' && sent.status === 202 && !changed.has(number));
  return hired[Math.floor(random() * hired.length)]?.number;
}
