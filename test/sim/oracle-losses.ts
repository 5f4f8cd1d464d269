// Judges what people lost: never more of them than the budgets allow, and gone from the target when the log says so.
import type { InboxLine, LogRow } from './oracle-log.ts';
import { type Server, stateAt } from './server.ts';

const DAY = 86_400_000;
/** Clocks of ours may go back ten minutes; windows are judged this much shorter. */
const SLACK = 660_000;

/** Of a company under 20 people, two may lose something in a day, and one more by a single leave event, or on the day it named. */
export function budgetBreaks(rows: readonly LogRow[], lines: readonly InboxLine[]): readonly string[] {
  const leaves = new Set(lines.filter((line) => line.leaves).map(({ event }) => event));
  const counted = new Map<string, number>();
  const losses: { readonly at: number; readonly person: string; readonly urgent: boolean }[] = [];
  for (const row of rows.filter(isFreeLoss).toSorted((a, b) => (a.at < b.at ? -1 : 1))) {
    const at = Date.parse(row.at);
    if ((counted.get(row.id) ?? 0) >= at - DAY) continue;
    counted.set(row.id, at);
    const byEvent = row.events?.length === 1 && leaves.has(row.events[0]?.id ?? '');
    losses.push({ at, person: row.id, urgent: byEvent || isDatedLeave(row) });
  }
  return losses.flatMap(({ at }) => {
    const window = losses.filter((other) => other.at >= at && other.at <= at + DAY - SLACK);
    const plain = window.filter(({ urgent }) => !urgent).length;
    return window.length > 3 || plain > 2
      ? [`${window.length} people lost something within a day, ${plain} not urgent`]
      : [];
  });
}

/** A decision that no event asked for, by which accounts end: the last day had come. */
function isDatedLeave({ events, act, plan = [] }: LogRow): boolean {
  const losses = plan.filter(({ what }) => what.split(' ').some((word) => word.startsWith('-')));
  return events === undefined && act === 'decided' && losses.every(({ what }) => what.split(' ').includes('-account'));
}

/** A decision that took something away without being released by people. */
function isFreeLoss({ noun, act, plan = [] }: LogRow): boolean {
  if (noun !== 'person' || act === 'released') return false;
  return plan.some(({ change, what }) => !change.includes('(') && what.split(' ').some((word) => word.startsWith('-')));
}

export interface Removals {
  readonly rows: readonly LogRow[];
  readonly servers: ReadonlyMap<string, Server>;
  /** When each row was committed, by its place. */
  readonly commits: ReadonlyMap<string, number>;
}

/** Where a row says that a removal is done, the target had shown it gone not long before. */
export function falseRemovals({ rows, servers, commits }: Removals): readonly string[] {
  const people = Map.groupBy(
    rows.filter(({ noun }) => noun === 'person'),
    ({ id }) => id,
  );
  return [...people].flatMap(([person, own]) => {
    const ordered = own.toSorted((a, b) => a.number - b.number);
    const gone = goneAt(ordered);
    return ordered.flatMap(({ operations = [], place }) =>
      operations
        .filter(({ end }) => end === 'applied' || end === 'no-op')
        .flatMap(({ target, revision }) => {
          const server = servers.get(target);
          const names = gone.get(`${target} ${revision}`) ?? new Set<string>();
          if (!server || names.size === 0 || wasGone(server, { person, names, until: commits.get(place) ?? 0 }))
            return [];
          return [`${person} at ${target}: revision ${revision} is told as done, but ${[...names]} was there`];
        }),
    );
  });
}

/** What must not be there any more at each operation, by `target revision`. */
function goneAt(ordered: readonly LogRow[]): ReadonlyMap<string, ReadonlySet<string>> {
  const now = new Map<string, Set<string>>();
  const at = new Map<string, ReadonlySet<string>>();
  for (const { plan = [], wished = [], revision } of ordered) {
    for (const { target, change, what } of plan) {
      if (change.includes('(')) continue;
      const names = now.get(target) ?? new Set<string>();
      now.set(target, names);
      for (const word of what.split(' ')) {
        if (word.startsWith('-')) names.add(word.slice(1));
        if (word.startsWith('+')) names.delete(word.slice(1));
      }
    }
    for (const target of wished) at.set(`${target} ${revision}`, new Set(now.get(target)));
  }
  return at;
}

/** At some moment of the two minutes (and the target's lag) before the row. */
function wasGone(
  server: Server,
  { person, names, until }: { person: string; names: ReadonlySet<string>; until: number },
) {
  const since = until - 130_000 - server.manner.readLagMs;
  const accounts = server.accounts.filter((account) => account.person === person);
  return accounts.every((account) => {
    const moments = [since, ...account.states.map(({ at }) => at).filter((at) => at > since && at <= until)];
    return moments.some((moment) => {
      const state = stateAt(account, moment);
      if (!state) return true;
      const has = [...(state.active ? ['account'] : []), ...state.entitlements];
      return !has.some((name) => names.has(name));
    });
  });
}
