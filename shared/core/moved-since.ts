// Whether what a decision would do is what was reviewed, word for word; if not, what has moved.
import type { Person } from '../model/person.ts';
import type { SavedEntry, SavedRow } from '../model/saved-plan.ts';
import type { Decision } from './decide.ts';
import { auditChange } from './plan.ts';
import { wishOf } from './saved-plan.ts';
import { standsSince } from './stood.ts';

/** A saved plan as far as it is about one person. */
export interface Planned {
  readonly hash: string;
  readonly version: string;
  /** Who made it. */
  readonly by: string;
  readonly entry: SavedEntry;
}

/** As the audit log names the plan by which somebody was decided. */
export function planCause(hash: string): string {
  return `plan ${hash}`;
}

const HELD = ' (held)';

/** What has moved since, in a few words; undefined: nothing. What the guard holds by now is no other plan. */
export function movedSince({ version, entry }: Planned, before: Person, decision: Decision): string | undefined {
  const [, revision, rows] = entry;
  if (!standsSince(before, revision)) return `the person: revision ${before.rev}, and ${revision} was planned`;
  if (decision.policy !== version) return `the policy: ${decision.policy} is for this person by now`;
  const others = rows.filter((row) => !isObserved(row, before)).map(([{ target }]) => target);
  if (others.length > 0) return `what was wished at ${others.join(', ')}`;
  const { entries, person } = decision;
  const shown = new Map(entries.map((entry) => [entry.target, auditChange(entry)]));
  const planned = new Set(rows.map(([{ target }]) => target));
  const added = [...shown.keys()].filter((target) => !planned.has(target));
  const differing = rows.filter((row) => !isSame(row, shown.get(row[0].target), person)).map(([{ target }]) => target);
  const targets = [...differing, ...added];
  return targets.length > 0 ? `what is asked for at ${targets.join(', ')}` : undefined;
}

/** Whether the guard holds something by this decision that the plan does not show as held before. */
export function isHeldSince([, , rows]: SavedEntry, shown: readonly SavedRow[0][]): boolean {
  const before = new Set(rows.filter(([{ change }]) => change.endsWith(HELD)).map(([{ target }]) => target));
  return shown.some(({ target, change }) => change.endsWith(HELD) && !before.has(target));
}

function isObserved([{ target }, observed, wish]: SavedRow, { standings }: Person): boolean {
  return wish === null || isEqual(observed, wishOf(standings[target]?.wish));
}

function isSame([planned, , wish]: SavedRow, now: SavedRow[0] | undefined, { standings }: Person): boolean {
  if (!now) return false;
  const isHeldNow = now.change.endsWith(HELD) && !planned.change.endsWith(HELD);
  const shown = isHeldNow ? { ...now, change: now.change.slice(0, -HELD.length), why: planned.why } : now;
  if (!isEqual(shown, planned)) return false;
  const standing = standings[planned.target];
  return wish === null || isEqual(wish, wishOf(isHeldNow ? standing?.held?.wish : standing?.wish));
}

/** Both are made of the same fields in the same order, or of lists. */
function isEqual(a: unknown, b: unknown): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}
