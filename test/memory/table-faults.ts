// The faults of a store, chosen call by call: what DynamoDB does to a client under load and on a bad network.
import { ReadFailed, WriteRefused } from '../../shared/ports/table.ts';
import type { TableCall, TableHooks } from './memory-table.ts';

/**
 * | fault | effect | the caller sees |
 * |---|---|---|
 * | throttled | none | WriteRefused 'throttled', ReadFailed |
 * | conflict | none | WriteRefused 'conflict' at the first position; ReadFailed for a read |
 * | request-lost | none | an error that leaves the outcome open |
 * | reply-lost | done | the same error |
 */
export type TableFault = 'throttled' | 'conflict' | 'request-lost' | 'reply-lost';

/** Hooks that ask `choose` once for each call. */
export function tableFaults(choose: (call: TableCall) => TableFault | undefined): TableHooks {
  const chosen = new WeakMap<TableCall, TableFault>();
  return {
    before(call) {
      const fault = choose(call);
      if (fault === 'reply-lost') chosen.set(call, fault);
      else if (fault) throw refusal(call, fault);
    },
    after(call) {
      if (chosen.has(call)) throw new Error('socket hang up');
    },
  };
}

function refusal(call: TableCall, fault: Exclude<TableFault, 'reply-lost'>): Error {
  if (call.op !== 'write') return new ReadFailed(fault);
  if (fault === 'request-lost') return new Error('socket hang up');
  return new WriteRefused(fault, fault === 'conflict' ? [0] : []);
}
