// Reads a policy folder: YAML files in, the policy and where each of its pieces stands out; or every fault in them at once.
import { join } from 'node:path';
import { inReadingOrder, type PolicyFault, PolicyRefused } from './policy-folder/fault.ts';
import { folderFiles } from './policy-folder/folder-files.ts';
import { readPolicyText, type WrittenPolicy } from './policy-folder/read-text.ts';

/** The bundle of a folder. Throws `PolicyRefused`, which names every fault with file, line and column. */
export function readPolicyFolder(folder: string): WrittenPolicy {
  const { files, faults, isWhole } = folderFiles(folder);
  if (!isWhole) throw refused(folder, faults);
  const read = readPolicyText(
    files,
    faults.map(({ file }) => file),
  );
  if (read.kind === 'policy' && faults.length === 0) return read.written;
  throw refused(folder, [...faults, ...(read.kind === 'refused' ? read.faults : [])]);
}

function refused(folder: string, faults: readonly PolicyFault[]): PolicyRefused {
  const opened = faults.map((fault) => ({ ...fault, file: fault.file === '' ? folder : join(folder, fault.file) }));
  return new PolicyRefused(folder, inReadingOrder(opened));
}
