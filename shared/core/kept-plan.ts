// What is kept of a plan while its slices come in: a text for each person, and sums. Memory is what a large company's plan is short of.
import type { Preview, PreviewEntry, PreviewHead, PreviewPart, PreviewSlice } from '../model/preview.ts';
import { COMPANY } from './guard.ts';

export interface Counted {
  /** People, and how many of them gain and lose something by it. */
  readonly people: number;
  readonly gain: number;
  readonly lose: number;
}

type Sum = { -readonly [field in keyof Counted]: Counted[field] };

interface KeptText {
  readonly person: string;
  /** Names that they gain and lose, by changes that are made. */
  readonly gains: number;
  readonly loses: number;
  /** Whether a row of it loses something, also one that changes nothing. */
  readonly isLosing: boolean;
  readonly text: string;
}

/** One text a person: objects would take several times as much. */
export interface Kept {
  head: PreviewHead | undefined;
  looked: number;
  readonly texts: KeptText[];
  readonly withheld: { readonly person: string; readonly what: string }[];
  readonly parts: Map<string, PreviewPart>;
  readonly byPart: Map<string, Sum>;
  readonly byTarget: Map<string, Sum & { calls: number; reserved: number }>;
  readonly verdicts: Map<string, number>;
  readonly unfinished: Map<string, Map<string, number>>;
  people: number;
  losing: number;
}

/** Nothing yet. */
export function nothingKept(): Kept {
  return {
    head: undefined,
    looked: 0,
    texts: [],
    withheld: [],
    parts: new Map(),
    byPart: new Map(),
    byTarget: new Map(),
    verdicts: new Map(),
    unfinished: new Map(),
    people: 0,
    losing: 0,
  };
}

/** Takes a slice in; `target`: only what happens there. */
export function keepSlice(kept: Kept, slice: PreviewSlice, target: string | undefined): void {
  kept.head ??= slice.head;
  kept.looked += slice.looked;
  for (const part of slice.parts) kept.parts.set(part.part, part);
  addUnfinished(kept, slice.unfinished);
  for (const one of slice.previews) {
    const shown = target === undefined ? one : onlyAt(one, target);
    if (shown.entries.length > 0 || shown.withheld.length > 0) addPreview(kept, shown);
  }
}

function onlyAt(one: Preview, target: string): Preview {
  const entries = one.entries.filter((entry) => entry.target === target);
  const counts = one.counts.includes(target) ? [COMPANY, target] : [];
  return { ...one, entries, counts, withheld: entries.length > 0 ? one.withheld : [] };
}

function addUnfinished({ unfinished }: Kept, slice: PreviewSlice['unfinished']): void {
  for (const [target, states] of Object.entries(slice)) {
    const sums = unfinished.get(target) ?? new Map<string, number>();
    for (const [state, count] of Object.entries(states)) sums.set(state, (sums.get(state) ?? 0) + count);
    unfinished.set(target, sums);
  }
}

function addPreview(kept: Kept, one: Preview): void {
  const going = one.entries.filter(({ verdict }) => verdict === 'go');
  const [gains, loses] = [namesIn(going.map((entry) => entry.gains)), namesIn(going.map((entry) => entry.loses))];
  const isLosing = one.entries.some((entry) => entry.loses.length > 0);
  kept.texts.push({ person: one.person, gains, loses, isLosing, text: JSON.stringify(one) });
  for (const what of one.withheld) kept.withheld.push({ person: one.person, what });
  for (const { verdict } of one.entries) kept.verdicts.set(verdict, (kept.verdicts.get(verdict) ?? 0) + 1);
  if (going.length > 0) kept.people++;
  if (loses > 0) kept.losing++;
  for (const entry of going) {
    const { calls, reserved } = entry;
    const sum = kept.byTarget.get(entry.target) ?? { people: 0, gain: 0, lose: 0, calls: 0, reserved: 0 };
    const added = { calls: sum.calls + calls, reserved: sum.reserved + reserved };
    kept.byTarget.set(entry.target, { ...plus(sum, [entry]), ...added });
  }
  for (const part of new Set(going.flatMap(({ causes }) => causes))) {
    const sum = kept.byPart.get(part) ?? { people: 0, gain: 0, lose: 0 };
    kept.byPart.set(
      part,
      plus(
        sum,
        going.filter(({ causes }) => causes.includes(part)),
      ),
    );
  }
}

function namesIn(lists: readonly (readonly string[])[]): number {
  return lists.reduce((total, { length }) => total + length, 0);
}

/** One person more. */
function plus({ people, gain, lose }: Counted, entries: readonly PreviewEntry[]): Sum {
  return {
    people: people + 1,
    gain: gain + Number(entries.some(({ gains }) => gains.length > 0)),
    lose: lose + Number(entries.some(({ loses }) => loses.length > 0)),
  };
}
