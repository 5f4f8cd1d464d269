// Both sums of the log: how often each end state was named, carried from head to head so that nothing is counted twice.
import type { AuditRow } from '../../model/audit.ts';
import type { AuditSums } from '../../model/audit-head.ts';

export const noSums: AuditSums = { events: {}, wished: 0, operations: {} };

/** The sums after these rows. */
export function addedUp(sums: AuditSums, rows: readonly AuditRow[]): AuditSums {
  const events = { ...sums.events };
  const operations = { ...sums.operations };
  let wished = sums.wished;
  for (const row of rows) {
    wished += row.wished?.length ?? 0;
    for (const { end } of row.events ?? []) events[end] = (events[end] ?? 0) + 1;
    for (const { end } of row.operations ?? []) operations[end] = (operations[end] ?? 0) + 1;
  }
  return { events, wished, operations };
}
