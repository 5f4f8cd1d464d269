// How everything stands, said each minute by the sweep: from what it reads anyway and five reads more, however long the history.
import { stateOf } from '../core/audit/seal-state.ts';
import type { InboxRow } from '../core/inbox.ts';
import { ageSeconds, openSince } from '../core/indicators.ts';
import type { Person } from '../model/person.ts';
import type { Pipeline } from '../ports/pipeline.ts';
import { oldestWaiting } from './attention.ts';
import { openWindow } from './planned-window.ts';
import { stateKey } from './seal-commit.ts';

/** Since when the oldest work of each kind has been asked for, among all that a sweep found due. */
export interface OldestWork {
  readonly event?: number;
  readonly grant?: number;
  readonly removal?: number;
}

/** What is due is looked at anyway: an event that waits is due at least every quarter of an hour, an operation too. */
export function olderOf(a: OldestWork, b: OldestWork): OldestWork {
  const older = (name: keyof OldestWork) => {
    const both = [a[name], b[name]].filter((at) => at !== undefined);
    return both.length > 0 ? { [name]: Math.min(...both) } : {};
  };
  return { ...older('event'), ...older('grant'), ...older('removal') };
}

export function workOfRow({ end, receivedAt }: InboxRow): OldestWork {
  return end === undefined ? { event: receivedAt } : {};
}

export function workOfPerson(person: Person): OldestWork {
  return openSince(person);
}

/** `plans`: how many wait for approvals, and since when the oldest. */
export interface Seen {
  readonly oldest: OldestWork;
  readonly plans: { readonly open: number; readonly since?: number };
  /** When everybody should have been decided by the version that is for them, where somebody may not be. */
  readonly lateSince?: number;
}

/** Every gauge is said each minute, 0 where there is nothing: silence means that nobody looked, and alarms. */
export async function tellMinute(ports: Pipeline, { oldest, plans, lateSince }: Seen): Promise<void> {
  const now = ports.clock.now();
  const [held, stopped, unrevoked, head, window] = await Promise.all([
    oldestWaiting(ports, 'held'),
    oldestWaiting(ports, 'stopped'),
    oldestWaiting(ports, 'unrevoked'),
    newestHead(ports),
    openWindow(ports),
  ]);
  ports.metrics.add({
    WaitingEventSeconds: Math.max(ageSeconds(oldest.event, now), ageSeconds(lateSince, now)),
    OpenGrantSeconds: ageSeconds(oldest.grant, now),
    OpenRemovalSeconds: Math.max(ageSeconds(oldest.removal, now), ageSeconds(unrevoked, now)),
    HeldSeconds: Math.max(ageSeconds(held, now), ageSeconds(plans.since, now)),
    ParkedSeconds: Math.max(ageSeconds(stopped, now), ageSeconds(unrevoked, now)),
    ApprovalQueue: Math.max(plans.open, held === undefined ? 0 : 1),
    PlannedWindow: window ? 1 : 0,
    ...(head !== undefined && { AuditHeadSeconds: ageSeconds(head, now) }),
  });
}

/** When the newest head was sealed; undefined before the first, which must not look like a young one. */
async function newestHead({ table }: Pick<Pipeline, 'table'>): Promise<number | undefined> {
  const item = await table.get(stateKey);
  const head = item && stateOf(item.fields).head;
  return head && Date.parse(head.to);
}
