// kill -9 under load, again and again: what was acknowledged is done once, nothing is doubled, the log is whole.
import { expect, it } from 'vitest';
import { kills } from './kills.ts';

/** `npm run fire -- --kills 200` for the full figure. */
const KILLS = 6;
const seed = Number(process.env.SEED ?? 20_261_128);

it(
  `${KILLS} times kill -9, also in the middle of a start, lose nothing that was acknowledged and double nobody (seed ${seed})`,
  async () => {
    const { faults, figures } = await kills({ kills: KILLS, seed, tell: () => undefined });
    console.info(JSON.stringify(figures));
    expect(faults).toEqual([]);
    expect(figures.events).toBeGreaterThan(KILLS);
  },
  60_000 + KILLS * 15_000,
);
