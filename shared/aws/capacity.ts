// What DynamoDB charges for a read or a write: the arithmetic of the bill, kept apart from any store.

/** What is known of an item before or after a write: its size, and where it stands in its index. */
export interface Footprint {
  readonly bytes: number;
  /** `shard` and `at` as one text; undefined when the item is in no index. */
  readonly index: string | undefined;
}

/**
 * Write units of one write: each started KB of the larger of the old and the new item, doubled in a transaction;
 * index entries extra and never doubled (keys only, so under 1 KB: enter 1, leave 1, move 2, stay 0).
 * A check and a refused condition cost what the item read costs, at least 1.
 * AWS DynamoDB Developer Guide, "Read and write operations", "Global secondary indexes".
 */
export function writeUnits(write: {
  readonly before: Footprint | undefined;
  readonly after: Footprint | undefined;
  readonly transaction: boolean;
}): number {
  const bytes = Math.max(write.before?.bytes ?? 0, write.after?.bytes ?? 0);
  return startedKilobytes(bytes) * (write.transaction ? 2 : 1) + indexUnits(write.before?.index, write.after?.index);
}

/** Write units of a check, or of a write whose condition did not hold. */
export function checkUnits(before: Footprint | undefined, transaction: boolean): number {
  return startedKilobytes(before?.bytes ?? 0) * (transaction ? 2 : 1);
}

/** Read units of `bytes`: each started 4 KB counts 1, or a half when eventually consistent; nothing found counts as 4 KB. */
export function readUnits(bytes: number, consistent: boolean): number {
  return Math.max(1, Math.ceil(bytes / 4096)) * (consistent ? 1 : 0.5);
}

function startedKilobytes(bytes: number): number {
  return Math.max(1, Math.ceil(bytes / 1024));
}

function indexUnits(before: string | undefined, after: string | undefined): number {
  if (before === after) return 0;
  return (before === undefined ? 0 : 1) + (after === undefined ? 0 : 1);
}
