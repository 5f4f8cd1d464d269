// The scheduler's minute: a sweep whenever the table shows that somebody is due; none where it could find nothing.
import type { Item } from '../../shared/ports/table.ts';
import { sweep } from '../../shared/steps/sweep.ts';
import type { Walk } from '../../shared/steps/walk.ts';
import type { Workers } from './workers.ts';
import { type World, wall } from './world.ts';

const MINUTE = 60_000;

export interface Minutes {
  /** Somebody is due at that moment of our wall clock: the next sweep may be needed sooner. */
  due(moment: number | undefined): void;
  /** A clock has jumped: all is looked through again. */
  stir(): void;
}

export function minutesOf(world: World, workers: Workers): Minutes {
  const { timeline } = world;
  let next = Number.POSITIVE_INFINITY;
  const plan = (at: number) => {
    if (at >= next) return;
    next = at;
    timeline.at(at, () => {
      if (next !== at) return;
      next = Number.POSITIVE_INFINITY;
      if (isDue(world) && !world.dice.chance(world.mix.missSweep))
        workers.run('sweep', { what: 'sweep', work: ({ ports }) => sweep(ports)() });
      look();
    });
  };
  const due = (moment: number | undefined) => {
    if (moment !== undefined) plan(minuteAfter(Math.max(timeline.now(), moment - world.offset)));
  };
  const look = () => due(earliestDue(world));
  return { due, stir: look };
}

function minuteAfter(moment: number): number {
  return (Math.floor(moment / MINUTE) + 1) * MINUTE;
}

function isDue(world: World): boolean {
  const due = earliestDue(world);
  return due !== undefined && due <= wall(world);
}

/** By our wall clock. What lies in a backlog is due at once. */
function earliestDue({ table, inForces }: World): number | undefined {
  let earliest: number | undefined;
  for (const item of table.contents('state')) {
    const at = dueOf(item, inForces);
    if (at !== undefined && (earliest === undefined || at < earliest)) earliest = at;
  }
  return earliest;
}

function dueOf({ pk, index, fields }: Item, inForces: World['inForces']): number | undefined {
  if (index?.shard.startsWith('due#')) return Number(index.at);
  const kind = pk.split('#')[1];
  if (kind === 'b') return 0;
  return kind === 'policy' && pk.endsWith('#walk') ? walkDue(fields as unknown as Walk, inForces) : undefined;
}

/** Each minute while somebody is walked; then, with a version on trial, when its watch is over. */
function walkDue({ endedAt }: Walk, inForces: World['inForces']): number | undefined {
  if (endedAt === undefined) return 0;
  const { rollOut, frozen } = inForces.at(-1)?.inForce ?? {};
  return rollOut && !frozen ? Math.max(rollOut.since, endedAt) + rollOut.watch : undefined;
}
