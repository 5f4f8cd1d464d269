// Plan entries from a difference and the guard's verdict, and the one small table in which a plan is shown everywhere.

import type { AuditChange } from '../model/audit.ts';
import type { PlanEntry } from '../model/plan.ts';
import type { Delta, Difference } from './diff.ts';

export interface Judged {
  readonly person: string;
  readonly difference: Difference;
  readonly verdict: (delta: Delta) => { readonly verdict: PlanEntry['verdict']; readonly note?: string };
  /** Why something is taken away, in a few words: `left`, `rule no longer holds`. */
  readonly lossReason: string;
}

/** The entries of a plan for one person, sorted by target. */
export function planEntries({ person, difference, verdict, lossReason }: Judged): readonly PlanEntry[] {
  const changes = difference.deltas.map((delta) => {
    const { verdict: word, note } = verdict(delta);
    const rules = [...new Set(delta.reasons.map(({ rule }) => rule))].join(', ');
    const why = note ?? (delta.loses.length > 0 ? lossReason : rules);
    return {
      person,
      target: delta.target,
      change: changeOf(delta),
      gains: [...delta.gains],
      loses: [...delta.loses],
      verdict: word,
      why,
    };
  });
  const blocked = difference.blocked.map(({ target, missing }) => ({
    person,
    target,
    change: 'ensure' as const,
    gains: [],
    loses: [],
    verdict: 'blocked' as const,
    why: `no ${missing}`,
  }));
  return [...changes, ...blocked].sort((a, b) => (a.target < b.target ? -1 : 1));
}

function changeOf({ wish }: Delta): PlanEntry['change'] {
  return wish.account === 'active' ? 'ensure' : 'suspend';
}

/** What an entry gains and loses in one text: `+account +group:eng -group:ops`, or `profile`. */
function changeText({ gains, loses, verdict }: Pick<PlanEntry, 'gains' | 'loses' | 'verdict'>): string {
  const words = [...gains.map((name) => `+${name}`), ...loses.map((name) => `-${name}`)];
  return words.length > 0 ? words.join(' ') : verdict === 'blocked' ? 'nothing' : 'profile';
}

/** An entry as the audit log keeps it and the table shows it. */
export function auditChange(entry: PlanEntry): AuditChange {
  return {
    target: entry.target,
    change: entry.verdict === 'go' ? entry.change : `${entry.change} (${entry.verdict})`,
    what: changeText(entry),
    why: entry.why,
  };
}

/** Entries in the order in which a plan is read: losers first, then by person and target. */
export function losersFirst(entries: readonly PlanEntry[]): readonly PlanEntry[] {
  const loses = (entry: PlanEntry) => Number(entry.loses.length > 0);
  return [...entries].sort((a, b) => loses(b) - loses(a) || compare(a.person, b.person) || compare(a.target, b.target));
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

const COLUMNS = ['PERSON', 'TARGET', 'CHANGE', 'WHAT', 'WHY'] as const;

/** The plan as a small table, the same in CLI, audit log and tests. Rows keep their order. */
export function planTable(rows: readonly (AuditChange & { readonly person: string })[]): string {
  if (rows.length === 0) return 'Nothing to change.';
  const cells = [
    [...COLUMNS],
    ...rows.map(({ person, target, change, what, why }) => [person, target, change, what, why]),
  ];
  const widths = COLUMNS.map((_, column) => Math.max(...cells.map((row) => row[column]?.length ?? 0)));
  return cells
    .map((row) =>
      row
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}
