// Brings the slices of a plan together: rows in the order in which they are read, and what they add up to. Pure but for what it keeps.
import type { AuditChange } from '../model/audit.ts';
import type { Preview, PreviewEntry, PreviewHead, PreviewPart, PreviewSlice } from '../model/preview.ts';
import { type Counted, type Kept, keepSlice, nothingKept } from './kept-plan.ts';
import { unpackTallies } from './packed-tallies.ts';
import { auditChange } from './plan.ts';
import { type GuardUse, guardUse, type Loser } from './plan-guard.ts';
import { isProtecting } from './policy/changed.ts';

export type PlanRow = AuditChange & { readonly person: string; readonly causes: readonly string[] };

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

/** `target`: only what happens there. */
export function planTally({ target }: { readonly target?: string | undefined } = {}): PlanTally {
  const kept = nothingKept();
  return { add: (slice) => keepSlice(kept, slice, target), report: () => reportOf(kept) };
}

function reportOf(kept: Kept): PlanReport {
  const { head, texts, verdicts } = kept;
  if (!head) throw new Error('a plan has one slice at least');
  texts.sort(byPerson);
  kept.withheld.sort(byPerson);
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
    withheld: kept.withheld,
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

function byPerson(a: { readonly person: string }, b: { readonly person: string }): number {
  return a.person < b.person ? -1 : a.person > b.person ? 1 : 0;
}

function byName([a]: readonly [string, unknown], [b]: readonly [string, unknown]): number {
  return a < b ? -1 : 1;
}

function targetsOf({ byTarget }: Kept, { msPerCall }: PreviewHead): PlanReport['byTarget'] {
  return [...byTarget].sort(byName).map(([target, { reserved, ...sum }]) => {
    const minutes = (reserved * (msPerCall[target] ?? 0)) / 60_000;
    return { target, ...sum, minutes: Math.round(minutes * 10) / 10 };
  });
}

/**
 * Parts by which somebody loses come first, then those by which somebody gains; of changed parts that change nobody those that
 * protect people come first. Left out is what is no other part and changes nobody: what is held or blocked names it.
 */
function partsOf({ parts, byPart }: Kept): PlanReport['byPart'] {
  const names = [...new Set([...byPart.keys(), ...parts.keys()])].sort();
  return names
    .map((part) => ({ ...(parts.get(part) ?? { part }), ...(byPart.get(part) ?? { people: 0, gain: 0, lose: 0 }) }))
    .filter(({ change, people }) => change !== undefined || people > 0)
    .sort((a, b) => b.lose - a.lose || b.people - a.people || rank(a) - rank(b));
}

function rank({ part }: PreviewPart): number {
  return isProtecting(part) ? 0 : 1;
}

function* previewsIn({ texts }: Kept): Iterable<Preview> {
  for (const { text } of texts) yield JSON.parse(text) as Preview;
}

function* losersIn({ texts }: Kept): Iterable<Loser> {
  for (const { loses, text } of texts) if (loses > 0) yield JSON.parse(text) as Preview;
}

function* rowsIn({ texts }: Kept): Iterable<PlanRow> {
  const row = (person: string, entry: PreviewEntry): PlanRow => {
    return { person, ...auditChange({ person, ...entry }), causes: entry.causes };
  };
  for (const first of [true, false])
    for (const { person, isLosing, text } of texts)
      if (isLosing || !first)
        for (const entry of (JSON.parse(text) as Preview).entries)
          if (entry.loses.length > 0 === first) yield row(person, entry);
}

function peopleIn({ texts }: Kept): ReturnType<PlanReport['byPerson']> {
  const changed = texts.filter(({ gains, loses }) => gains + loses > 0);
  return changed.map(({ person, gains, loses }) => ({ person, gains, loses })).sort((a, b) => b.loses - a.loses);
}
