// A law is a sentence and a check; every implementation of a port is held to the same list.
import { AssertionError } from 'node:assert/strict';
import { describe, test } from 'vitest';

export interface Law<Subject> {
  /** What holds, as a sentence that a manager understands. */
  readonly title: string;
  readonly check: (subject: Subject) => Promise<void>;
  readonly timeoutMs?: number;
}

export interface Difference {
  readonly title: string;
  readonly reason: string;
}

/**
 * Registers one test a law. A law named in `notSupported` must fail, so that the list of differences stays true:
 * an unexpected pass is a failure, and so is a name that no law has.
 */
export function holdTo<Subject>(
  laws: readonly Law<Subject>[],
  subject: () => Subject,
  notSupported: readonly Difference[] = [],
): void {
  const reasons = new Map(notSupported.map(({ title, reason }) => [title, reason]));
  for (const { title, check, timeoutMs = 30_000 } of laws) {
    const reason = reasons.get(title);
    if (reason === undefined) test(title, () => check(subject()), timeoutMs);
    else test(`differs (${reason}): ${title}`, () => mustFail(check(subject()), title), timeoutMs);
    reasons.delete(title);
  }
  describe('the list of differences', () => {
    test('names only laws that exist', () => {
      if (reasons.size > 0) throw new Error(`no such law: ${[...reasons.keys()].join('; ')}`);
    });
  });
}

/** The titles of the laws that `subject` breaks. */
export async function brokenLaws<Subject>(
  laws: readonly Law<Subject>[],
  subject: () => Subject,
): Promise<readonly string[]> {
  const broken: string[] = [];
  for (const law of laws)
    await law.check(subject()).catch(() => {
      broken.push(law.title);
    });
  return broken;
}

/**
 * Resolves when the law's own assertion fails. Throws when it holds after all, and when something else went wrong:
 * a server that is down or refuses the request proves no difference.
 */
export async function mustFail(outcome: Promise<void>, title: string): Promise<void> {
  const error = await outcome.then(
    () => new Error(`"${title}" holds after all: remove it from the differences`),
    (thrown: unknown) => thrown,
  );
  if (!(error instanceof AssertionError)) throw error;
}
