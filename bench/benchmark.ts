// What a benchmark is: a workload, who runs it beside us, and figures that are held to a goal.

/** Of all rounds, in the figure's unit. */
export interface Spread {
  readonly min: number;
  readonly median: number;
  readonly max: number;
}

/** `goal` in words, `met` whether it was; a miss says what bounds it. */
export interface Figure {
  readonly name: string;
  readonly unit: string;
  readonly ours: Spread;
  readonly peer?: Spread & { readonly who: string };
  /** Ours to the peer's, of the medians. */
  readonly ratio?: number;
  readonly goal: string;
  readonly met: boolean;
  readonly bound?: string;
}

export interface Benchmark {
  readonly name: string;
  readonly workload: string;
  /** The first figure is the benchmark's own. `tell` shows progress. */
  run(tell: (line: string) => void): Promise<readonly Figure[]>;
}

/** The spread of some measurements; one alone is all three. */
export function spread(values: readonly number[]): Spread {
  const sorted = values.toSorted((a, b) => a - b);
  const at = (share: number) => sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? Number.NaN;
  return { min: at(0), median: at(0.5), max: sorted.at(-1) ?? Number.NaN };
}

/** The value below which that share of the measurements lies. */
export function percentile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.ceil(share * sorted.length) - 1)] ?? Number.NaN;
}

/** Runs every contender once a round, in turn, so that a slow moment of the machine hits all of them. */
export async function interleaved<Name extends string>(
  rounds: number,
  contenders: { readonly [name in Name]: () => Promise<number> },
): Promise<{ readonly [name in Name]: readonly number[] }> {
  const measured = Object.fromEntries(Object.keys(contenders).map((name) => [name, [] as number[]]));
  for (let round = 0; round < rounds; round++)
    for (const [name, run] of Object.entries<() => Promise<number>>(contenders)) measured[name]?.push(await run());
  return measured as unknown as { [name in Name]: readonly number[] };
}
