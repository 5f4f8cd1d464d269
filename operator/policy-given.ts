// The policy folder that a command names, for what is only asked: it is sent along and never goes in force.
import { CommandFailed } from './client.ts';
import { readPolicyFolder, type WrittenFolder } from './policy-folder.ts';
import { FileRefused } from './settings-file.ts';

/** Throws `CommandFailed` with file and line. */
export function policyGivenIn(folder: string): WrittenFolder {
  try {
    return readPolicyFolder(folder);
  } catch (error) {
    if (error instanceof FileRefused) throw new CommandFailed(error.message);
    throw new CommandFailed(`${folder} is no policy folder: it cannot be read`);
  }
}
