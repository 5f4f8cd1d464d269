// Whether a snapshot may be believed where people are missing from it: absence needs proof, and a sane count.

/** What is remembered of the last good snapshot of a source. */
export interface SnapshotMemory {
  readonly people: number;
  readonly columns: readonly string[];
  readonly takenAt: number;
}

export interface SnapshotFacts {
  readonly people: number;
  readonly missing: number;
  readonly changedIds: number;
  readonly columns: readonly string[];
  /** An operator says that the columns it has lost are meant to be gone. */
  readonly acceptColumns?: boolean;
  readonly takenAt: number;
  readonly certified: boolean;
}

/** `removals`: adds and updates go on, nobody leaves; `everything`: nothing of the snapshot is used. */
export type Sanity =
  | { readonly kind: 'sane' }
  | { readonly kind: 'stop'; readonly what: 'removals' | 'everything'; readonly why: string };

/** How many people a list may lose at once before it is doubted: 5 % or 10, whichever is more; under 20 people, 2. */
export function tolerated(people: number): number {
  return people < 20 ? 2 : Math.max(10, Math.floor(people * 0.05));
}

/** Columns that the last good snapshot had and this one has not. */
export function lostColumns(columns: readonly string[], last: readonly string[] = []): readonly string[] {
  return last.filter((column) => !columns.includes(column));
}

/** Judges a snapshot against the last good one (proof.md, source sanity). Without a last one there is nobody to miss. */
export function sanity(facts: SnapshotFacts, last: SnapshotMemory | undefined): Sanity {
  if (!last) return { kind: 'sane' };
  const lost = lostColumns(facts.columns, last.columns);
  if (lost.length > 0 && !facts.acceptColumns)
    return { kind: 'stop', what: 'everything', why: `columns are gone: ${lost.join(', ')}` };
  if (facts.people === 0 && last.people > 0)
    return { kind: 'stop', what: 'removals', why: 'nobody is in the snapshot' };
  const limit = tolerated(last.people);
  if (facts.missing > limit && facts.changedIds > limit)
    return {
      kind: 'stop',
      what: 'everything',
      why: `${facts.missing} ids are gone and ${facts.changedIds} are new: the ids have changed`,
    };
  if (facts.missing === 0) return { kind: 'sane' };
  if (facts.takenAt < last.takenAt)
    return { kind: 'stop', what: 'removals', why: 'the clock went back since the last snapshot' };
  if (!facts.certified) return { kind: 'stop', what: 'removals', why: 'the snapshot does not prove that it is whole' };
  if (facts.missing > limit)
    return {
      kind: 'stop',
      what: 'removals',
      why: `${facts.missing} of ${last.people} people are missing, ${limit} are tolerated`,
    };
  return { kind: 'sane' };
}
