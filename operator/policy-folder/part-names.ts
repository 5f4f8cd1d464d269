// Which file of a folder belongs to which part of the policy, and what has no place there.
import { nearestName } from '../../shared/core/nearest.ts';
import { PARTS } from '../../shared/model/policy/parts.ts';

export type PartName = keyof typeof PARTS;
export const PART_NAMES = Object.keys(PARTS) as readonly PartName[];

export type FilePlace =
  | { readonly kind: 'part'; readonly part: PartName }
  | { readonly kind: 'test' }
  | { readonly kind: 'ignored' }
  | { readonly kind: 'misplaced'; readonly message: string; readonly suggestion?: string };

/** What a file is for, by its path below the folder, with `/`: `roles.yaml`, `roles/berlin/office.yaml`, `tests/hires.yaml`. */
export function placeOf(file: string): FilePlace {
  const names = file.split('/');
  const last = names.at(-1) ?? '';
  if (names.some((name) => name.startsWith('.')) || last === 'README.md') return { kind: 'ignored' };
  const top = names.length === 1 ? stemOf(last) : (names[0] ?? '');
  if (!last.endsWith('.yaml')) return misnamed(file, top);
  if (top === 'tests' && names.length > 1) return { kind: 'test' };
  const part = PART_NAMES.find((name) => name === top);
  if (part) return { kind: 'part', part };
  return { kind: 'misplaced', message: `is no part of a policy; known are ${KNOWN}`, ...meant(top, '') };
}

const KNOWN = [...PART_NAMES, 'tests'].join(', ');

function misnamed(file: string, top: string): FilePlace {
  if (!/\.(?:yml|json)$/.test(file))
    return { kind: 'misplaced', message: 'is no file of a policy; move it out of the folder' };
  const message = 'files of a policy end in ".yaml"; rename it';
  const { suggestion } = meant(top, '.yaml');
  if (suggestion === undefined || !file.includes('/')) return { kind: 'misplaced', message, ...meant(top, '.yaml') };
  const below = file.slice(file.indexOf('/')).replace(/[^.]*$/, 'yaml');
  return { kind: 'misplaced', message, suggestion: `${stemOf(suggestion).replace(/\/$/, '')}${below}` };
}

function meant(top: string, ending: string): { readonly suggestion?: string } {
  const known = [...PART_NAMES, 'tests'];
  const name = known.find((one) => one === top) ?? nearestName(top, known);
  return name === undefined ? {} : { suggestion: `${name}${name === 'tests' ? '/' : ending || '.yaml'}` };
}

function stemOf(name: string): string {
  return name.replace(/\.[^.]*$/, '');
}
