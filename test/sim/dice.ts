// Seeded chance: the same seed gives the same rolls on every machine.

export interface Dice {
  /** In [0, 1). */
  roll(): number;
  /** A whole number in [0, n). */
  below(n: number): number;
  /** A whole number in [low, high]. */
  between(low: number, high: number): number;
  chance(probability: number): boolean;
  pick<T>(list: readonly T[]): T;
}

/** Dice for one history of one seed. sfc32, seeded by a mix of both numbers. */
export function diceFor(seed: number, history: number): Dice {
  let a = Math.imul(seed ^ 0x9e3779b9, 0x85ebca6b) >>> 0;
  let b = Math.imul(history + 0x7f4a7c15, 0xc2b2ae35) >>> 0;
  let c = 0x2545f491;
  let counter = 1;
  const word = (): number => {
    const sum = (((a + b) | 0) + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = ((c << 21) | (c >>> 11)) + sum;
    return sum >>> 0;
  };
  for (let warm = 0; warm < 12; warm++) word();
  const roll = () => word() / 4_294_967_296;
  const below = (n: number) => Math.floor(roll() * n);
  return {
    roll,
    below,
    between: (low, high) => low + below(high - low + 1),
    chance: (probability) => probability > 0 && roll() < probability,
    pick: <T>(list: readonly T[]) => {
      if (list.length === 0) throw new Error('nothing to pick from');
      return list[below(list.length)] as T;
    },
  };
}
