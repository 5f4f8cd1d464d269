// What every trial by fire gives back: figures that were counted, and each thing that should not have been.

export interface Trial {
  readonly name: string;
  readonly figures: { readonly [name: string]: number };
  /** Sentences; none when all is as it should be. */
  readonly faults: readonly string[];
  /** Goals that depend on what else the machine does, and were not met. */
  readonly missed?: readonly string[];
  /** Why it was left out: `missing: ...`. */
  readonly notRun?: string;
}

export type Tell = (line: string) => void;

/** How often each name occurs. */
export function counts(names: Iterable<string>): ReadonlyMap<string, number> {
  const found = new Map<string, number>();
  for (const name of names) found.set(name, (found.get(name) ?? 0) + 1);
  return found;
}

/** The value below which this share of them lies; 0 of none. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((one, other) => one - other);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
}
