// What one decision does at one target.
import type { AuditRow } from '../model/audit.ts';
import type { Standing } from '../model/person.ts';
import { endOf } from './wish.ts';

export interface Moved {
  readonly target: string;
  readonly standing?: Standing;
  readonly wishes: boolean;
  readonly takesAway: boolean;
  readonly ended: NonNullable<AuditRow['operations']>;
}

/** The operation that a decision replaces, with how it ended, unless the log has it already. */
export function endedBefore(target: string, before: Standing | undefined): Moved['ended'] {
  const end = endOf(before);
  return before && end ? [{ target, revision: before.rev, end }] : [];
}
