// The files of a policy folder as text, within bounds: no folder, however odd, hangs the reader or fills the memory.
import { readdirSync, readFileSync, realpathSync, type Stats, statSync } from 'node:fs';
import { join } from 'node:path';
import type { PolicyFault } from './fault.ts';
import { placeOf } from './part-names.ts';

/** Places travel with a version as `file:line`: that is why paths are bounded. */
export const FOLDER_BOUNDS = { megabytes: 8, files: 2_000, path: 200, folders: 8 } as const;

export interface FolderFiles {
  /** By path below the folder, with `/`; sorted. */
  readonly files: { readonly [file: string]: string };
  readonly faults: readonly PolicyFault[];
  /** Whether all of it was looked at: it is a folder, and within the bounds. */
  readonly isWhole: boolean;
}

type Refusal = Pick<PolicyFault, 'message'> & Partial<PolicyFault>;

interface Walk {
  readonly folder: string;
  readonly files: { [file: string]: string };
  readonly faults: PolicyFault[];
  bytes: number;
  count: number;
}

/** Everything in the folder that ends up in a policy or its tests; what has no place there is a fault. Never throws. */
export function folderFiles(folder: string): FolderFiles {
  const walk: Walk = { folder, files: {}, faults: [], bytes: 0, count: 0 };
  lookInto(walk, '', []);
  const isWhole = !isOver(walk) && walk.faults.every(({ file }) => file !== '');
  return { files: walk.files, faults: walk.faults, isWhole };
}

/** `above`: the real folders that hold this one, so that a link back is seen. */
function lookInto(walk: Walk, below: string, above: readonly string[]): void {
  keepFaults(walk, below, () => {
    const path = join(walk.folder, below);
    const real = realpathSync(path);
    if (above.includes(real)) return { message: 'links back to a folder that holds it; remove the link' };
    if (above.length > FOLDER_BOUNDS.folders) return { message: `is more than ${FOLDER_BOUNDS.folders} folders deep` };
    for (const name of readdirSync(path).sort())
      if (!name.startsWith('.') && !isOver(walk))
        lookAt(walk, below === '' ? name : `${below}/${name}`, [...above, real]);
    return undefined;
  });
}

function lookAt(walk: Walk, file: string, above: readonly string[]): void {
  keepFaults(walk, file, () => {
    if (file.length > FOLDER_BOUNDS.path) return { message: 'its path is too long' };
    const found = statSync(join(walk.folder, file));
    const place = placeOf(found.isDirectory() ? `${file}/any.yaml` : file);
    if (place.kind === 'misplaced') return place;
    if (place.kind === 'ignored') return undefined;
    if (!found.isDirectory()) return tooMuch(walk, found) ?? take(walk, file);
    lookInto(walk, file, above);
    return undefined;
  });
}

function keepFaults({ faults }: Walk, file: string, look: () => Refusal | undefined): void {
  const refusal = withCause(look);
  if (!refusal) return;
  const { line = 1, column = 1, message, suggestion } = refusal;
  faults.push({ file, line, column, path: '', message, ...(suggestion !== undefined && { suggestion }) });
}

function withCause(look: () => Refusal | undefined): Refusal | undefined {
  try {
    return look();
  } catch (error) {
    return { message: cause(error) };
  }
}

function tooMuch(walk: Walk, found: Stats): Refusal | undefined {
  if (!found.isFile()) return { message: 'is no file that can be read' };
  walk.count++;
  walk.bytes += found.size;
  if (isOver(walk))
    return {
      message: `with it the folder has more than ${FOLDER_BOUNDS.files} files or ${FOLDER_BOUNDS.megabytes} MB`,
    };
  return undefined;
}

function isOver({ count, bytes }: Walk): boolean {
  return count > FOLDER_BOUNDS.files || bytes > FOLDER_BOUNDS.megabytes * 1024 * 1024;
}

/** A file that is no UTF-8 would be read with other letters than it was written in. */
function take({ folder, files }: Walk, file: string): Refusal | undefined {
  const bytes = readFileSync(join(folder, file));
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    if (text.includes('\0')) return { message: 'is no text: it holds a zero byte' };
    files[file] = text;
    return undefined;
  } catch {
    return { ...firstBadByte(bytes), message: 'is not in UTF-8 from here on; save it in UTF-8' };
  }
}

function firstBadByte(bytes: Uint8Array): { readonly line: number; readonly column: number } {
  // What cannot be read becomes U+FFFD, which nobody types.
  const lines = new TextDecoder('utf-8').decode(bytes).split('\ufffd')[0]?.split('\n') ?? [''];
  return { line: lines.length, column: [...(lines.at(-1) ?? '')].length + 1 };
}

function cause(error: unknown): string {
  const { code } = error as NodeJS.ErrnoException;
  if (code === 'ENOENT') return 'is not there';
  if (code === 'ELOOP') return 'is a link that leads back to itself; remove it';
  if (code === 'ENOTDIR') return 'is a file; a policy is a folder';
  return code === 'EACCES' || code === 'EPERM' ? 'may not be read' : `cannot be read (${code ?? 'unknown cause'})`;
}
