// Compares the ledger with the log: what the one says ended, the other must name once, and nothing else.
import type { Tally } from './conservation.ts';
import type { OperationName } from './operation-ends.ts';

/** Inbox rows and operations with their end states; without `end` they are open. */
export interface Ledger {
  readonly events: Iterable<{ readonly tenant: string; readonly id: string; readonly end?: string }>;
  readonly operations: Iterable<OperationName & { readonly end?: string }>;
}

/**
 * What the ledger and the rows counted so far do not agree on, in words; empty when each end state in the ledger is the one
 * in the log and the log names no other event. Outcomes that wait in a person item for their row are given without `end`.
 */
export function residueOf(tally: Tally, ledger: Ledger): readonly string[] {
  const residue: string[] = [];
  const compare = (what: string, end: string | undefined, named: string | undefined): void => {
    if (end !== named) residue.push(`${what}: ${end ?? 'open'} in the ledger, ${named ?? 'not named'} in the log`);
  };
  const strangers = new Set(tally.eventNames());
  for (const { tenant, id, end } of ledger.events) {
    const named = tally.endOfEvent(tenant, id);
    strangers.delete(`${tenant}#${id}`);
    if (end !== undefined || named !== 'waiting') compare(`event ${id}`, end, named);
  }
  for (const { end, ...name } of ledger.operations)
    compare(`operation ${name.target} of ${name.person} at revision ${name.revision}`, end, tally.endOfOperation(name));
  for (const name of strangers) residue.push(`event ${name.slice(name.indexOf('#') + 1)}: named, but never accepted`);
  return residue;
}
