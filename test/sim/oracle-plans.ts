// Judges what applied plans did: the entries that were reviewed, of people who stood where they were looked at.
import type { SavedEntry } from '../../shared/model/saved-plan.ts';
import type { LogRow } from './oracle-log.ts';
import type { PlanFile } from './versions.ts';

/** Names the plan by which this row decided; undefined: none. */
export function planOf({ act, cause }: LogRow): string | undefined {
  return act === 'decided' ? /^plan ([0-9a-f]{64})$/.exec(cause ?? '')?.[1] : undefined;
}

export function planBreaks(rows: readonly LogRow[], files: readonly PlanFile[]): readonly string[] {
  const entries = new Map(
    files.flatMap(({ plan }) =>
      plan.chunkTexts.flatMap((text) =>
        (JSON.parse(text) as SavedEntry[]).map(
          ([person, revision, lines]) => [`${plan.hash} ${person}`, { revision, lines }] as const,
        ),
      ),
    ),
  );
  return rows.flatMap((row) => {
    const hash = planOf(row);
    if (hash === undefined) return [];
    const where = `${row.id}: revision ${row.revision} is of a plan`;
    const entry = entries.get(`${hash} ${row.id}`);
    if (!entry) return [`${where} in which they are not`];
    if (hasMovedBetween(rows, row, entry.revision)) return [`${where} that looked at revision ${entry.revision}`];
    const planned = entry.lines.map(([line]) => shown(line));
    const done = (row.plan ?? []).map(shown);
    return planned.join() === done.join() ? [] : [`${where} and does [${done}] where [${planned}] was reviewed`];
  });
}

/** Whether anything but the policy's name has changed of the person between the look and the row. */
function hasMovedBetween(rows: readonly LogRow[], { id, revision = 0 }: LogRow, looked: number): boolean {
  const between = rows.filter(
    (one) => one.noun === 'person' && one.id === id && (one.revision ?? 0) > looked && (one.revision ?? 0) < revision,
  );
  return revision <= looked || between.some(({ events = [], wished = [] }) => events.length + wished.length > 0);
}

/** What the guard holds by now was reviewed as well. */
function shown({ target, change, what }: NonNullable<LogRow['plan']>[number]): string {
  return `${target} ${change.replace(' (held)', '')} ${what}`;
}
