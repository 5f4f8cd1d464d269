// The policy that another one is compared with: a version that was published, or the folder as a git revision has it.
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { CommandFailed } from './client.ts';
import type { WrittenPolicy } from './policy-folder/read-text.ts';
import { policyGivenIn } from './policy-given.ts';

/**
 * What `--base` names for the folder at `dir`. Twelve hex characters name a version as a rule; a commit may look so too, and is
 * taken where git knows one. Throws `CommandFailed` for what is neither.
 */
export function baseNamed(base: string, dir: string): WrittenPolicy | { readonly version: string } {
  const folder = folderAt(base, dir);
  if (folder) return folder;
  if (/^[0-9a-f]{12}$/.test(base)) return { version: base };
  throw new CommandFailed(`--base: "${base}" is no published version, and no git revision of ${dir}`);
}

/** The folder as it is at a git revision; undefined where git knows no such revision. Throws `CommandFailed` when there is no policy in it. */
function folderAt(revision: string, dir: string): WrittenPolicy | undefined {
  const commit = git(dir, ['rev-parse', '--verify', '--quiet', '--end-of-options', `${revision}^{commit}`]);
  if (commit === undefined) return undefined;
  const copy = mkdtempSync(join(tmpdir(), 'frontdesk-base-'));
  try {
    const listed = git(dir, ['ls-tree', '-r', '-z', '--name-only', commit.trim()]) ?? '';
    for (const file of listed.split('\0').filter((name) => /\.ya?ml$/.test(name))) {
      mkdirSync(join(copy, dirname(file)), { recursive: true });
      writeFileSync(join(copy, file), git(dir, ['show', `${commit.trim()}:./${file}`]) ?? '');
    }
    return policyGivenIn(copy, `${dir} at ${revision}`);
  } finally {
    rmSync(copy, { recursive: true, force: true });
  }
}

function git(dir: string, words: readonly string[]): string | undefined {
  try {
    return execFileSync('git', ['-C', dir, ...words], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
      maxBuffer: 64 * 1024 * 1024,
    });
  } catch {
    return undefined;
  }
}
