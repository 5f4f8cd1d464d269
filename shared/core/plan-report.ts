// Brings the slices of a plan together: rows in the order in which they are read, and what they add up to. Pure but for what it keeps.
import type { AuditChange } from '../model/audit.ts';
import type { Preview, PreviewEntry, PreviewHead, PreviewPart, PreviewSlice } from '../model/preview.ts';
import { COMPANY } from './guard.ts';
import { unpackTallies } from './packed-tallies.ts';
import { auditChange } from './plan.ts';
import { type GuardUse, guardUse, type Loser } from './plan-guard.ts';

export type PlanRow = AuditChange & { readonly person: string; readonly causes: readonly string[] };

interface Counted {
  /** People, and how many of them gain and lose something by it. */
  readonly people: number;
  readonly gain: number;
  readonly lose: number;
}

export interface PlanReport {
  readonly head: PreviewHead;
  readonly looked: number;
  /** People of whom something changes, those of them who lose something, and what is changed: one for a person at a target. */
  readonly people: number;
  readonly losing: number;
  readonly changes: number;
  /** Rows that change nothing: held before, protected, blocked. */
  readonly kept: { readonly [verdict: string]: number };
  readonly byPart: readonly (PreviewPart & Counted)[];
  readonly byTarget: readonly (Counted & {
    readonly target: string;
    readonly calls: number;
    readonly minutes: number;
  })[];
  readonly withheld: readonly { readonly person: string; readonly what: string }[];
  readonly guard: GuardUse;
  readonly unfinished: PreviewSlice['unfinished'];
  /** As long as the slowest target takes, since all are called side by side. */
  readonly minutes: number;
  /** All rows, losers first, then by person and target. */
  rows(): Iterable<PlanRow>;
  /** By person, with what they gain and lose, most losses first. */
  byPerson(): readonly { readonly person: string; readonly gains: number; readonly loses: number }[];
  /** By person. */
  previews(): Iterable<Preview>;
}

export interface PlanTally {
  add(slice: PreviewSlice): void;
  report(): PlanReport;
}

type Sum = { -readonly [field in keyof Counted]: Counted[field] };

/** A large company's plan is kept as one text a person: objects would take several times as much memory. */
interface Kept {
  head: PreviewHead | undefined;
  looked: number;
  readonly texts: { readonly person: string; readonly loses: boolean; readonly text: string }[];
  readonly parts: Map<string, PreviewPart>;
  readonly byPart: Map<string, Sum>;
  readonly byTarget: Map<string, Sum & { calls: number }>;
  readonly verdicts: Map<string, number>;
  readonly unfinished: Map<string, Map<string, number>>;
  people: number;
  losing: number;
}

/** `target`: only what happens there. */
export function planTally({ target }: { readonly target?: string | undefined } = {}): PlanTally {
  const kept: Kept = {
    head: undefined,
    looked: 0,
    texts: [],
    parts: new Map(),
    byPart: new Map(),
    byTarget: new Map(),
    verdicts: new Map(),
    unfinished: new Map(),
    people: 0,
    losing: 0,
  };
  return {
    add(slice) {
      kept.head ??= slice.head;
      kept.looked += slice.looked;
      for (const part of slice.parts) kept.parts.set(part.part, part);
      addUnfinished(kept, slice.unfinished);
      for (const one of slice.previews) {
        const shown = target === undefined ? one : onlyAt(one, target);
        if (shown.entries.length > 0 || shown.withheld.length > 0) addPreview(kept, shown);
      }
    },
    report: () => reportOf(kept),
  };
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
  const loses = going.some((entry) => entry.loses.length > 0);
  kept.texts.push({ person: one.person, loses, text: JSON.stringify(one) });
  for (const { verdict } of one.entries) kept.verdicts.set(verdict, (kept.verdicts.get(verdict) ?? 0) + 1);
  if (going.length > 0) kept.people++;
  if (loses) kept.losing++;
  for (const entry of going) {
    const sum = kept.byTarget.get(entry.target) ?? { people: 0, gain: 0, lose: 0, calls: 0 };
    kept.byTarget.set(entry.target, { ...plus(sum, [entry]), calls: sum.calls + entry.calls });
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

/** One person more. */
function plus({ people, gain, lose }: Counted, entries: readonly PreviewEntry[]): Sum {
  return {
    people: people + 1,
    gain: gain + Number(entries.some(({ gains }) => gains.length > 0)),
    lose: lose + Number(entries.some(({ loses }) => loses.length > 0)),
  };
}

function reportOf(kept: Kept): PlanReport {
  const { head, texts, verdicts } = kept;
  if (!head) throw new Error('a plan has one slice at least');
  texts.sort((a, b) => (a.person < b.person ? -1 : 1));
  const { go = 0, ...rest } = Object.fromEntries(verdicts) as { go?: number; [verdict: string]: number | undefined };
  const byTarget = targetsOf(kept, head);
  return {
    head,
    looked: kept.looked,
    people: kept.people,
    losing: kept.losing,
    changes: go,
    kept: rest as PlanReport['kept'],
    byPart: partsOf(kept),
    byTarget,
    withheld: [...previewsIn(kept)].flatMap(({ person, withheld }) => withheld.map((what) => ({ person, what }))),
    guard: guardUse(losersIn(kept), { tallies: unpackTallies(head.tallies, 1), limits: head.limits, now: head.at }),
    unfinished: Object.fromEntries(
      [...kept.unfinished]
        .sort(byName)
        .map(([target, states]) => [target, Object.fromEntries([...states].sort(byName))]),
    ),
    minutes: Math.max(0, ...byTarget.map(({ minutes }) => minutes)),
    rows: () => rowsIn(kept),
    byPerson: () => peopleIn(kept),
    previews: () => previewsIn(kept),
  };
}

function byName([a]: readonly [string, unknown], [b]: readonly [string, unknown]): number {
  return a < b ? -1 : 1;
}

function targetsOf({ byTarget }: Kept, { msPerCall }: PreviewHead): PlanReport['byTarget'] {
  return [...byTarget].sort(byName).map(([target, sum]) => {
    const minutes = (sum.calls * (msPerCall[target] ?? 0)) / 60_000;
    return { target, ...sum, minutes: Math.round(minutes * 10) / 10 };
  });
}

/** Parts by which somebody loses come first, then the others by name; changed parts that change nobody are there too. */
function partsOf({ parts, byPart }: Kept): PlanReport['byPart'] {
  const names = [...new Set([...byPart.keys(), ...parts.keys()])].sort();
  return names
    .map((part) => ({ ...(parts.get(part) ?? { part }), ...(byPart.get(part) ?? { people: 0, gain: 0, lose: 0 }) }))
    .sort((a, b) => b.lose - a.lose || b.people - a.people);
}

function* previewsIn({ texts }: Kept): Iterable<Preview> {
  for (const { text } of texts) yield JSON.parse(text) as Preview;
}

function* losersIn({ texts }: Kept): Iterable<Loser> {
  for (const { loses, text } of texts) if (loses) yield JSON.parse(text) as Preview;
}

function* rowsIn({ texts }: Kept): Iterable<PlanRow> {
  const row = (person: string, entry: PreviewEntry): PlanRow => {
    return { person, ...auditChange({ person, ...entry }), causes: entry.causes };
  };
  for (const isLosing of [true, false])
    for (const { person, text } of texts)
      for (const entry of (JSON.parse(text) as Preview).entries)
        if (entry.loses.length > 0 === isLosing) yield row(person, entry);
}

function peopleIn(kept: Kept): ReturnType<PlanReport['byPerson']> {
  const all = [...previewsIn(kept)].flatMap(({ person, entries }) => {
    const going = entries.filter(({ verdict }) => verdict === 'go');
    const sum = (lists: readonly (readonly string[])[]) => lists.reduce((total, { length }) => total + length, 0);
    const [gains, loses] = [sum(going.map((entry) => entry.gains)), sum(going.map((entry) => entry.loses))];
    return going.length > 0 ? [{ person, gains, loses }] : [];
  });
  return all.sort((a, b) => b.loses - a.loses);
}
