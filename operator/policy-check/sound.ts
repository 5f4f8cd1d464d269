// What keeps a policy folder from going in force, beside faults: its own tests fail, or something in it is sure to be a mistake.
import { CommandFailed, type Where } from '../client.ts';
import { counted } from '../print.ts';
import { checkFolder } from './check-folder.ts';
import { problemLine } from './problem.ts';

/** For who knows better, at once: the option, and what it says of itself. */
export const SKIP_CHECKS = [
  '--skip-checks',
  'although tests of the folder fail, or "policy check" finds an error',
] as const;

/** Throws `CommandFailed` with every error that `policy check` finds, as of `now` (ms). Warnings pass. */
export async function refuseUnsound(folder: string, { url, data, as }: Where, now: number): Promise<void> {
  const { problems } = await checkFolder(folder, { data, as, ...(url !== undefined && { url }) }, now);
  const errors = problems.filter(({ severity }) => severity === 'error');
  if (errors.length === 0) return;
  const lines = errors.map(problemLine).join('\n');
  throw new CommandFailed(
    `the folder has ${counted(errors.length, 'error')}:\n${lines}\nMend them, or go on with ${SKIP_CHECKS[0]}. What each means: docs/policy-check.md`,
  );
}
