// The floors of the house: imports go down only, and rooms on the same floor do not know each other.
import type { Import, SourceFile } from '../house.ts';
import { isBelow, perFile, type Rule } from '../rule.ts';

interface Room {
  readonly name: string;
  readonly floor: number;
}

const ROOMS: readonly Room[] = [
  { name: 'infra', floor: 6 },
  { name: 'functions', floor: 5 },
  { name: 'operator', floor: 5 },
  { name: 'shared/wire.ts', floor: 4 },
  { name: 'shared/steps', floor: 3 },
  { name: 'shared/adapters', floor: 3 },
  { name: 'shared/sources', floor: 3 },
  { name: 'shared/aws', floor: 3 },
  { name: 'shared/lambda', floor: 3 },
  { name: 'shared/core', floor: 2 },
  { name: 'shared/ports', floor: 2 },
  { name: 'shared/model', floor: 1 },
];
/** These look at the house from outside, and nothing in it may look at them. */
const OUTSIDE = ['test', 'bench', 'examples'];

export const floorsRule: Rule = perFile(
  'imports go down the floors only, and siblings never import each other',
  (file) => {
    if (isOutside(file.path)) return [];
    const room = roomOf(file.path);
    if (!room) return [{ what: 'lies on no floor of the house' }];
    return file.imports.filter(({ isRelative }) => isRelative).flatMap((one) => wrongStep(room, one));
  },
);

export const vendorsRule: Rule = perFile('one target or source never imports another one', (file) => {
  const own = vendorOf(file.path);
  if (!own) return [];
  return file.imports.flatMap(({ target, line }) => {
    const other = vendorOf(target);
    return other && other !== own ? [{ line, what: `${own} imports ${other}` }] : [];
  });
});

function wrongStep(from: Room, { target, isTypeOnly, line }: Import): readonly { line: number; what: string }[] {
  if (target === 'package.json' || target.startsWith('policy/')) return [];
  if (isOutside(target)) return [{ line, what: `the product imports ${target}` }];
  const to = roomOf(target);
  if (!to) return [{ line, what: `imports ${target}, which lies on no floor` }];
  if (to.name === from.name || to.floor < from.floor) return [];
  // The core speaks of what a port carries, but never calls one.
  if (from.name === 'shared/core' && to.name === 'shared/ports' && isTypeOnly) return [];
  const direction = to.floor === from.floor ? 'across' : 'up';
  return [{ line, what: `${from.name} (floor ${from.floor}) imports ${direction}: ${target} (floor ${to.floor})` }];
}

function roomOf(path: string): Room | undefined {
  if (isBelow(path, 'bin')) return { name: 'operator', floor: 5 };
  // Parts of the wiring, in files of their own.
  if (isBelow(path, 'shared/wire')) return roomOf('shared/wire.ts');
  // The settings are spelled in the model's words, and share its room.
  if (path === 'shared/env.ts') return roomOf('shared/model/env.ts');
  return ROOMS.find(({ name }) => path === name || isBelow(path, name));
}

function isOutside(path: SourceFile['path']): boolean {
  return isBelow(path, ...OUTSIDE) || /^[^/]+\.config\.ts$/.test(path);
}

/** `shared/adapters/postgres` for a file in that folder; nothing for the files that all of them share. */
function vendorOf(path: string): string | undefined {
  return /^shared\/(?:adapters|sources)\/[^/]+(?=\/)/.exec(path)?.[0];
}
