// Reads a policy folder: YAML files in, the policy and where each of its pieces stands out; or every fault in them at once.
import { join } from 'node:path';
import { inReadingOrder, type PolicyFault, PolicyRefused } from './policy-folder/fault.ts';
import { type FolderFiles, folderFiles } from './policy-folder/folder-files.ts';
import { readCases, type WrittenCase } from './policy-folder/read-cases.ts';
import { readPolicyText, type Texts, type WrittenPolicy } from './policy-folder/read-text.ts';

/** The bundle of a folder; its tests are left alone. Throws `PolicyRefused`, which names every fault with file, line and column. */
export function readPolicyFolder(folder: string): WrittenPolicy {
  const { written, faults } = readParts(folderFiles(folder));
  if (written) return written;
  throw new PolicyRefused(folder, opened(folder, faults));
}

/** A folder with its tests, as far as it can be read. Files of faults and cases are as one opens them. */
export interface LookedAt {
  /** Without a fault in it. */
  readonly written: WrittenPolicy | undefined;
  readonly cases: readonly WrittenCase[];
  readonly faults: readonly PolicyFault[];
  readonly texts: Texts;
}

/** The same, with what is wrong as a value. */
export function lookAtPolicyFolder(folder: string): LookedAt {
  const found = folderFiles(folder);
  const { written, faults } = readParts(found);
  const { cases, faults: inCases } = readCases(found.files);
  return { written, cases, faults: opened(folder, [...faults, ...inCases]), texts: found.files };
}

function readParts({ files, faults, isWhole }: FolderFiles): {
  readonly written?: WrittenPolicy;
  readonly faults: readonly PolicyFault[];
} {
  if (!isWhole) return { faults };
  const unread = faults.map(({ file }) => file);
  const read = readPolicyText(files, unread);
  if (read.kind === 'refused') return { faults: [...faults, ...read.faults] };
  return faults.length === 0 ? { written: read.written, faults } : { faults };
}

function opened(folder: string, faults: readonly PolicyFault[]): readonly PolicyFault[] {
  return inReadingOrder(faults.map((fault) => ({ ...fault, file: join(folder, fault.file) })));
}
