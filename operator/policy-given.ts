// The policy folder that a command names, read or refused in the command line's own words.
import { CommandFailed } from './client.ts';
import type { WrittenPolicy } from './policy-folder/read-text.ts';
import { readPolicyFolder } from './policy-folder.ts';
import { FileRefused } from './settings-file.ts';

/** A folder of a policy, named `name` to people. Throws `CommandFailed` with what is wrong in it, and where. */
export function policyGivenIn(dir: string, name = dir): WrittenPolicy {
  try {
    return readPolicyFolder(dir);
  } catch (error) {
    if (error instanceof FileRefused) throw new CommandFailed(error.message.replaceAll(dir, name));
    throw new CommandFailed(`${name} is no policy folder: it cannot be read`);
  }
}
