// The policy that another one is compared with: a version that was published, or the folder as a git revision has it.
import { execFileSync } from 'node:child_process';
import { CommandFailed } from './client.ts';
import { PolicyRefused } from './policy-folder/fault.ts';
import { placeOf } from './policy-folder/part-names.ts';
import { readPolicyText, type Texts, type WrittenPolicy } from './policy-folder/read-text.ts';

/** Bytes of one answer of git. */
const MOST = 64 * 1024 * 1024;

/**
 * What `--base` names for the folder at `dir`. Twelve hex characters name a version as a rule; a commit may look so too, and is
 * taken where git knows one. Throws `CommandFailed` for what is neither.
 */
export function baseNamed(base: string, dir: string): WrittenPolicy | { readonly version: string } {
  const folder = folderAt(base, dir);
  if (folder) return folder.written;
  if (/^[0-9a-f]{12}$/.test(base)) return { version: base };
  throw new CommandFailed(`--base: "${base}" is no published version, and no git revision of ${dir}`);
}

/** The folder as it is at a git revision, with its tests; undefined where git knows no such revision. Throws `CommandFailed` when there is no policy in it. */
export function folderAt(
  revision: string,
  dir: string,
): { readonly written: WrittenPolicy; readonly texts: Texts } | undefined {
  const words = ['rev-parse', '--verify', '--quiet', '--end-of-options', `${revision}^{commit}`];
  const commit = git(dir, words)?.trim();
  if (commit === undefined) return undefined;
  const listed = git(dir, ['ls-tree', '-r', '-z', '--name-only', commit]) ?? '';
  const files = listed.split('\0').filter((file) => ['part', 'test'].includes(placeOf(file).kind));
  const texts = Object.fromEntries(files.map((file) => [file, git(dir, ['show', `${commit}:./${file}`]) ?? '']));
  const read = readPolicyText(texts);
  if (read.kind === 'policy') return { written: read.written, texts };
  throw new CommandFailed(new PolicyRefused(`${dir} at ${revision}`, read.faults).message);
}

/** What git answers in the folder; undefined where it says no. */
function git(dir: string, words: readonly string[]): string | undefined {
  try {
    return execFileSync('git', ['-C', dir, ...words], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
      maxBuffer: MOST,
    });
  } catch {
    return undefined;
  }
}
