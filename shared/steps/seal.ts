// Seals the audit log: gathers the rows that no head holds, grows the tree, commits, and only then signs and archives the head.
import { firstReach, reachAfter, strideTo } from '../core/audit/lanes.ts';
import { genesisState, type SealState, stateOf } from '../core/audit/seal-state.ts';
import type { Clock } from '../ports/runtime.ts';
import { type Table, WriteRefused } from '../ports/table.ts';
import { type CommitPorts, commit, leavesOf, stateKey, statePut } from './seal-commit.ts';
import { type FinishPorts, finish } from './seal-finish.ts';
import { gather, itemsOf, minuteAt, seenPartition } from './seal-gather.ts';

export type SealPorts = CommitPorts & FinishPorts;

export interface SealLimits {
  /** An empty head is sealed when the last one is as old as this. */
  readonly idleMs: number;
  /** Most rows of one head. */
  readonly rows: number;
}

/** `overtaken`: another sealer committed first; what this one had gathered is in that one's head or in the next. */
export interface Sealed {
  readonly kind: 'sealed' | 'overtaken';
  readonly heads: number;
  readonly rows: number;
}

const defaults: SealLimits = { idleMs: 600_000, rows: 2048 };

/**
 * One run: finishes the head that a crash left unsigned, then seals everything there is. Throws `ArchiveRefused` when the
 * archive holds another head of the same number: the log was forked or the table rolled back, and nothing is sealed on top.
 */
export const seal =
  (ports: SealPorts, limits: SealLimits = defaults) =>
  async (): Promise<Sealed> => {
    const done = { heads: 0, rows: 0 };
    try {
      for (let isMore = true; isMore; ) isMore = await sealOnce(ports, limits, done);
    } catch (error) {
      if (!(error instanceof WriteRefused && (error.reason === 'condition' || error.reason === 'conflict')))
        throw error;
      return { kind: 'overtaken', ...done };
    }
    return { kind: 'sealed', ...done };
  };

/** At most one head. True when there is more to seal. */
async function sealOnce(ports: SealPorts, limits: SealLimits, done: { heads: number; rows: number }): Promise<boolean> {
  const state = await readState(ports);
  if (state.head !== undefined) await finish(ports, state.head, state.signedBy);
  await sweep(ports.table, state);
  const now = Math.floor(ports.clock.now() / 60_000);
  const until = strideTo(state, now);
  const { leaves, isAll } = await leavesOf(ports, await gather(ports, state, until), limits.rows);
  const reach = isAll ? reachAfter(state, until) : state;
  if (leaves.length > 0 || isDue(ports, limits, state)) {
    const { head, signedBy } = await commit(ports, { state, reach, leaves });
    await finish(ports, head, signedBy);
    done.heads += 1;
    done.rows += leaves.length;
  } else if (reach.through > state.through)
    await ports.table.write([statePut(state, { ...state, ...reach, version: state.version + 1 })]);
  return !isAll || until < now;
}

/** Undefined before the first head. */
export async function storedState(table: Table): Promise<SealState | undefined> {
  const item = await table.get(stateKey);
  return item && stateOf(item.fields);
}

/** The state; before the first head it starts at the oldest row there is, or now. */
export async function readState({
  table,
  clock,
}: {
  readonly table: Table;
  readonly clock: Clock;
}): Promise<SealState> {
  const stored = await storedState(table);
  if (stored !== undefined) return stored;
  let oldest = Math.floor(clock.now() / 60_000);
  let cursor: string | undefined;
  do {
    const page = await table.scan('audit', cursor);
    for (const { index } of page.items) if (index !== undefined) oldest = Math.min(oldest, minuteAt(index.at));
    cursor = page.cursor;
  } while (cursor !== undefined);
  return genesisState(firstReach(oldest));
}

/** Deletes what was kept for minutes that are never read again. */
async function sweep(table: Table, { swept, cleaned }: SealState): Promise<void> {
  for (let minute = swept + 1; minute <= cleaned; minute += 1)
    for await (const { pk, sk } of itemsOf(table, { table: 'state', pk: seenPartition(minute) }))
      await table.write([{ kind: 'delete', key: { table: 'state', pk, sk } }]);
}

/** After a restore at once: until a head says what is lost, no export can be checked. */
function isDue({ clock }: SealPorts, { idleMs }: SealLimits, { head, kept }: SealState): boolean {
  return head === undefined || kept !== undefined || clock.now() - Date.parse(head.to) >= idleMs;
}
