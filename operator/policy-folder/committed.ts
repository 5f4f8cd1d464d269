// Which commit a folder is at, for people who ask later what was published; a folder outside of git has none.
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import type { Origin } from '../../shared/model/policy/origin.ts';

const run = promisify(execFile);
/** A version is published all the same where git takes longer. */
const WAIT_MILLISECONDS = 5_000;

/** `dirty`: something below the folder is in no commit. Empty without git, a repository or a commit. Never rejects. */
export async function committedAs(folder: string): Promise<Pick<Origin, 'commit' | 'dirty'>> {
  const [commit, changes] = await Promise.all([
    git(folder, ['rev-parse', '--verify', 'HEAD']),
    git(folder, ['status', '--porcelain', '--untracked-files=normal', '--', '.']),
  ]);
  if (commit === undefined || changes === undefined || !/^[0-9a-f]{40,64}$/.test(commit)) return {};
  return { commit, dirty: changes !== '' };
}

/** What git answers; undefined where it does not. No lock is taken and no hook of the repository is run. */
async function git(folder: string, words: readonly string[]): Promise<string | undefined> {
  const env = { ...process.env, GIT_OPTIONAL_LOCKS: '0', GIT_TERMINAL_PROMPT: '0' };
  try {
    const { stdout } = await run('git', ['-C', folder, '-c', 'core.fsmonitor=false', ...words], {
      env,
      timeout: WAIT_MILLISECONDS,
      maxBuffer: 1024 * 1024,
    });
    return stdout.trim();
  } catch {
    return undefined;
  }
}
