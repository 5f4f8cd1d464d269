// A chapter of the story, and when an account at a target is as it should be.
import { due } from './expected.ts';
import type { Stage } from './stage.ts';
import type { SeenAccount } from './witness.ts';

export interface Chapter {
  readonly name: string;
  readonly title: string;
  /** Chapters that must have been played before. */
  readonly needs: readonly string[];
  play(stage: Stage): Promise<void>;
}

/** The one of whom the story tells. */
export const HER = { subject: '900001', person: 'hr-900001' } as const;

/** Whether a person has exactly one account at each target and exactly what is due, as the targets show it. */
export async function isSettled({ witness, expected }: Stage, person: string): Promise<boolean> {
  const someone = expected.get(person);
  if (!someone) return false;
  const seen = await witness.of(person);
  const owed = due(someone);
  return (['app', 'warehouse'] as const).every((target) =>
    someone.active ? isExactly(seen[target], owed[target]) : seen[target].every(({ active }) => !active),
  );
}

function isExactly(accounts: readonly SeenAccount[], owed: readonly string[]): boolean {
  if (owed.length === 0) return accounts.length === 0;
  const [account, ...more] = accounts;
  return (
    account?.active === true && more.length === 0 && [...account.entitlements].sort().join(' ') === [...owed].join(' ')
  );
}
