// An explanation of another moment in words: by which policy, what was known then, and what the ledger had wished.
import { momentWords } from '../as-of.ts';
import type { Past } from '../past.ts';
import type { Explanation } from './explain.ts';

/** ms, and the day where one was named. */
interface Asked {
  readonly at: number;
  readonly day?: string;
}

export type PastTold =
  | { readonly kind: 'given'; readonly policy: string }
  | {
      readonly kind: 'beside';
      readonly policy: string;
      /** The one for everybody. */
      readonly base: string;
      readonly why: 'trial' | 'plan';
    }
  | (Asked & { readonly kind: 'ahead'; readonly policy: string; readonly isGiven: boolean })
  | (Asked & {
      readonly kind: 'behind';
      readonly policy: string;
      /** The policy is the one that the person's own log names, one that was given, or the one in force. */
      readonly by: 'theirs' | 'given' | 'present';
      readonly past: Past;
      /** Whether the facts are those that are known today about that day, or those that had come by then. */
      readonly facts: 'present' | 'past';
    })
  | {
      readonly kind: 'known';
      readonly made: Pick<Explanation, 'entitlement' | 'target' | 'verdict'>;
      readonly past: Past;
      readonly knownThen?: Explanation['verdict'];
    };

/** Sentences before the explanation (`given`, `beside`, `ahead`, `behind`) and after it (`known`). */
export function pastWords(told: PastTold): readonly string[] {
  switch (told.kind) {
    case 'given':
      return [`By policy ${told.policy}, as it was given.`];
    case 'beside':
      return [`By policy ${told.policy}, ${WHY[told.why]}; the one for everybody is ${told.base}.`];
    case 'ahead':
      return [
        `As of ${momentWords(told)}, still to come: by policy ${told.policy}, ${told.isGiven ? 'as it was given' : 'in force now'}, and by what is known now about that day.`,
      ];
    case 'behind':
      return [`As of ${momentWords(told)}: ${policyWords(told)}. ${FACTS[told.facts]}`];
    case 'known':
      return [...knownWords(told), wishWords(told)];
  }
}

function policyWords({ policy, by, past }: Extract<PastTold, { kind: 'behind' }>): string {
  if (by === 'given') return `by policy ${policy}, as it was given`;
  if (by === 'present') return `by policy ${policy}, in force now, since the one of then is not known any more`;
  if (past.decided) return `by policy ${policy}, in force for them then (decided at ${past.decided.at.slice(0, 19)}Z)`;
  return `nothing was decided about them by then; by policy ${policy}, that of their first decision`;
}

function knownWords({ made, knownThen }: Extract<PastTold, { kind: 'known' }>): readonly string[] {
  if (knownThen === undefined) return [];
  const same = knownThen === made.verdict;
  return [
    `Facts have come since then; by those that were known then the answer was ${same ? 'the same' : `"${knownThen}"`}.`,
  ];
}

function wishWords({ made, past }: Extract<PastTold, { kind: 'known' }>): string {
  const what =
    made.entitlement === 'account' ? `an account at ${made.target}` : `${made.entitlement} at ${made.target}`;
  const { wished, verifiedAt } = past;
  if (!wished) return `By then no plan of theirs in the audit log names ${what}.`;
  const since = `since ${wished.at.slice(0, 19)}Z (revision ${wished.revision})`;
  const proof = verifiedAt === undefined ? 'not verified by then' : `verified at ${verifiedAt.slice(0, 19)}Z`;
  return `The ledger ${wished.is ? 'wished' : 'did not wish'} ${what} ${since}, ${proof}.`;
}

const FACTS = {
  present: 'Facts are as known now about that day.',
  past: 'Facts are those that had been taken in by then; what later ones have replaced is not kept.',
} as const;

const WHY = { trial: 'which is tried on them', plan: 'which an applied plan has for them' } as const;
