// The chapters in their order, and playing them: all, or one with what it needs before.
import type { Chapter } from './chapter.ts';
import { audit } from './chapters/audit.ts';
import { deliveries } from './chapters/deliveries.ts';
import { halfFile } from './chapters/half-file.ts';
import { hire } from './chapters/hire.ts';
import { moveIn } from './chapters/import.ts';
import { leave } from './chapters/leave.ts';
import { move } from './chapters/move.ts';
import { outage } from './chapters/outage.ts';
import { recovery } from './chapters/recovery.ts';
import { rehire } from './chapters/rehire.ts';

export const story: readonly Chapter[] = [
  moveIn,
  hire,
  deliveries,
  move,
  outage,
  leave,
  recovery,
  rehire,
  halfFile,
  audit,
];

/** The chapters that `wanted` (from 1) needs, itself last; all of them without it. */
export function chaptersFor(wanted: number | undefined): readonly Chapter[] {
  const last = wanted === undefined ? undefined : story[wanted - 1];
  if (!last) return story;
  const needed = new Set<string>();
  const gather = ({ name, needs }: Chapter): void => {
    needed.add(name);
    for (const chapter of story) if (needs.includes(chapter.name)) gather(chapter);
  };
  gather(last);
  return story.filter(({ name }) => needed.has(name));
}
